// The choice of a language. It stands in the address, as on our other pages, and nothing is lost: the key stays in the tab.

import type { ConsoleTexts } from "../../languages/console/index.js";
import { LANGUAGE_NAMES } from "../../languages/console/index.js";
import { element } from "../../widget/element.js";

/** A list of the languages, each by its own name. */
export function languageChoice(texts: ConsoleTexts): HTMLElement {
  const choice = element(
    "select",
    { class: "field", "aria-label": texts.language },
    ...Object.entries(LANGUAGE_NAMES).map(([tag, own]) => element("option", { value: tag, lang: tag }, own)),
  );
  choice.value = document.documentElement.lang;
  choice.addEventListener("change", () => {
    const address = new URL(location.href);
    address.searchParams.set("lang", choice.value);
    location.assign(address);
  });
  return choice;
}
