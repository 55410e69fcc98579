// Dates, identifiers and other people's texts, ready to be shown.

const LONGEST_NAME = 160;
const LONGEST_TEXT = 1200;

/** A name out of a credential: one line, no invisible or reordering characters, not endless. */
export function name(text: string): string {
  return shorten(visible(text).replace(/\s+/g, " ").trim(), LONGEST_NAME);
}

/** A longer text out of a credential. */
export function prose(text: string): string {
  return shorten(visible(text).trim(), LONGEST_TEXT);
}

/** A time as its reader writes it, with the time zone, so that a day cannot be mistaken. */
export function moment(timestamp: string): string {
  const date = new Date(timestamp);
  if (Number.isNaN(date.getTime())) return name(timestamp);
  return date.toLocaleString(undefined, {
    day: "numeric",
    month: "long",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    timeZoneName: "short",
  });
}

/** How long ago something was: "5 minutes ago". */
export function ago(timestamp: string, now: number = Date.now()): string {
  const seconds = (Date.parse(timestamp) - now) / 1000;
  const format = new Intl.RelativeTimeFormat(undefined, { numeric: "auto" });
  if (seconds > -90) return "just now";
  if (seconds > -5400) return format.format(Math.round(seconds / 60), "minute");
  if (seconds > -129_600) return format.format(Math.round(seconds / 3600), "hour");
  return format.format(Math.round(seconds / 86_400), "day");
}

/** An identifier that is too long for people: its start and its end. */
export function abbreviated(identifier: string): string {
  const text = name(identifier);
  return text.length <= 36 ? text : `${text.slice(0, 20)}…${text.slice(-6)}`;
}

/** "a", "a and b", "a, b and c". */
export function list(items: string[]): string {
  return new Intl.ListFormat("en", { type: "conjunction" }).format(items);
}

/** Without control characters, marks that reorder text, and characters of no width, all of which serve to deceive. */
function visible(text: string): string {
  return text
    .normalize("NFC")
    .replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cn}]/gu, (character) => (/\s/.test(character) ? " " : ""));
}

function shorten(text: string, length: number): string {
  const characters = [...text];
  return characters.length <= length ? text : `${characters.slice(0, length).join("")}…`;
}
