import { element } from "./element.js";
import { type Icon, icon } from "./icons.js";
import type { Tone } from "./verdict.js";

/** A small round sign in the colour of its tone. */
export function mark(tone: Tone, name: Icon): HTMLElement {
  return element("span", { class: "check-icon", "data-tone": tone }, icon(name, 16));
}
