import type { DocumentCache } from "./cache.js";
import type { TrustPack } from "./trust-pack.js";

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
  /** The time that counts as now, or a function that tells it; a text is RFC 3339. Default: the clock. */
  now?: Date | string | (() => Date | string);
  /** `true` makes no request at all: only `documents` and `cache` answer. Default: `false`. */
  offline?: boolean;
  /**
   * Documents by URL that are used instead of asking the network, such as a status list shipped with an app. Pictures,
   * evidence and related resources among them are compared with the digests in the credential; those are never fetched.
   */
  documents?: Documents;
  /** Keeps what was fetched and held, and answers when the network does not. */
  cache?: DocumentCache;
  /**
   * For how many seconds a document in `cache` is used without asking the network again. Default: 0. How old a status
   * list may be at all is `policy.statusMaxAgeSeconds`.
   */
  maxAge?: number;
  /**
   * Identifiers (`did:web:badges.example.edu`) and domains of the issuers you trust. Without it the check
   * `issuer_trust` was not run; with it the answer about any other issuer is `inconclusive`: a good signature says who
   * signed, never whether to believe them.
   */
  trustedIssuers?: string[];
  /** JSON-LD contexts besides the built-in ones. Contexts are never fetched. Pass the same object each time. */
  contexts?: ContextDocuments;
  /** What stands in for the network: signed files with keys and status lists of issuers. */
  trustPack?: TrustPack | TrustPack[];
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
 * JSON-LD contexts by URL that the application adds. `sha256` (lower-case hex) is what the bytes have to hash to;
 * without it, handing them over is your word for them. A credential that uses one gets a warning.
 *
 * @example
 * ```js
 * const contexts = { "https://example.edu/context.json": await readFile("context.json") };
 * ```
 */
export type ContextDocuments =
  | ReadonlyMap<string, ContextDocument>
  | Readonly<Record<string, ContextDocument>>;

/**
 * One JSON-LD context.
 *
 * @example
 * ```js
 * const context = { bytes: text, sha256: "9f2b…" };
 * ```
 */
export type ContextDocument = string | Uint8Array | { bytes: string | Uint8Array; sha256?: string };

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
  /** What every proof has to name as its `domain`. Default: any, or none. */
  domain?: string;
  /** What every proof has to carry as its `challenge`. Default: any, or none. */
  challenge?: string;
  /** Keys (`did:key:z6Mk…`) whose trust packs may speak for every issuer. Default: a pack speaks for its signer only. */
  trustedPublishers?: string[];
  /** Age from which a trust pack that was used gets a warning. Default: 30 days. */
  trustPackOldAfterSeconds?: number;
}
