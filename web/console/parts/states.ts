// Nothing there, not there yet, gone wrong.

import { element } from "../../widget/element.js";
import { type Icon, icon } from "../../widget/icons.js";
import type { App } from "../app.js";
import { inWords, type Problem } from "../problem.js";
import { button } from "./controls.js";

/** Something is on its way. */
export function skeleton({ texts }: Pick<App, "texts">): HTMLElement {
  return element(
    "div",
    { class: "skeleton", role: "status" },
    element("span"),
    element("span"),
    element("span"),
    element("p", { class: "visually-hidden" }, texts.loading),
  );
}

/** Nothing there yet: what would be, and how it gets there. */
export function emptyState(sign: Icon, title: string, text: string, ...actions: Node[]): HTMLElement {
  return element(
    "div",
    { class: "state" },
    element("span", { class: "state-icon" }, icon(sign, 28)),
    element("h2", {}, title),
    element("p", {}, text),
    actions.length > 0 && element("div", { class: "actions" }, ...actions),
  );
}

/** Something went wrong: what it means, and a way to try again where that may help. `h1` when it is all there is. */
export function failedState(
  app: Pick<App, "texts">,
  problem: Problem,
  again: () => unknown,
  level: "h1" | "h2" = "h2",
): HTMLElement {
  const { texts } = app;
  const { title, text } = inWords(problem, texts);
  const place = element(
    "div",
    {
      class: "state",
      "data-tone": problem.status === 0 || problem.status === 429 ? "inconclusive" : "invalid",
      role: "alert",
    },
    element("span", { class: "state-icon" }, icon(problem.status === 403 ? "dash" : "question", 28)),
    element(level, {}, title),
    element("p", {}, text),
    problem.requestId !== undefined &&
      element("p", { class: "form-hint" }, `${texts.requestId} ${problem.requestId}`),
  );
  if (problem.status !== 403 && problem.status !== 404) place.append(retry(app, problem, again));
  return place;
}

/** After too many requests the button waits as long as the server asks. */
function retry({ texts }: Pick<App, "texts">, { retryAfter }: Problem, again: () => unknown): HTMLElement {
  const made = button(texts.tryAgain, () => again(), "primary");
  if (retryAfter !== undefined) {
    made.disabled = true;
    setTimeout(() => {
      made.disabled = false;
    }, retryAfter * 1000);
  }
  return made;
}
