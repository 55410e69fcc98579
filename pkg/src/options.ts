import type { DocumentCache } from "./cache.js";

/**
 * What can be verified: the text or the bytes of a credential or of a file that carries one, or where to find it. A
 * parsed object is refused, because parsing has already lost what a verifier has to see (members given twice, for
 * example).
 *
 * @example
 * ```js
 * await verify(await file.text());
 * await verify(file);
 * await verify(new URL("https://badges.example.edu/credentials/1.json"));
 * ```
 */
export type Input = string | Uint8Array | ArrayBuffer | Blob | URL;

/**
 * Options of one verification. All of them are optional.
 *
 * @example
 * ```js
 * const report = await verify(file, { recipient: "ada@example.org", signal: AbortSignal.timeout(20_000) });
 * ```
 */
export interface VerifyOptions {
  /** The time that counts as now; a text is RFC 3339. Default: the clock. */
  now?: Date | string;
  /** `true` makes no request at all: only `documents` and `cache` answer. Default: `false`. */
  offline?: boolean;
  /** Documents by URL that are used instead of asking the network, such as a status list shipped with an app. */
  documents?: Documents;
  /** Keeps what was fetched and held, and answers when the network does not. */
  cache?: DocumentCache;
  /** The e-mail address, DID or other identifier that the credential should belong to. Compared on this device. */
  recipient?: string;
  /** What to accept where the specifications leave a choice. */
  policy?: Policy;
  /** Used instead of the global `fetch`, with the same rules around it. */
  fetch?: typeof globalThis.fetch;
  /** Ends the verification early; `verify` then rejects with the signal's reason. */
  signal?: AbortSignal;
}

/**
 * Documents that the caller brings along, by URL.
 *
 * @example
 * ```js
 * const documents = { "https://badges.example.edu/status/1": { bytes, retrievedAt: "2026-11-21T10:00:00Z" } };
 * ```
 */
export type Documents = ReadonlyMap<string, SuppliedDocument> | Readonly<Record<string, SuppliedDocument>>;

/**
 * A document that the caller brings along. Without `retrievedAt` (RFC 3339) it counts as received now.
 *
 * @example
 * ```js
 * const document = { bytes: await readFile("status-1.json"), retrievedAt: "2026-11-21T10:00:00Z" };
 * ```
 */
export type SuppliedDocument = string | Uint8Array | { bytes: string | Uint8Array; retrievedAt?: string };

/**
 * What a verifier accepts where the specifications leave a choice.
 *
 * @example
 * ```js
 * await verify(file, { policy: { statusMaxAgeSeconds: 3600 } });
 * ```
 */
export interface Policy {
  /** How far the issuer's clock may be ahead. Default: 300. */
  clockSkewSeconds?: number;
  /** Age at which a status list is too old to tell. Default: 86,400, one day. */
  statusMaxAgeSeconds?: number;
  /** Fewest entries that a status list may have. Default: 100,000. */
  statusListMinimumEntries?: number;
  /** Issuers besides the credential's own whose status lists count. Default: none. */
  statusListIssuers?: string[];
}
