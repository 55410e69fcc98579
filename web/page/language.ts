// The language of our own pages: the reader's. The HTML is English, so that something is there at once.

import { chosenLanguage, type PageTexts, pageTexts } from "../languages/index.js";

/** Chosen in the address (`?lang=de`), else the first of the reader's languages that we have. */
export async function speakReadersLanguage(): Promise<PageTexts> {
  return pageTexts(settleLanguage());
}

/** The same choice, told to the page; for pages with texts of their own. */
export function settleLanguage(): string {
  const asked = new URLSearchParams(location.search).get("lang");
  const language = chosenLanguage(asked === null ? navigator.languages : [asked]);
  document.documentElement.lang = language;
  return language;
}

/** Puts `text` into the element of the page with this `data-text`. */
export function say(key: string, text: string): void {
  for (const place of document.querySelectorAll(`[data-text="${key}"]`)) place.textContent = text;
}
