/**
 * Two elements for any page: `<proofmark-badge>` shows what a badge says and what it is worth, verified on the
 * reader's device; `<proofmark-dropzone>` takes a badge. Importing this registers both.
 *
 * @module
 */

import { type ErrorEvent, ProofmarkBadge, preload, type VerifiedEvent } from "./badge.js";
import { ProofmarkDropzone } from "./dropzone.js";
import type { Given } from "./given.js";

export { type ErrorEvent, type Given, ProofmarkBadge, ProofmarkDropzone, preload, type VerifiedEvent };

/** A second copy of this script on the page changes nothing. */
function register(name: string, type: CustomElementConstructor): void {
  if (globalThis.customElements && !customElements.get(name)) customElements.define(name, type);
}

register("proofmark-badge", ProofmarkBadge);
register("proofmark-dropzone", ProofmarkDropzone);

declare global {
  interface HTMLElementTagNameMap {
    "proofmark-badge": ProofmarkBadge;
    "proofmark-dropzone": ProofmarkDropzone;
  }
}
