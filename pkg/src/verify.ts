import { contextSet } from "./contexts.js";
import { DocumentFinder, type Shared } from "./documents.js";
import { type ContextSet, type Engine, localEngine, type Request, type Session } from "./engine.js";
import { InputError, NotValidError } from "./errors.js";
import { isUrl, readInput } from "./input.js";
import { FetchError } from "./network.js";
import type { Input, VerifyOptions } from "./options.js";
import type { Report } from "./report.js";

/**
 * Verifies an Open Badges 3.0 credential on this device.
 *
 * It asks the network only for what the answer needs (the issuer's key document, status lists) and for nothing before
 * the signature could be checked; with `offline: true` for nothing at all. What cannot be had makes the answer
 * `inconclusive`, never `valid` and never `invalid`.
 *
 * @param input The credential as it was published: text, bytes, a `Blob` or `File` (JSON, JWT, PNG, SVG, PDF), or its
 *   URL.
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
export function verify(input: Input, options: VerifyOptions = {}): Promise<Report> {
  return verifyWith(localEngine, input, options);
}

/** Verifies on `engine`; `shared` are downloads that several verifications have in common. */
export function verifyWith(
  engine: Engine,
  input: Input,
  options: VerifyOptions,
  shared?: Shared,
): Promise<Report> {
  return conclude(engine, input, options, shared, async (_, report) => report);
}

/** Verifies, and lets `use` ask more of the verification before its memory is freed. */
export async function conclude<T>(
  engine: Engine,
  input: Input,
  options: VerifyOptions,
  shared: Shared | undefined,
  use: (session: Session, report: Report) => Promise<T>,
  full = false,
): Promise<T> {
  const { signal } = options;
  signal?.throwIfAborted();
  const finder = new DocumentFinder(options, shared);
  const bytes = await readInput(input, finder);
  const contexts: ContextSet | undefined = options.contexts && contextSet(options.contexts);
  const packs = [options.trustPack ?? []].flat().map((pack) => pack.pack);
  const session = await engine.open({ bytes, options: coreOptions(options), contexts, packs, full });
  try {
    let reply = await session.next(options.documents ? finder.suppliedAmong(session.linked) : []);
    while ("needs" in reply) {
      // The core bounds the number of rounds: it asks for each URL once and for few of them.
      const answers = await Promise.all(reply.needs.map((request) => answer(request, finder)));
      signal?.throwIfAborted();
      reply = await session.next(answers);
    }
    const report: Report = JSON.parse(reply.report);
    // The core knows of the documents it asked for; where the credential itself came from, only this host knows.
    report.hosts = [...new Set([...report.hosts, ...finder.contacted])].sort();
    await finder.keep(report, isUrl(input) ? input.href : undefined);
    return await use(session, report);
  } finally {
    session.close();
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
 * Loads the WebAssembly now instead of at the first `verify`, for pages that may soon be without a network.
 *
 * @throws {EngineError} when it cannot be loaded; the next call tries again.
 *
 * @example
 * ```js
 * addEventListener("load", () => preload());
 * ```
 */
export function preload(): Promise<void> {
  return localEngine.preload();
}

function coreOptions(options: VerifyOptions): string {
  const { recipient, trustedIssuers } = options;
  const policy = trustedIssuers ? { ...options.policy, trustedIssuers } : options.policy;
  return JSON.stringify({ now: timestamp(options.now), recipient, policy });
}

async function answer(request: Request, finder: DocumentFinder) {
  const { url } = request;
  try {
    return { url, ...(await finder.find(request)) };
  } catch (cause) {
    if (!(cause instanceof FetchError)) throw cause;
    return { url, failure: cause.failure, message: cause.message };
  }
}

function timestamp(now: VerifyOptions["now"] = new Date()): string {
  if (typeof now === "function") return timestamp(now());
  if (typeof now === "string") return now;
  if (Number.isNaN(now.getTime())) throw new InputError("invalid_argument", "/now: the date is not a date.");
  return now.toISOString();
}
