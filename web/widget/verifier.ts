// The verifier, loaded when the first badge comes. The build of the npm package puts its own in this place.

import type * as Proofmark from "proofmark/url";
import type { Explanation } from "./explanation.js";

/** What the elements use. `explain` is there once the verifier can explain. */
export type Verifier = Pick<typeof Proofmark, "verify" | "browserCache" | "preload" | "ProofmarkError"> & {
  explain?: (input: Proofmark.Input, options: Proofmark.VerifyOptions) => Promise<Explanation>;
};

/** Loads it; the second call is free. */
export function verifier(): Promise<Verifier> {
  return import("proofmark/url");
}
