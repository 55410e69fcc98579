import type { Pack } from "./engine.js";
import { readContent } from "./input.js";
import { provided } from "./wasm.js";

/**
 * What a trust pack holds of one issuer.
 *
 * @example
 * ```ts
 * for (const { id, statusLists } of pack.issuers) console.log(id, statusLists.map((list) => list.retrievedAt));
 * ```
 */
export interface PackedIssuer {
  /** Identifier, such as `did:web:badges.example.edu`. */
  id: string;
  /** What the pack's signer calls it. */
  name?: string;
  /** The issuer's own documents: where they are published and when they were fetched (RFC 3339). */
  documents: { url: string; retrievedAt: string }[];
  /** Its status lists, likewise. */
  statusLists: { url: string; retrievedAt: string }[];
  /** Keys that it no longer uses. */
  keyHistory: { id: string; retired?: string; revoked?: string }[];
}

/**
 * Whose key signs a trust pack.
 *
 * @example
 * ```js
 * const key = { secretKeyMultibase: "z3u2…", verificationMethod: "did:key:z6Mk…#z6Mk…" };
 * ```
 */
export interface TrustPackKey {
  /** The Ed25519 secret key. */
  secretKeyMultibase: string;
  /** The DID URL of its public key. */
  verificationMethod: string;
  /** When the pack is made (RFC 3339). Default: now. */
  created?: string;
}

/**
 * A signed file that stands in for the network: keys, status lists and key histories of issuers, as of a time. Where it
 * may count (its signer is the issuer, or one of `policy.trustedPublishers`), its documents are used when the network
 * does not answer; the report names it as the source and says how old it is.
 *
 * @example
 * ```js
 * const trustPack = await TrustPack.read(await readFile("trust-pack.json"));
 * const report = await verify(file, { offline: true, trustPack });
 * ```
 */
export class TrustPack {
  /** Who signed it. */
  readonly publisher: { id: string; key: string };
  /** When it was made (RFC 3339). */
  readonly created: string;
  /** SHA-256 of the file, in lower-case hex. */
  readonly sha256: string;
  /** What it holds. */
  readonly issuers: PackedIssuer[];
  /** @internal */
  readonly pack: Pack;

  private constructor(bytes: Uint8Array, contents: string) {
    const { publisher, created, sha256, issuers } = JSON.parse(contents);
    this.publisher = publisher;
    this.created = created;
    this.sha256 = sha256;
    this.issuers = issuers;
    this.pack = { key: sha256, bytes };
  }

  /**
   * Reads a pack and checks that it was not changed since it was signed. Whether its signer may speak for an issuer is
   * decided in each verification.
   *
   * @throws {DocumentError} when it is damaged, changed or too large.
   *
   * @example
   * ```js
   * const pack = await TrustPack.read(file);
   * console.log("as of", pack.created);
   * ```
   */
  static async read(file: string | Uint8Array | ArrayBuffer | Blob): Promise<TrustPack> {
    const bytes = await readContent(file);
    return new TrustPack(bytes, (await provided("full")).readPack(bytes));
  }

  /**
   * Signs what a pack is to say, and gives its text.
   *
   * @param contents An object with `issuers`, as in a finished pack.
   * @throws {DocumentError} for a key or contents that cannot be used.
   *
   * @example
   * ```js
   * const text = await TrustPack.sign(contents, { secretKeyMultibase, verificationMethod });
   * ```
   */
  static async sign(contents: object | string, key: TrustPackKey): Promise<string> {
    const text = typeof contents === "string" ? contents : JSON.stringify(contents);
    const { secretKeyMultibase, verificationMethod, created = new Date().toISOString() } = key;
    return (await provided("full")).signPack(text, secretKeyMultibase, verificationMethod, created);
  }
}
