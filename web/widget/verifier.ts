// The verifier, loaded when the first badge comes. The build of the npm package puts its own in this place.

import type * as Proofmark from "proofmark/url";

/** What the elements use. */
export type Verifier = Pick<typeof Proofmark, "verify" | "explain" | "browserCache" | "preload">;

/** Loads it; the second call is free. */
export function verifier(): Promise<Verifier> {
  return import("proofmark/url");
}
