// Speaks to one reader: texts of a language, dates and numbers of a locale.

import type { WidgetTexts } from "../languages/texts.js";
import { Locale } from "./locale.js";

export { fill } from "./locale.js";

/** What every part needs to say something. */
export class Speech extends Locale {
  constructor(readonly texts: WidgetTexts) {
    super(texts.language);
  }
}
