import { type BatchResult, type VerifyAllOptions, verifyAllWith } from "./batch.js";
import { memoryCache } from "./cache.js";
import { localEngine } from "./engine.js";
import type { ExplainOptions, Explanation } from "./explain.js";
import { explainWith } from "./explain.js";
import type { Input, VerifyOptions } from "./options.js";
import type { Report } from "./report.js";
import { verifyWith } from "./verify.js";
import { type WorkerLike, workerEngine } from "./worker-engine.js";

/**
 * Settings that all verifications of one verifier share.
 *
 * @example
 * ```js
 * const settings = { cache: browserCache(), maxAge: 300, trustedIssuers: ["badges.example.edu"] };
 * ```
 */
export interface VerifierOptions extends Omit<VerifyOptions, "signal" | "recipient"> {
  /**
   * Computes in this worker instead of the page's own thread. Its script is `import "proofmark/worker"` and nothing
   * more. Documents are still looked up on this side.
   */
  worker?: WorkerLike;
}

/**
 * A verifier with settings of its own.
 *
 * @example
 * ```js
 * const verifier: Verifier = createVerifier({ maxAge: 300 });
 * ```
 */
export interface Verifier {
  /** As `verify`; options given here come before those of the verifier. */
  verify(input: Input, options?: VerifyOptions): Promise<Report>;
  /** As `verifyAll`. */
  verifyAll(
    inputs: Iterable<Input> | AsyncIterable<Input>,
    options?: VerifyAllOptions,
  ): Promise<BatchResult[]>;
  /** As `explain`. */
  explain(input: Input, options?: ExplainOptions): Promise<Explanation>;
  /** Loads the WebAssembly, in the worker if there is one. */
  preload(): Promise<void>;
}

/**
 * Makes a verifier that keeps its settings, and keeps what it fetched: without a `cache` in the settings it has one in
 * memory.
 *
 * @example
 * ```js
 * const verifier = createVerifier({
 *   maxAge: 300,
 *   trustedIssuers: ["badges.example.edu"],
 *   policy: { statusMaxAgeSeconds: 3600 },
 *   now: () => new Date(),
 * });
 * const report = await verifier.verify(file);
 * ```
 */
export function createVerifier(settings: VerifierOptions = {}): Verifier {
  const { worker, ...own } = settings;
  const engine = worker ? workerEngine(worker) : localEngine;
  const cache = own.cache ?? memoryCache();
  const merge = <T extends VerifyOptions>(options: T | undefined): T =>
    ({ ...own, cache, ...options, policy: { ...own.policy, ...options?.policy } }) as T;
  return {
    verify: (input, options) => verifyWith(engine, input, merge(options)),
    verifyAll: (inputs, options) => verifyAllWith(engine, inputs, merge(options)),
    explain: (input, options) => explainWith(engine, input, merge(options)),
    preload: () => engine.preload(),
  };
}
