// <proofmark-badge>: verifies a badge on the reader's device and shows what it says and what it is worth.

import type { Input, Report, VerifyOptions } from "proofmark";
import { element } from "./element.js";
import { BaseElement, onPageLanguage, speechFor, tell } from "./host.js";
import { announcement, checking, failure, result } from "./result.js";
import type { Speech } from "./speech.js";
import { badgeStyles } from "./styles.js";
import { verifier } from "./verifier.js";

/** Details of the event `proofmark-verified`. */
export interface VerifiedEvent {
  /** The report that is shown. */
  report: Report;
}

/** Details of the event `proofmark-error`: there was nothing to verify, or verifying was not possible. */
export interface ErrorEvent {
  /** Usually a `ProofmarkError` with a `code`. */
  error: unknown;
}

/**
 * `<proofmark-badge src="badge.png">`: a badge, verified on the reader's device.
 *
 * The badge comes from `src` (JSON, PNG, SVG, PDF or JWT), from a `<script type="application/json">` inside the
 * element, or from the property `input`. Only claims whose proof holds are drawn.
 *
 * | attribute | meaning |
 * |---|---|
 * | `src` | address of the badge, `https:` or of the page's own origin |
 * | `lang` | language; else that of the page, else the reader's |
 * | `theme` | `light` or `dark`; else the page's `color-scheme` |
 * | `name` | how to call it, such as the name of a file |
 *
 * Events: `proofmark-verified` ({@link VerifiedEvent}), `proofmark-error` ({@link ErrorEvent}). Parts: `card`,
 * `verdict`, `title`, `notice`, `claims`, `issuer`, `name`, `narrative`, `checks`, `privacy`, `explain`.
 *
 * @example
 * ```html
 * <proofmark-badge src="https://badges.example.edu/credentials/1.png" lang="de"></proofmark-badge>
 * ```
 */
export class ProofmarkBadge extends BaseElement {
  /** Attributes that start a new verification, or draw the same answer anew. */
  static readonly observedAttributes = ["src", "lang", "name"];

  #place: HTMLElement | undefined;
  #announcement: HTMLElement | undefined;
  #input: Input | undefined;
  #options: VerifyOptions = {};
  #running: AbortController | undefined;
  #connected: AbortController | undefined;
  #report: Report | undefined;
  /** Draws the answer that is shown, again in whatever language it is now. */
  #redraw: ((speech: Speech) => void) | undefined;

  connectedCallback(): void {
    if (this.#place === undefined) this.#layOut();
    this.#connected = new AbortController();
    onPageLanguage(() => void this.#speakAgain(), this.#connected.signal);
    // The element may be open before its inline badge was read.
    if (document.readyState === "loading" && this.#given() === undefined) {
      document.addEventListener("DOMContentLoaded", () => void this.verify(), { once: true });
    } else void this.verify();
  }

  disconnectedCallback(): void {
    this.#running?.abort();
    this.#connected?.abort();
  }

  attributeChangedCallback(name: string, before: string | null, after: string | null): void {
    if (this.#place === undefined || !this.isConnected || before === after) return;
    void (name === "lang" ? this.#speakAgain() : this.verify());
  }

  /** The badge itself, in place of `src`; setting it verifies. */
  get input(): Input | undefined {
    return this.#input;
  }

  set input(input: Input | undefined) {
    this.#input = input;
    if (this.isConnected) void this.verify();
  }

  /** Options of `verify`. By default what was fetched and held is kept in the browser's cache. */
  get options(): VerifyOptions {
    return this.#options;
  }

  set options(options: VerifyOptions) {
    this.#options = options;
    if (this.isConnected && this.#report !== undefined) void this.verify();
  }

  /** The report that is shown, once there is one. */
  get report(): Report | undefined {
    return this.#report;
  }

  /**
   * Verifies anew, for example when the reader asks for it. A newer call ends an older one.
   *
   * @returns The report, unless there was nothing to verify or a newer call came.
   */
  async verify(): Promise<Report | undefined> {
    this.#running?.abort();
    const mine = new AbortController();
    this.#running = mine;
    this.#report = undefined;
    this.#redraw = undefined;
    // At once: nobody may take the answer about one badge for that about the next.
    this.#show(undefined, "");
    const subject = this.getAttribute("name") ?? undefined;
    const speech = await speechFor(this);
    if (mine.signal.aborted) return undefined;
    try {
      const input = this.#given();
      if (input === undefined) return undefined;
      this.#draw((speech) => [checking(subject, speech), ""], speech);
      const engine = await verifier();
      const options = { cache: engine.browserCache(), ...this.#options };
      const report = await engine.verify(input, { ...options, signal: mine.signal });
      const verifyFor = (recipient: string) => engine.verify(input, { ...options, recipient });
      const explain = (other?: Blob) => engine.explain(input, { ...options, ...(other && { other }) });
      // The page may have changed its language in the meantime.
      const now = await speechFor(this);
      if (mine.signal.aborted) return undefined;
      this.#report = report;
      const about = { name: subject, verifyFor, explain };
      this.#draw((speech) => [result(report, about, speech), announcement(report, speech)], now);
      tell(this, "proofmark-verified", { report } satisfies VerifiedEvent);
      return report;
    } catch (error) {
      if (mine.signal.aborted) return undefined;
      this.#fail(error, subject, await speechFor(this));
      return undefined;
    }
  }

  #given(): Input | undefined {
    if (this.#input !== undefined) return this.#input;
    const src = this.getAttribute("src");
    if (src !== null) return address(src, this.baseURI);
    return this.querySelector("script[type*=json], script[type='text/plain']")?.textContent ?? undefined;
  }

  #fail(error: unknown, subject: string | undefined, speech: Speech): void {
    const code = codeOf(error);
    const detail = error instanceof Error ? error.message : String(error);
    this.#draw((speech) => {
      const { errors } = speech.texts;
      const sentence = Object.hasOwn(errors, code) ? errors[code as keyof typeof errors] : errors.other;
      return [failure(sentence, detail, subject, speech), sentence];
    }, speech);
    tell(this, "proofmark-error", { error } satisfies ErrorEvent);
  }

  #draw(card: (speech: Speech) => [HTMLElement, string], speech: Speech): void {
    this.#redraw = (speech) => this.#show(...card(speech));
    this.#redraw(speech);
  }

  async #speakAgain(): Promise<void> {
    const speech = await speechFor(this);
    this.#redraw?.(speech);
  }

  #layOut(): void {
    const root = this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = badgeStyles();
    this.#place = element("div", {});
    this.#announcement = element("p", { class: "visually-hidden", role: "status" });
    root.append(this.#place, this.#announcement);
  }

  #show(card: HTMLElement | undefined, words: string): void {
    this.#place?.replaceChildren(...(card ? [card] : []));
    if (this.#announcement) this.#announcement.textContent = words;
  }
}

/** The engine's loader, for pages that may soon be without a network. */
export async function preload(): Promise<void> {
  await (await verifier()).preload();
}

/** Only addresses that name a document: `javascript:`, `data:` and the like are no places to fetch from. */
function address(src: string, base: string): URL {
  const url = URL.canParse(src, base) ? new URL(src, base) : undefined;
  if (url?.protocol === "https:" || url?.protocol === "http:") return url;
  throw Object.assign(new Error("`src` is not an address that can be fetched."), {
    code: "input_unavailable",
  });
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "other";
}
