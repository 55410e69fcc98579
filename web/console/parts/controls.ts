// Buttons, links, pictures and words with a tone.

import type { ConsoleTexts } from "../../languages/console/index.js";
import { element } from "../../widget/element.js";
import { type Icon, icon } from "../../widget/icons.js";
import { name } from "../../widget/words.js";

/** How a thing stands; colours follow from it. */
export type Tone = "valid" | "invalid" | "inconclusive" | "neutral";

type Kind = "primary" | "danger" | "small";

const classes = (kinds: Kind[]) => ["button", ...kinds.map((kind) => `button-${kind}`)].join(" ");

/** A button that does something here. */
export function button(label: string, act: () => void, ...kinds: Kind[]): HTMLButtonElement {
  const made = element("button", { type: "button", class: classes(kinds) }, label);
  made.addEventListener("click", act);
  return made;
}

/** A link to a page of the console that looks like a button. */
export function buttonLink(label: string, address: string, ...kinds: Kind[]): HTMLAnchorElement {
  return element("a", { class: classes(kinds), href: `#/${address}` }, label);
}

/** A link to a page of the console. */
export function link(label: string, address: string): HTMLAnchorElement {
  return element("a", { href: `#/${address}` }, name(label));
}

/**
 * A link out of the console, in a tab of its own. `noopener` also keeps the new tab from a copy of this tab's
 * `sessionStorage`, where the key is.
 */
export function outside(label: string, url: string, asButton = false): HTMLAnchorElement {
  const href = /^https?:/i.test(url) ? url : undefined;
  return element(
    "a",
    { href, target: "_blank", rel: "noopener noreferrer", class: asButton ? "button" : undefined },
    label,
  );
}

/** A short word with a tone. */
export function pill(label: string, tone: Tone): HTMLElement {
  return element("span", { class: "pill", "data-tone": tone }, label);
}

const STATUS: Record<string, { tone: Tone; icon: Icon }> = {
  pending: { tone: "neutral", icon: "dash" },
  valid: { tone: "valid", icon: "check" },
  expired: { tone: "inconclusive", icon: "dash" },
  revoked: { tone: "invalid", icon: "cross" },
  suspended: { tone: "inconclusive", icon: "question" },
  renewed: { tone: "neutral", icon: "renewed" },
};

/** The status of a credential: word, colour and icon say the same. */
export function statusPill(status: string, texts: ConsoleTexts): HTMLElement {
  const { tone, icon: sign } = STATUS[status] ?? { tone: "neutral" as const, icon: "question" as const };
  const made = pill("", tone);
  made.append(icon(sign, 14), texts.status[status as keyof typeof texts.status] ?? name(status));
  return made;
}

/** A picture from anywhere, or nothing where the address is none that a picture can have. */
export function picture(url: string | undefined, large = false): HTMLElement | undefined {
  if (url === undefined || !/^(https?:|data:image\/)/i.test(url)) return undefined;
  const made = element("img", {
    class: large ? "picture picture-large" : "picture",
    src: url,
    alt: "",
    loading: "lazy",
    referrerpolicy: "no-referrer",
  });
  made.addEventListener("error", () => made.remove());
  return made;
}

/** Names and what they are, one under another; what is `undefined` is left out. */
export function facts(...entries: [label: string, value: Node | string | undefined][]): HTMLElement {
  const list = element("dl", { class: "facts-list" });
  for (const [label, value] of entries) {
    if (value !== undefined && value !== "") list.append(element("dt", {}, label), element("dd", {}, value));
  }
  return list;
}

/** A part of a page with a heading. */
export function panel(
  heading: string | undefined,
  ...content: (Node | string | undefined | false)[]
): HTMLElement {
  return element(
    "section",
    { class: "panel" },
    heading !== undefined && element("h2", {}, heading),
    ...content,
  );
}

/** A text to take along, with a button that copies it. */
export function copyable(label: string, text: string, texts: ConsoleTexts): HTMLElement {
  const field = element("input", {
    class: "field",
    readonly: true,
    value: text,
    "aria-label": label,
    dir: "ltr",
  });
  const copy = button(texts.copy, async () => {
    try {
      await navigator.clipboard.writeText(text);
      copy.textContent = texts.copied;
    } catch {
      // Without permission, or without HTTPS: the reader copies the marked text.
      field.select();
    }
  });
  return element("div", { class: "secret" }, field, copy);
}

/** A day for `<input type="date">`, in the reader's own zone. */
export function dayOf(timestamp: string | undefined): string {
  if (timestamp === undefined) return "";
  const date = new Date(timestamp);
  const two = (number: number) => `${number}`.padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** The first moment of a day of `<input type="date">` in the reader's own zone; nothing for an empty field. */
export function startOf(day: string): string | undefined {
  return day === "" ? undefined : new Date(`${day}T00:00:00`).toISOString();
}

/** The last second of a day, so that "valid until" includes the day. */
export function endOf(day: string): string | undefined {
  return day === "" ? undefined : new Date(`${day}T23:59:59`).toISOString();
}

/** Gives a file to the browser's downloads. */
export function save(content: Blob | string, fileName: string): void {
  const url = URL.createObjectURL(content instanceof Blob ? content : new Blob([content]));
  element("a", { href: url, download: fileName }).click();
  URL.revokeObjectURL(url);
}
