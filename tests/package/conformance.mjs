// What every runtime must answer about the published example badge. The text of these functions
// is run inside each of them, so they use nothing but what they are handed and each other.

/** Asks `proofmark` (the imported package) about `badge` and answers what matters of the reports. */
export async function ask(proofmark, badge) {
  const { verify, assertValid } = proofmark;
  const now = "2026-03-01T12:00:00Z";
  const { credential } = badge;
  const received = (bytes) => ({ bytes, retrievedAt: now });
  const documents = Object.fromEntries(
    Object.entries(badge.documents).map(([url, bytes]) => [url, received(bytes)]),
  );
  globalThis.fetch = () => {
    throw new Error("fetch was called although everything was supplied or offline");
  };

  const valid = await verify(credential, { now, offline: true, documents });
  assertValid(valid);
  const bytes = await verify(new TextEncoder().encode(credential), { now, offline: true, documents });
  const changed = await verify(changeOneListItem(credential), { now, offline: true, documents });
  const alone = await verify(credential, { now, offline: true });
  const later = await verify(credential, { now: "2040-01-01T00:00:00Z", offline: true, documents });
  return {
    valid,
    verdicts: [valid, bytes, changed, alone, later].map(({ verdict, reason }) => `${verdict} ${reason}`),
  };
}

export const expectedVerdicts = [
  "valid null",
  "valid null",
  "invalid proof",
  "inconclusive unchecked",
  "invalid expired",
];

/** One word in a list of allowed values, which other verifiers leave out of what they hash. */
export function changeOneListItem(credential) {
  const changed = credential.replace(/("allowedValue":\["[^"]*)"/, '$1x"');
  if (changed === credential) throw new Error("the example badge has no list to change");
  return changed;
}
