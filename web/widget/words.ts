// Other people's texts, made fit to be shown.

const LONGEST_NAME = 160;
/** Longer texts are shortened to so many characters. */
export const LONGEST_TEXT = 1200;

/** A name out of a credential: one line, no invisible or reordering characters, not endless. */
export function name(text: string): string {
  return shorten(visible(text).replace(/\s+/g, " ").trim(), LONGEST_NAME);
}

/** A longer text out of a credential. */
export function prose(text: string): string {
  return shorten(visible(text).trim(), LONGEST_TEXT);
}

/** A longer text whose lines count, such as Markdown. */
export function lines(text: string): string {
  return shorten(
    text
      .split(/\r\n?|\n/)
      .map(visible)
      .join("\n")
      .trim(),
    LONGEST_TEXT,
  );
}

/** An identifier that is too long for people: its start and its end. */
export function abbreviated(identifier: string): string {
  const text = name(identifier);
  return text.length <= 36 ? text : `${text.slice(0, 20)}…${text.slice(-6)}`;
}

/**
 * Without control characters, marks that reorder text, and characters of no width, all of which serve to deceive; and
 * with no more than two marks on a letter, because stacks of them ("zalgo") paint over the lines around them.
 */
function visible(text: string): string {
  return text
    .normalize("NFC")
    .replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cn}]/gu, (character) => (/\s/.test(character) ? " " : ""))
    .replace(/(\p{M}{2})\p{M}+/gu, "$1");
}

function shorten(text: string, length: number): string {
  const characters = [...text];
  return characters.length <= length ? text : `${characters.slice(0, length).join("")}…`;
}
