// What both elements have in common.

import { chosenLanguage, widgetTexts } from "../languages/index.js";
import { Speech } from "./speech.js";

/** `HTMLElement`, and something harmless where there is none, so that a server can import this file. */
export const BaseElement: typeof HTMLElement =
  globalThis.HTMLElement ?? (class {} as unknown as typeof HTMLElement);

/** The language for `element`: the nearest `lang` around it, shadow roots included, else the reader's. */
export async function speechFor(element: Element): Promise<Speech> {
  const declared = nearestLanguage(element);
  const wished = declared === undefined ? navigator.languages : [declared];
  return new Speech(await widgetTexts(chosenLanguage(wished)));
}

function nearestLanguage(element: Element): string | undefined {
  for (let at: Element | undefined = element; at !== undefined; ) {
    const found = at.closest("[lang]")?.getAttribute("lang");
    if (found) return found;
    const root: Node = at.getRootNode();
    at = root instanceof ShadowRoot ? root.host : undefined;
  }
  return undefined;
}

/** Calls `act` whenever the page changes its language, until `signal` ends it. */
export function onPageLanguage(act: () => void, signal: AbortSignal): void {
  const observer = new MutationObserver(act);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ["lang"] });
  signal.addEventListener("abort", () => observer.disconnect(), { once: true });
}

/** Tells the page; events leave shadow roots, so that one listener on the document is enough. */
export function tell(element: Element, type: string, detail: unknown): void {
  element.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
}
