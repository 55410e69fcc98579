// The tables that were checked in this tab, so that what was checked is what is issued. They are never stored.

/** A table and how it is to be read. */
export interface Sent {
  file: Blob;
  /** Which column is which member. */
  mapping: Record<string, string>;
  achievementId: string | undefined;
}

const sent = new Map<string, Sent>();

/** Keeps a table by the batch that checked it. */
export function remember(batchId: string, what: Sent): void {
  sent.set(batchId, what);
}

/** The table that a batch checked, unless the page was loaded again since then. */
export function recall(batchId: string): Sent | undefined {
  return sent.get(batchId);
}
