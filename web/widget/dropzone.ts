// <proofmark-dropzone>: takes a badge in every way a browser can give one: dropped, chosen, pasted, typed, scanned.

import { element } from "./element.js";
import { fromFile, fromText, type Given } from "./given.js";
import { BaseElement, onPageLanguage, speechFor } from "./host.js";
import { icon } from "./icons.js";
import type { Speech } from "./speech.js";
import { dropzoneStyles } from "./styles.js";

const ACCEPTED =
  ".json,.jsonld,.jwt,.txt,.png,.svg,.pdf,application/json,application/ld+json,application/pdf,image/*";

/**
 * `<proofmark-dropzone for="badge">`: takes a file, a paste, a link or a QR code, and hands it to the
 * `<proofmark-badge>` with that id.
 *
 * | attribute | meaning |
 * |---|---|
 * | `for` | id of the `<proofmark-badge>` that shows the answer |
 * | `compact` | small, for when there is an answer already; set by the first badge |
 * | `whole-page` | takes what is dropped or pasted anywhere on the page |
 * | `label` | a title in place of "Drop a badge here" |
 * | `lang`, `theme` | as on `<proofmark-badge>` |
 *
 * Event: `proofmark-input` with `{ input, name }`; it can be cancelled to keep the badge from being shown.
 *
 * @example
 * ```html
 * <proofmark-dropzone for="answer"></proofmark-dropzone> <proofmark-badge id="answer"></proofmark-badge>
 * ```
 */
export class ProofmarkDropzone extends BaseElement {
  /** Attributes that draw the element anew. */
  static readonly observedAttributes = ["lang", "label", "compact"];

  #zone: HTMLElement | undefined;
  #remark: HTMLElement | undefined;
  #listening: AbortController | undefined;

  connectedCallback(): void {
    if (this.#zone === undefined) this.#layOut();
    void this.#draw();
    this.#listen();
  }

  disconnectedCallback(): void {
    this.#listening?.abort();
  }

  attributeChangedCallback(_name: string, before: string | null, after: string | null): void {
    if (this.#zone !== undefined && this.isConnected && before !== after) void this.#draw();
  }

  /** Takes something to verify, as if it had been dropped here. */
  take(given: Given): void {
    const event = new CustomEvent("proofmark-input", {
      detail: given,
      bubbles: true,
      composed: true,
      cancelable: true,
    });
    if (!this.dispatchEvent(event)) return;
    this.toggleAttribute("compact", true);
    const badge = this.#badge();
    if (badge === undefined) return;
    if (given.name === undefined) badge.removeAttribute("name");
    else badge.setAttribute("name", given.name);
    badge.input = given.input;
  }

  #badge(): (HTMLElement & { input: Given["input"] | undefined }) | undefined {
    const id = this.getAttribute("for");
    const root = this.getRootNode() as Document | ShadowRoot;
    const found = id === null ? null : root.getElementById(id);
    return found !== null && "input" in found
      ? (found as HTMLElement & { input: Given["input"] | undefined })
      : undefined;
  }

  #layOut(): void {
    const root = this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = dropzoneStyles();
    this.#zone = element("section", { class: "dropzone", part: "zone" });
    root.append(this.#zone);
  }

  async #draw(): Promise<void> {
    const speech = await speechFor(this);
    const zone = this.#zone;
    if (zone === undefined) return;
    const { texts } = speech;
    const compact = this.hasAttribute("compact");
    const paste = pasteForm(speech, (given) => this.take(given));
    this.#remark = element("p", { class: "dropzone-remark", role: "status" });
    zone.setAttribute("aria-label", texts.giveBadge);
    zone.toggleAttribute("data-compact", compact);
    zone.replaceChildren(
      element("span", { class: "dropzone-icon" }, icon("inbox", 28)),
      element(
        "h2",
        { class: "dropzone-title", part: "title" },
        this.getAttribute("label") ?? (compact ? texts.dropAnother : texts.dropHere),
      ),
      element("p", { class: "dropzone-hint" }, texts.kinds),
      element(
        "div",
        { class: "dropzone-buttons" },
        this.#chooser(speech),
        paste.button,
        this.#scanner(speech),
      ),
      paste.form,
      this.#remark,
    );
  }

  #chooser(speech: Speech): HTMLElement {
    const field = element("input", { id: "file", type: "file", accept: ACCEPTED });
    field.addEventListener("change", () => {
      const file = field.files?.[0];
      if (file) void this.#takeFile(file, speech);
      // So that choosing the same file again, after it was edited, counts as a change.
      field.value = "";
    });
    return element("label", { class: "button button-primary" }, field, speech.texts.chooseFile);
  }

  #scanner(speech: Speech): HTMLElement {
    const button = element(
      "button",
      { class: "button", type: "button" },
      icon("code", 18),
      speech.texts.scanCode,
    );
    button.addEventListener("click", async () => {
      const { scan } = await import("./camera.js");
      const text = await scan(this.shadowRoot ?? this, speech).catch(() => {
        this.#say(speech.texts.noCamera);
        return undefined;
      });
      const given = text === undefined ? undefined : await fromText(text, speech.texts.qrCode);
      if (given) this.take(given);
    });
    return button;
  }

  /** A picture without a badge in it may show the QR code of one. */
  async #takeFile(file: File, speech: Speech): Promise<void> {
    this.#say("");
    const given = await fromFile(file, speech.texts.qrCode);
    if (given) this.take(given);
    else this.#say(speech.texts.noCode);
  }

  #say(words: string): void {
    if (this.#remark) this.#remark.textContent = words;
  }

  #listen(): void {
    this.#listening?.abort();
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    onPageLanguage(() => void this.#draw(), signal);
    const target: HTMLElement | Window = this.hasAttribute("whole-page") ? window : this;
    const on = (type: string, act: (event: Event) => void) => target.addEventListener(type, act, { signal });
    let inside = 0;
    const hover = (change: number) => {
      inside = Math.max(0, inside + change);
      this.#zone?.toggleAttribute("data-over", inside > 0);
    };
    on("dragenter", () => hover(1));
    on("dragleave", () => hover(-1));
    // Without this the browser leaves the page and opens the file.
    on("dragover", (event) => event.preventDefault());
    on("drop", (event) => {
      event.preventDefault();
      hover(-inside);
      if (event instanceof DragEvent && event.dataTransfer) void this.#takeTransfer(event.dataTransfer);
    });
    on("paste", (event) => {
      const [origin] = event.composedPath();
      if (origin instanceof HTMLInputElement || origin instanceof HTMLTextAreaElement) return;
      if (event instanceof ClipboardEvent && event.clipboardData)
        void this.#takeTransfer(event.clipboardData);
    });
  }

  async #takeTransfer(transfer: DataTransfer): Promise<void> {
    // Read at once: after the event the browser empties it.
    const file = transfer.files[0];
    const text = transfer.getData("text/plain");
    const speech = await speechFor(this);
    if (file) return this.#takeFile(file, speech);
    const given = await fromText(text, speech.texts.pasted);
    if (given) this.take(given);
  }
}

function pasteForm(
  { texts }: Speech,
  take: (given: Given) => void,
): { button: HTMLElement; form: HTMLElement } {
  const field = element("textarea", {
    class: "field",
    dir: "auto",
    "aria-label": texts.textOrLink,
    placeholder: texts.textOrLink,
    spellcheck: "false",
    autocapitalize: "off",
  });
  const form = element(
    "form",
    { class: "paste-form", id: "paste-form", hidden: true },
    field,
    element("button", { class: "button button-primary" }, texts.check),
  );
  const button = element(
    "button",
    { class: "button", type: "button", "aria-expanded": "false", "aria-controls": "paste-form" },
    texts.pasteText,
  );
  button.addEventListener("click", () => {
    form.hidden = !form.hidden;
    button.setAttribute("aria-expanded", String(!form.hidden));
    if (!form.hidden) field.focus();
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const given = await fromText(field.value, texts.pasted);
    if (given) take(given);
    else field.focus();
  });
  return { button, form };
}

/** Kept for hosts that listen: what the event `proofmark-input` carries. */
export type { Given };
