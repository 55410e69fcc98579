// Verifies what a visitor gives and shows the answer. Both pages do it here.

import { browserCache, type Input, ProofmarkError, type Report, verify } from "proofmark/url";
import { required } from "./element.js";
import { announcement, checking, failure, result } from "./result.js";

// Keeps what was fetched and held, so that the answer survives the issuer's server.
const cache = browserCache();

let current: AbortController | undefined;

/**
 * Verifies `input` and puts the answer into `#result`. A newer call ends an older one.
 *
 * @returns The report, unless there was nothing to verify or a newer call came.
 */
export async function verifyAndShow(input: Input, name?: string): Promise<Report | undefined> {
  current?.abort();
  const mine = new AbortController();
  current = mine;
  const place = required("#result", HTMLElement);
  place.replaceChildren(checking(name));
  try {
    const report = await verify(input, { cache, signal: mine.signal });
    const verifyFor = (recipient: string) => verify(input, { cache, recipient });
    place.replaceChildren(result(report, { ...(name !== undefined && { name }), verifyFor }));
    announce(announcement(report));
    return report;
  } catch (error) {
    if (mine.signal.aborted) return undefined;
    if (!(error instanceof ProofmarkError)) throw error;
    place.replaceChildren(failure(error.message, name));
    announce(error.message);
    return undefined;
  }
}

function announce(words: string): void {
  required("#announcement", HTMLElement).textContent = words;
}
