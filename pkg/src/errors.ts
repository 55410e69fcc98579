import type { Report } from "./report.js";

/**
 * Every `code` that an error of this package can have.
 *
 * | code | class | what it means |
 * |---|---|---|
 * | `parsed_object` | {@link InputError} | the input is an object; pass the text or the bytes as they were published |
 * | `unsupported_input` | {@link InputError} | the input is neither text, bytes, Blob nor URL |
 * | `input_unavailable` | {@link InputError} | the input is a URL and the credential could not be had from it |
 * | `invalid_argument` | {@link InputError} | an option has the wrong shape or does not exist |
 * | `not_valid` | {@link NotValidError} | `assertValid` was given a report that is not valid |
 * | `wasm_unavailable` | {@link EngineError} | the WebAssembly could not be loaded (often a Content-Security-Policy) |
 * | `wasm_not_provided` | {@link EngineError} | `proofmark/slim` was used before `initialize` |
 * | `engine_failed` | {@link EngineError} | a fault of this package: please report it |
 *
 * `canonicalize`, `extract`, `TrustPack` and added contexts throw {@link DocumentError} with the codes that reports carry, such as `undefined_term`.
 *
 * @example
 * ```ts
 * const code: ProofmarkErrorCode = "parsed_object";
 * ```
 */
export type ProofmarkErrorCode =
  | "parsed_object"
  | "unsupported_input"
  | "input_unavailable"
  | "invalid_argument"
  | "not_valid"
  | "wasm_unavailable"
  | "wasm_not_provided"
  | "engine_failed";

const names = new Map<unknown, string>();

/**
 * What every error of this package is. A credential that is not valid is no error: `verify` answers a report.
 *
 * @example
 * ```js
 * try {
 *   await verify(input);
 * } catch (error) {
 *   if (error instanceof ProofmarkError) console.error(error.code, error.message);
 *   else throw error;
 * }
 * ```
 */
export class ProofmarkError extends Error {
  /** Stable, snake_case: {@link ProofmarkErrorCode}, and those of reports for {@link DocumentError}. */
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    // By hand: bundlers shorten the names of classes.
    this.name = names.get(new.target) ?? "ProofmarkError";
    this.code = code;
  }
}

/**
 * The caller gave something that cannot be verified at all.
 *
 * @example
 * ```js
 * await verify(JSON.parse(text)); // InputError, code "parsed_object": pass `text` itself
 * ```
 */
export class InputError extends ProofmarkError {}

/**
 * `assertValid` met a report whose verdict is not `valid`.
 *
 * @example
 * ```js
 * try {
 *   assertValid(report);
 * } catch (error) {
 *   if (error instanceof NotValidError) console.log(error.report.verdict, error.report.reason);
 * }
 * ```
 */
export class NotValidError extends ProofmarkError {
  /** The whole answer. */
  readonly report: Report;

  constructor(report: Report) {
    const because = report.checks.find(
      (check) => check.outcome === (report.verdict === "invalid" ? "failed" : "inconclusive"),
    );
    super(
      "not_valid",
      `The credential is ${report.verdict} (${report.reason}). ${because?.message ?? ""}`.trim(),
    );
    this.report = report;
  }
}

/**
 * The WebAssembly did not load or did not work.
 *
 * @example
 * ```js
 * // Content-Security-Policy without 'wasm-unsafe-eval':
 * await verify(file); // EngineError, code "wasm_unavailable"
 * ```
 */
export class EngineError extends ProofmarkError {}

/**
 * A document that cannot be used, such as one that `canonicalize` refuses or a damaged file.
 *
 * @example
 * ```js
 * try {
 *   await canonicalize(text);
 * } catch (error) {
 *   if (error instanceof DocumentError) console.log(error.code, "at", error.pointer);
 * }
 * ```
 */
export class DocumentError extends ProofmarkError {
  /** JSON pointer of the place at fault. */
  readonly pointer: string;

  constructor(code: string, message: string, pointer: string) {
    super(code, message);
    this.pointer = pointer;
  }
}

names.set(InputError, "InputError");
names.set(NotValidError, "NotValidError");
names.set(EngineError, "EngineError");
names.set(DocumentError, "DocumentError");
