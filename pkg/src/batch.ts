import { Shared } from "./documents.js";
import { type Engine, localEngine } from "./engine.js";
import type { Input, VerifyOptions } from "./options.js";
import type { Report } from "./report.js";
import { verifyWith } from "./verify.js";

/**
 * Options of {@link verifyAll}: those of `verify`, and these.
 *
 * @example
 * ```js
 * const options = { concurrency: 2, onProgress: ({ done }) => progressBar.value = done };
 * ```
 */
export interface VerifyAllOptions extends VerifyOptions {
  /** How many are under way at once. Default: 4. */
  concurrency?: number;
  /** Called after each, in the order in which they end. */
  onProgress?: (progress: Progress) => void;
}

/**
 * How far `verifyAll` has come.
 *
 * @example
 * ```js
 * await verifyAll(files, { onProgress: ({ done, index, result }) => console.log(done, index, result.report?.verdict) });
 * ```
 */
export interface Progress {
  /** How many have ended. */
  done: number;
  /** Which of the inputs has just ended, counted from 0. */
  index: number;
  /** What it came to. */
  result: BatchResult;
}

/**
 * What one input came to: its report, or the error that `verify` would have thrown.
 *
 * @example
 * ```js
 * for (const { report, error } of results) console.log(report?.verdict ?? error.message);
 * ```
 */
export type BatchResult = { report: Report; error?: undefined } | { report?: undefined; error: Error };

/**
 * Verifies many credentials. Each document is asked for once: a thousand badges with one status list make one request.
 * One host gets at most four requests at the same time, whatever `concurrency` says.
 *
 * @param inputs What `verify` takes, in any number; read one by one, so that an async generator need not hold all.
 * @returns One result for each input, in the order of the inputs. An input that is no question does not end the others.
 * @throws The signal's reason when the caller gives up.
 *
 * @example
 * ```js
 * const results = await verifyAll(input.files, { cache: memoryCache(), signal: controller.signal });
 * console.log(results.filter(({ report }) => report?.verdict === "valid").length, "are valid");
 * ```
 */
export function verifyAll(
  inputs: Iterable<Input> | AsyncIterable<Input>,
  options: VerifyAllOptions = {},
): Promise<BatchResult[]> {
  return verifyAllWith(localEngine, inputs, options);
}

/** The same on another engine. */
export async function verifyAllWith(
  engine: Engine,
  inputs: Iterable<Input> | AsyncIterable<Input>,
  options: VerifyAllOptions,
): Promise<BatchResult[]> {
  const { concurrency = 4, onProgress, signal, ...rest } = options;
  const shared = new Shared();
  const results: BatchResult[] = [];
  const queue = numbered(inputs);
  let done = 0;
  async function work() {
    for await (const [index, input] of queue) {
      signal?.throwIfAborted();
      const result = await settled(verifyWith(engine, input, signal ? { ...rest, signal } : rest, shared));
      signal?.throwIfAborted();
      results[index] = result;
      done += 1;
      onProgress?.({ done, index, result });
    }
  }
  await Promise.all(Array.from({ length: Math.max(1, concurrency) }, work));
  return results;
}

/** One queue for several workers: a generator hands each item to whoever asks first. */
async function* numbered<T>(items: Iterable<T> | AsyncIterable<T>): AsyncGenerator<[number, T], void> {
  let index = 0;
  for await (const item of items) {
    yield [index, item];
    index += 1;
  }
}

async function settled(report: Promise<Report>): Promise<BatchResult> {
  try {
    return { report: await report };
  } catch (error) {
    return { error: error as Error };
  }
}
