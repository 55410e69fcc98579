// Contexts of the application, in the form that engines take.

import type { ContextSet } from "./engine.js";
import type { ContextDocuments } from "./options.js";

/** One set for each object that an application passes, so that what was worked out from it is kept. */
const sets = new WeakMap<object, ContextSet>();

export function contextSet(contexts: ContextDocuments): ContextSet {
  let set = sets.get(contexts);
  if (set === undefined) {
    const entries = contexts instanceof Map ? [...contexts] : Object.entries(contexts);
    const documents = entries.map(([url, given]) => {
      const { bytes, sha256 = "" } =
        typeof given === "string" || given instanceof Uint8Array ? { bytes: given } : given;
      return { url, bytes: typeof bytes === "string" ? new TextEncoder().encode(bytes) : bytes, sha256 };
    });
    set = { key: Math.random().toString(36), documents };
    sets.set(contexts, set);
  }
  return set;
}
