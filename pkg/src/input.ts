// From what callers have to the bytes that are verified, unchanged.

import type { DocumentFinder } from "./documents.js";
import { InputError } from "./errors.js";
import { FetchError } from "./network.js";
import type { Input } from "./options.js";

/** The core refuses longer files (`Limits::container_bytes`); reading one byte more lets it say so. */
const MAX_BYTES = 10 * 1024 * 1024;

const ACCEPT =
  "application/vc, application/vc+ld+json, application/ld+json, application/json, image/png, image/svg+xml";

/**
 * The bytes of the credential.
 *
 * @throws {InputError} for anything else than text, bytes, Blob and URL, and for a URL without an answer.
 */
export async function readInput(input: Input, finder: DocumentFinder): Promise<Uint8Array<ArrayBuffer>> {
  return isUrl(input) ? readUrl(input, finder) : readContent(input);
}

/** The bytes of what is at hand. */
export async function readContent(input: Exclude<Input, URL>): Promise<Uint8Array<ArrayBuffer>> {
  if (typeof input === "string") return new TextEncoder().encode(input);
  // Copies, so that what is verified cannot change while the network is asked.
  if (ArrayBuffer.isView(input)) {
    return new Uint8Array(new Uint8Array(input.buffer, input.byteOffset, input.byteLength));
  }
  if (isA<ArrayBuffer>(input, "ArrayBuffer")) return new Uint8Array(input.slice(0));
  if (isA<Blob>(input, "Blob") || isA<File>(input, "File")) {
    return new Uint8Array(await input.slice(0, MAX_BYTES + 1).arrayBuffer());
  }
  if (typeof input === "object" && input !== null) {
    throw new InputError(
      "parsed_object",
      "Pass the credential's text or bytes as they were published, not a parsed object: parsing loses what a verifier has to see.",
    );
  }
  throw new InputError("unsupported_input", `Pass text, bytes, a Blob or a URL, not ${typeof input}.`);
}

/** Whether the credential has to be fetched first. */
export function isUrl(input: Input): input is URL {
  return isA<URL>(input, "URL");
}

/** By name instead of `instanceof`: frames and test runners have classes of their own with the same names. */
function isA<T>(value: unknown, name: string): value is T {
  return Object.prototype.toString.call(value) === `[object ${name}]`;
}

async function readUrl(url: URL, finder: DocumentFinder): Promise<Uint8Array<ArrayBuffer>> {
  try {
    const { bytes } = await finder.find({ url: url.href, accept: ACCEPT, maxBytes: MAX_BYTES });
    return bytes;
  } catch (cause) {
    if (!(cause instanceof FetchError)) throw cause;
    const detail = cause.message === "" ? "" : ` (${cause.message})`;
    throw new InputError("input_unavailable", `${url.href} could not be had: ${cause.failure}${detail}.`, {
      cause,
    });
  }
}
