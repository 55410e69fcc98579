// Signing in: with an API key, which is asked for and never put into an address.

import type { ConsoleTexts } from "../languages/console/index.js";
import { wordmark } from "../page/page-header.js";
import { element } from "../widget/element.js";
import { button, pill } from "./parts/controls.js";
import { Form } from "./parts/form.js";
import { languageChoice } from "./parts/languages.js";
import { asProblem, Problem } from "./problem.js";
import { environmentOf } from "./session.js";

/** Shows the form; `enter` is called with the key and throws when the server does not take it. */
export function signInPage(
  texts: ConsoleTexts,
  enter: (key: string) => Promise<void>,
  remark?: string,
): void {
  const t = texts.signIn;
  document.title = `${t.title} – Proofmark`;
  const field = element("input", {
    class: "field",
    // Not shown to whoever looks over a shoulder.
    type: "password",
    autocomplete: "off",
    spellcheck: "false",
    autocapitalize: "off",
    placeholder: "pm_…",
    dir: "ltr",
  });
  const reveal = button(t.reveal, () => {
    field.type = field.type === "password" ? "text" : "password";
    reveal.textContent = field.type === "password" ? t.reveal : t.hide;
  });
  const opens = element("p", { role: "status" });
  field.addEventListener("input", () => {
    const environment = environmentOf(field.value.trim());
    opens.replaceChildren(
      ...(environment === undefined
        ? []
        : [
            pill(
              texts.environments[environment].name,
              environment === "sandbox" ? "inconclusive" : "neutral",
            ),
          ]),
    );
  });
  const form = new Form(texts, t.action, async () => {
    try {
      await enter(field.value.trim());
    } catch (thrown) {
      const problem = asProblem(thrown);
      if (problem.status !== 401) throw problem;
      throw new Problem(401, "unauthorized", problem.message, [{ pointer: "/key", message: t.refused }]);
    }
  });
  form.add(
    form.wrap("/key", t.key, field, { required: true, hint: t.hint }),
    element("div", { class: "actions" }, reveal, opens),
  );
  const heading = element("h1", { tabindex: "-1" }, t.title);
  document.body.replaceChildren(
    element(
      "header",
      { class: "page-header" },
      wordmark("/verify"),
      element("div", {}, languageChoice(texts)),
    ),
    element(
      "main",
      {},
      element(
        "div",
        { class: "sign-in" },
        heading,
        element("p", { class: "view-lede" }, t.lede),
        remark !== undefined &&
          element("div", { class: "alert", "data-tone": "inconclusive", role: "status" }, remark),
        element("div", { class: "panel" }, form.element),
        element("p", { class: "form-hint" }, t.where, " ", element("code", {}, "proofmark admin create-key")),
        element("p", { class: "form-hint" }, t.kept),
      ),
    ),
  );
  field.focus();
}
