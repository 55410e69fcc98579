// What needs no verification: canonical form, extraction, fingerprints.

import { contextSet } from "./contexts.js";
import { localEngine } from "./engine.js";
import { readContent } from "./input.js";
import type { ContextDocuments } from "./options.js";
import { provided } from "./wasm.js";

/**
 * The canonical N-Quads (RDFC-1.0) that a signature over a JSON-LD document is made of. Whatever the contexts do not
 * define is an error, not a gap.
 *
 * @throws {DocumentError} when the document cannot be canonicalised without loss.
 *
 * @example
 * ```js
 * const nquads = await canonicalize(text);
 * ```
 */
export async function canonicalize(
  document: string | Uint8Array,
  options: { contexts?: ContextDocuments } = {},
): Promise<string> {
  const bytes = typeof document === "string" ? new TextEncoder().encode(document) : document;
  return localEngine.canonicalize(bytes, options.contexts && contextSet(options.contexts));
}

/**
 * A credential taken out of its file. Nothing in it is verified.
 *
 * @example
 * ```js
 * const { container, text } = await extract(file);
 * ```
 */
export interface ExtractedCredential {
  /** The kind of file it was in. */
  container: "json" | "jwt" | "png" | "svg" | "pdf";
  /** Whether the credential is JSON or a compact JWT. */
  format: "json" | "jwt";
  /** Whether it was found where Open Badges 1 and 2 put theirs. */
  isOpenBadges2: boolean;
  /** The credential, byte by byte as it is in the file. */
  bytes: Uint8Array;
  /** The same as text. */
  text: string;
}

/**
 * Takes the credential out of a PNG, SVG or PDF file (or gives back JSON and JWT as they are). Nothing is verified.
 *
 * @throws {DocumentError} when there is none, more than one, or the file is damaged.
 *
 * @example
 * ```js
 * const { text } = await extract(file);
 * console.log(JSON.parse(text).name, "(not verified)");
 * ```
 */
export async function extract(file: string | Uint8Array | ArrayBuffer | Blob): Promise<ExtractedCredential> {
  const bytes = await readContent(file);
  const isPdf = new TextDecoder().decode(bytes.subarray(0, 5)) === "%PDF-";
  const found = (await provided(isPdf ? "full" : "small")).extract(bytes);
  return {
    container: found.container as ExtractedCredential["container"],
    format: found.isJwt ? "jwt" : "json",
    isOpenBadges2: found.isOpenBadges2,
    bytes: found.bytes,
    text: new TextDecoder().decode(found.bytes),
  };
}

/**
 * SHA-256 of some content, in the spellings that credentials use.
 *
 * @example
 * ```js
 * const { sri } = await digest(picture);
 * achievement.image = { id: "https://school.example/knots.png", type: "Image", digestSRI: sri };
 * ```
 */
export interface ContentDigest {
  /** Lower-case hexadecimal, as in `report.digest`. */
  hex: string;
  /** For `digestSRI`. */
  sri: string;
  /** For `digestMultibase`. */
  multibase: string;
}

/**
 * The SHA-256 digest of some content: what a credential that links to it carries, and what `report.digest` says of a
 * file.
 *
 * @example
 * ```js
 * const { hex } = await digest(file);
 * console.log(hex === report.digest);
 * ```
 */
export async function digest(content: string | Uint8Array | ArrayBuffer | Blob): Promise<ContentDigest> {
  return JSON.parse((await provided("small")).digest(await readContent(content)));
}
