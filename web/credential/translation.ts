// The texts that the server wrote in English, and its times, in the reader's language.

import type { PageTexts } from "../languages/index.js";

/** Puts each text into the elements that name it, and writes times as the reader does. */
export function translate(texts: PageTexts["credential"]): void {
  for (const place of document.querySelectorAll<HTMLElement>("[data-text]")) {
    const text = find(texts, place.dataset.text ?? "");
    if (text !== undefined) place.textContent = text;
  }
  const language = document.documentElement.lang;
  const locale = navigator.languages.find((tag) => tag.split("-")[0] === language) ?? language;
  for (const time of document.querySelectorAll("time")) {
    const moment = new Date(time.dateTime);
    if (!Number.isNaN(moment.getTime()))
      time.textContent = moment.toLocaleDateString(locale, { dateStyle: "long", timeZone: "UTC" });
  }
  const share = document.querySelector("#share-buttons");
  share?.setAttribute("aria-label", texts.share);
}

/** `note.revoked` is the member `revoked` of the member `note`. */
function find(texts: object, key: string): string | undefined {
  let value: unknown = texts;
  for (const name of key.split(".")) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as Record<string, unknown>)[name];
  }
  return typeof value === "string" ? value : undefined;
}
