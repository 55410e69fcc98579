// Takes a badge in every way a browser can give one: dropped anywhere on the page, chosen, pasted, typed.

import { element } from "./element.js";
import { icon } from "./icons.js";
import { name } from "./words.js";

const ACCEPTED =
  ".json,.jsonld,.jwt,.txt,.png,.svg,application/json,application/ld+json,image/png,image/svg+xml";

/** Something to verify. */
export interface Given {
  input: Blob | string | URL;
  /** How to call it. */
  name: string;
}

/** What a dropzone says. */
export interface DropzoneWords {
  title: string;
  /** The title once there is a result. */
  again: string;
}

/**
 * Fills `zone` and listens to it and to the whole window, so that nobody has to aim.
 *
 * @returns A function that makes room for a result.
 */
export function dropzone(zone: HTMLElement, words: DropzoneWords, take: (given: Given) => void): () => void {
  const title = element("h2", { class: "dropzone-title" }, words.title);
  const paste = pasteForm(take);
  zone.append(
    element("span", { class: "dropzone-icon" }, icon("inbox", 28)),
    title,
    element("p", { class: "dropzone-hint" }, "JSON, PNG, SVG or JWT"),
    element("div", { class: "dropzone-buttons" }, chooser(take), paste.button),
    paste.form,
  );
  onDrop(zone, take);
  onPaste(take);
  return () => {
    zone.dataset.compact = "";
    title.textContent = words.again;
    paste.close();
  };
}

function onDrop(zone: HTMLElement, take: (given: Given) => void): void {
  let inside = 0;
  const hover = (change: number) => {
    inside = Math.max(0, inside + change);
    zone.toggleAttribute("data-over", inside > 0);
  };
  window.addEventListener("dragenter", () => hover(1));
  window.addEventListener("dragleave", () => hover(-1));
  // Without this the browser leaves the page and opens the file.
  window.addEventListener("dragover", (event) => event.preventDefault());
  window.addEventListener("drop", (event) => {
    event.preventDefault();
    hover(-inside);
    const given = event.dataTransfer && fromTransfer(event.dataTransfer);
    if (given) take(given);
  });
}

function onPaste(take: (given: Given) => void): void {
  window.addEventListener("paste", (event) => {
    if (event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement) return;
    const given = event.clipboardData && fromTransfer(event.clipboardData);
    if (given) take(given);
  });
}

function chooser(take: (given: Given) => void): HTMLElement {
  const field = element("input", { id: "file", type: "file", accept: ACCEPTED });
  field.addEventListener("change", () => {
    const file = field.files?.[0];
    if (file) take(fromFile(file));
    // So that choosing the same file again, after it was edited, counts as a change.
    field.value = "";
  });
  return element("label", { class: "button button-primary" }, field, "Choose a file");
}

function pasteForm(take: (given: Given) => void): {
  button: HTMLElement;
  form: HTMLElement;
  close: () => void;
} {
  const label = "The badge as text, or a link to it";
  const field = element("textarea", {
    class: "field",
    "aria-label": label,
    placeholder: label,
    spellcheck: "false",
    autocapitalize: "off",
  });
  const form = element(
    "form",
    { class: "paste-form", id: "paste-form", hidden: true },
    field,
    element("button", { class: "button button-primary" }, "Check"),
  );
  const button = element(
    "button",
    { class: "button", type: "button", "aria-expanded": "false", "aria-controls": "paste-form" },
    "Paste text",
  );
  const open = (opened: boolean) => {
    form.hidden = !opened;
    button.setAttribute("aria-expanded", String(opened));
  };
  button.addEventListener("click", () => {
    open(form.hidden);
    if (!form.hidden) field.focus();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const given = fromText(field.value);
    if (given) take(given);
    else field.focus();
  });
  return { button, form, close: () => open(false) };
}

function fromTransfer(transfer: DataTransfer): Given | undefined {
  const file = transfer.files[0];
  return file ? fromFile(file) : fromText(transfer.getData("text/plain"));
}

function fromFile(file: File): Given {
  return { input: file, name: name(file.name) };
}

/** A link leads to the badge; any other text is the badge. */
function fromText(text: string): Given | undefined {
  const trimmed = text.trim();
  if (trimmed === "") return undefined;
  if (/^https?:\/\/\S+$/i.test(trimmed) && URL.canParse(trimmed)) {
    return { input: new URL(trimmed), name: name(trimmed) };
  }
  return { input: text, name: "Pasted text" };
}
