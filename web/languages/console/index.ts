// The console's texts: many, and only for issuers, so they lie beside those of the widget and not in them. English is
// the pattern: the compiler refuses a language with a missing or a surplus text.

import type { texts as english } from "./en.js";

/** Every text of the console. */
export type ConsoleTexts = typeof english;

const LANGUAGES: Record<string, () => Promise<{ texts: ConsoleTexts }>> = {
  de: () => import("./de.js"),
  en: () => import("./en.js"),
  es: () => import("./es.js"),
  fr: () => import("./fr.js"),
  ja: () => import("./ja.js"),
  nl: () => import("./nl.js"),
};

/** Each language by its own name. */
export const LANGUAGE_NAMES: Record<string, string> = {
  de: "Deutsch",
  en: "English",
  es: "Español",
  fr: "Français",
  ja: "日本語",
  nl: "Nederlands",
};

/** Texts in a language that we have. Should its file not arrive, English is better than nothing. */
export async function consoleTexts(language: string): Promise<ConsoleTexts> {
  const inEnglish = () => import("./en.js");
  return (await (LANGUAGES[language] ?? inEnglish)().catch(inEnglish)).texts;
}
