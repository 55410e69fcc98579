// Dates, numbers and lists as one reader writes them.

import type { Counted } from "../languages/texts.js";
import { name } from "./words.js";

/** How a reader of one language writes dates, numbers and lists. */
export class Locale {
  /** The reader's own, such as `en-GB`, when it is of the same language as the texts; else the language. */
  readonly locale: string;

  constructor(language: string) {
    const own = globalThis.navigator?.languages?.find((tag) => tag.split("-")[0] === language);
    this.locale = own ?? language;
  }

  /** A time as its reader writes it, with the time zone, so that a day cannot be mistaken. */
  moment(timestamp: string, more: Intl.DateTimeFormatOptions = {}): string {
    const date = new Date(timestamp);
    if (Number.isNaN(date.getTime())) return name(timestamp);
    return date.toLocaleString(this.locale, {
      day: "numeric",
      month: "long",
      year: "numeric",
      hour: "2-digit",
      minute: "2-digit",
      timeZoneName: "short",
      ...more,
    });
  }

  /** How long before `now` something was: "5 minutes ago". */
  ago(timestamp: string, now: number = Date.now()): string {
    const seconds = Math.min(0, (Date.parse(timestamp) - now) / 1000);
    const format = new Intl.RelativeTimeFormat(this.locale, { numeric: "auto" });
    if (seconds > -90) return format.format(0, "minute");
    if (seconds > -5400) return format.format(Math.round(seconds / 60), "minute");
    if (seconds > -129_600) return format.format(Math.round(seconds / 3600), "hour");
    return format.format(Math.round(seconds / 86_400), "day");
  }

  /** "a", "a and b", "a, b and c". */
  list(items: string[]): string {
    return new Intl.ListFormat(this.locale, { type: "conjunction" }).format(items);
  }

  /** A number as its reader groups it. */
  number(value: number): string {
    return value.toLocaleString(this.locale);
  }

  /** The plural form that `count` needs. */
  count(forms: Counted, count: number): string {
    const text = count === 0 ? forms.zero : forms[new Intl.PluralRules(this.locale).select(count)];
    return fill(text ?? forms.other, { count: this.number(count) });
  }
}

/** `text` with its placeholders replaced: `fill("by {name}", { name: "Ada" })`. */
export function fill(text: string, values: Record<string, string>): string {
  return text.replace(/\{(\w+)\}/g, (placeholder, key: string) => values[key] ?? placeholder);
}
