// The design of ../design, for shadow roots: constructable style sheets need no permission of the page's policy.

import card from "../design/card.css?inline";
import controls from "../design/controls.css?inline";
import dropzone from "../design/dropzone.css?inline";
import elements from "../design/elements.css?inline";
import host from "../design/host.css?inline";
import narrative from "../design/narrative.css?inline";
import tokens from "../design/tokens.css?inline";
import tones from "../design/tones.css?inline";

const sheets = new Map<string, CSSStyleSheet>();

/** One sheet for all elements on a page. */
function sheet(css: string): CSSStyleSheet {
  const known = sheets.get(css);
  if (known !== undefined) return known;
  const made = new CSSStyleSheet();
  made.replaceSync(css);
  sheets.set(css, made);
  return made;
}

/** What `<proofmark-badge>` looks like. */
export function badgeStyles(): CSSStyleSheet[] {
  return [tokens, elements, host, controls, tones, card, narrative].map(sheet);
}

/** What `<proofmark-dropzone>` looks like. */
export function dropzoneStyles(): CSSStyleSheet[] {
  return [tokens, elements, host, controls, dropzone].map(sheet);
}
