// The API key, for as long as this tab is open: `sessionStorage` belongs to one tab and one origin, and ends with the
// tab. It is never written into an address, a cookie or a file.

const STORED = "proofmark-console-key";

/** Where a key leads. */
export type Environment = "sandbox" | "live";

/** The key this tab signed in with. */
export function storedKey(): string | undefined {
  try {
    return sessionStorage.getItem(STORED) ?? undefined;
  } catch {
    // Browsers may refuse storage: then the key lives as long as the page does.
    return undefined;
  }
}

/** Keeps the key until the tab is closed or somebody signs out. */
export function keepKey(key: string): void {
  try {
    sessionStorage.setItem(STORED, key);
  } catch {
    // As above.
  }
}

/** Forgets the key. */
export function forgetKey(): void {
  try {
    sessionStorage.removeItem(STORED);
  } catch {
    // As above.
  }
}

/** Which environment a key opens, as its first letters say; `undefined` for what is not a key of ours. */
export function environmentOf(key: string): Environment | undefined {
  if (key.startsWith("pm_sandbox_")) return "sandbox";
  return key.startsWith("pm_live_") ? "live" : undefined;
}
