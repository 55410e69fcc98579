import { DocumentFinder } from "./documents.js";
import { type Engine, engine, translate } from "./engine.js";
import { InputError, NotValidError } from "./errors.js";
import { isUrl, readInput } from "./input.js";
import { FetchError, type Request } from "./network.js";
import type { Input, VerifyOptions } from "./options.js";
import type { Report } from "./report.js";

/**
 * Verifies an Open Badges 3.0 credential on this device.
 *
 * It asks the network only for what the answer needs (the issuer's key document, status lists) and for nothing before
 * the signature could be checked; with `offline: true` for nothing at all. What cannot be had makes the answer
 * `inconclusive`, never `valid` and never `invalid`.
 *
 * @param input The credential as it was published: text, bytes, a `Blob` or `File` (JSON, JWT, PNG, SVG), or its URL.
 * @returns The report. A credential that is not valid is an answer, not an exception.
 * @throws {InputError} for input or options that are no question; {@link EngineError} when the WebAssembly does not
 *   load; the signal's reason when the caller gives up.
 *
 * @example
 * ```js
 * import { verify } from "proofmark";
 *
 * const report = await verify(await readFile("badge.json", "utf8"));
 * console.log(report.verdict); // "valid", "invalid" or "inconclusive"
 * ```
 */
export async function verify(input: Input, options: VerifyOptions = {}): Promise<Report> {
  options.signal?.throwIfAborted();
  const finder = new DocumentFinder(options);
  const [bytes, bindings] = await Promise.all([readInput(input, finder), engine()]);
  const verification = begin(bindings, bytes, options);
  try {
    for (;;) {
      const answer = takeStep(verification);
      if ("report" in answer) {
        const { report } = answer;
        // The core knows of the documents it asked for; where the credential itself came from, only this host knows.
        report.hosts = [...new Set([...report.hosts, ...finder.contacted])].sort();
        await finder.keep(report, isUrl(input) ? input.href : undefined);
        return report;
      }
      // The core bounds the number of rounds: it asks for each URL once and for few of them.
      await Promise.all(answer.needs.map((request) => supply(verification, request, finder)));
      options.signal?.throwIfAborted();
    }
  } finally {
    verification.free();
  }
}

/**
 * Throws unless the report's verdict is `valid`, for code that has nothing to do otherwise.
 *
 * @throws {NotValidError} with the report.
 *
 * @example
 * ```js
 * assertValid(await verify(file)); // goes on only for a valid credential
 * ```
 */
export function assertValid(report: Report): asserts report is Report & { verdict: "valid"; reason: null } {
  if (report.verdict !== "valid") throw new NotValidError(report);
}

/**
 * The canonical N-Quads (RDFC-1.0) that a signature over a JSON-LD document is made of. Whatever the built-in contexts
 * do not define is an error, not a gap.
 *
 * @throws {DocumentError} when the document cannot be canonicalised without loss.
 *
 * @example
 * ```js
 * const nquads = await canonicalize(text);
 * ```
 */
export async function canonicalize(document: string | Uint8Array): Promise<string> {
  const bindings = await engine();
  const bytes = typeof document === "string" ? new TextEncoder().encode(document) : document;
  try {
    return bindings.canonicalize(bytes, "{}");
  } catch (cause) {
    throw translate(cause);
  }
}

/**
 * Loads the WebAssembly now instead of at the first `verify`, for pages that may soon be without a network.
 *
 * @throws {EngineError} when it cannot be loaded; the next call tries again.
 *
 * @example
 * ```js
 * addEventListener("load", () => preload());
 * ```
 */
export async function preload(): Promise<void> {
  await engine();
}

type Verification = InstanceType<Engine["Verification"]>;

function begin(bindings: Engine, bytes: Uint8Array, options: VerifyOptions): Verification {
  const { recipient, policy } = options;
  const text = JSON.stringify({ now: timestamp(options.now), recipient, policy });
  try {
    return new bindings.Verification(bytes, text);
  } catch (cause) {
    throw translate(cause);
  }
}

function takeStep(verification: Verification): { needs: Request[] } | { report: Report } {
  try {
    return JSON.parse(verification.step());
  } catch (cause) {
    throw translate(cause);
  }
}

async function supply(verification: Verification, request: Request, finder: DocumentFinder): Promise<void> {
  const found = await finder.find(request).catch((cause: unknown) => {
    if (cause instanceof FetchError) return cause;
    throw cause;
  });
  try {
    if (found instanceof FetchError) verification.supplyFailure(request.url, found.failure, found.message);
    else verification.supply(request.url, found.bytes, found.retrievedAt, found.source);
  } catch (cause) {
    throw translate(cause);
  }
}

function timestamp(now: Date | string = new Date()): string {
  if (typeof now === "string") return now;
  if (Number.isNaN(now.getTime())) throw new InputError("invalid_argument", "/now: the date is not a date.");
  return now.toISOString();
}
