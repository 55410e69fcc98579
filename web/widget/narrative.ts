// Issuers write criteria in Markdown (Open Badges 3.0, `Criteria.narrative`).

import { element } from "./element.js";
import { prose } from "./words.js";

/** Whether there is anything in a text that Markdown would show otherwise. */
const MARKED_UP = /[*_`#[\]<>~|]|^\s*(?:[-+]|\d+[.)])\s|\n|https:/m;

/** The text at once as it was written, and rendered as soon as the renderer is there. */
export function narrative(markdown: string): HTMLElement {
  const text = prose(markdown);
  const place = element("div", { class: "narrative" }, text);
  if (MARKED_UP.test(markdown)) void render(markdown, place);
  return place;
}

/** Should the renderer not arrive, or a strict page forbid it, the text stays as it was written. */
async function render(markdown: string, place: HTMLElement): Promise<void> {
  try {
    const { rendered } = await import("./markdown.js");
    place.replaceChildren(rendered(markdown));
    place.dataset.rendered = "";
  } catch {
    // The text is there already.
  }
}
