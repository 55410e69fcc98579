// Which language a reader gets. Each is a chunk of its own, loaded when somebody needs it.

import type { PageTexts, WidgetTexts } from "./texts.js";

export type { PageTexts, WidgetTexts } from "./texts.js";

const LANGUAGES: Record<string, () => Promise<{ widget: WidgetTexts; page: PageTexts }>> = {
  de: () => import("./de.js"),
  en: () => import("./en.js"),
  es: () => import("./es.js"),
  fr: () => import("./fr.js"),
  ja: () => import("./ja.js"),
  nl: () => import("./nl.js"),
};

/** The first of the wished languages that we have, such as `de` for `de-AT`; English when there is none. */
export function chosenLanguage(wished: readonly string[]): string {
  const primary = wished.map((tag) => tag.toLowerCase().split("-")[0] ?? "");
  return primary.find((tag) => Object.hasOwn(LANGUAGES, tag)) ?? "en";
}

/** Texts of the elements. */
export async function widgetTexts(language: string): Promise<WidgetTexts> {
  return (await load(language)).widget;
}

/** Texts of our own pages. */
export async function pageTexts(language: string): Promise<PageTexts> {
  return (await load(language)).page;
}

/** Should the file of a language not arrive, English is better than nothing. */
async function load(language: string) {
  const english = () => import("./en.js");
  return (LANGUAGES[language] ?? english)().catch(english);
}
