import { type Engine, localEngine } from "./engine.js";
import { readContent } from "./input.js";
import type { Input, VerifyOptions } from "./options.js";
import type { Report } from "./report.js";
import { conclude } from "./verify.js";

/**
 * Options of {@link explain}: those of `verify`, and these.
 *
 * @example
 * ```js
 * const explanation = await explain(file, { signedForms: true });
 * ```
 */
export interface ExplainOptions extends VerifyOptions {
  /** Also show what each proof signs: both canonical forms and both hashes. Default: `false`. */
  signedForms?: boolean;
  /** A second credential to compare with, statement by statement. */
  other?: string | Uint8Array | ArrayBuffer | Blob;
}

/**
 * Why a credential is what its report says.
 *
 * @example
 * ```js
 * const { headline, diagnoses } = await explain(file);
 * console.log(headline, diagnoses[0]?.repair);
 * ```
 */
export interface Explanation {
  /** One sentence that says the most important thing. */
  headline: string;
  /** The verdict that is explained, unchanged. */
  verdict: Report["verdict"];
  /** Possible causes, the likeliest first. */
  diagnoses: Diagnosis[];
  /** How many repairs were tried in memory. */
  attempts: number;
  /** Whether trying ended at a limit. */
  limitReached: boolean;
  /** With the option `signedForms`. */
  signedForms?: SignedForm[];
  /** With the option `other`. */
  difference?: {
    /** How many statements both have. */
    same: number;
    /** The others. */
    lines?: { in: "own" | "other"; statement: string; pointer: string | null }[];
    /** Why they could not be compared. */
    problem?: string;
  };
}

/**
 * One possible cause.
 *
 * @example
 * ```js
 * for (const { title, repair, confidence } of diagnoses) console.log(confidence, title, repair);
 * ```
 */
export interface Diagnosis {
  /** Which; stable, snake_case. */
  code: string;
  /** A few words. */
  title: string;
  /** `proven`: the repair was tried in memory and the signature held. */
  confidence: "proven" | "certain" | "likely" | "possible";
  /** What happened. */
  message: string;
  /** What to do. */
  repair: string;
  /** JSON pointer of the place. */
  pointer: string;
  /** What would have to be changed back, as JSON texts. */
  changes: { pointer: string; before: string | null; after: string | null }[];
}

/**
 * What one proof signs.
 *
 * @example
 * ```js
 * for (const { document, documentHash } of signedForms) console.log(document, documentHash);
 * ```
 */
export interface SignedForm {
  /** JSON pointer of the proof. */
  pointer: string;
  /** Its cryptosuite. */
  cryptosuite: string;
  /** Canonical form of the document. */
  document?: string;
  /** Canonical form of the proof's own members. */
  proofConfiguration?: string;
  /** SHA-256 or SHA-384 of the first, in hex. */
  documentHash?: string;
  /** The same of the second. */
  proofConfigurationHash?: string;
  /** Why there are none. */
  problem?: string;
}

/**
 * Verifies, and says why the answer is what it is: which change would make the signature hold again, which rule the file
 * breaks, and what to do. It changes no verdict.
 *
 * @returns The explanation. Loads the larger WebAssembly on first use.
 * @throws As `verify`.
 *
 * @example
 * ```js
 * const { headline, diagnoses } = await explain(file);
 * for (const { title, message, repair } of diagnoses) console.log(title, message, repair);
 * ```
 */
export function explain(input: Input, options: ExplainOptions = {}): Promise<Explanation> {
  return explainWith(localEngine, input, options);
}

/** The same on another engine. */
export async function explainWith(
  engine: Engine,
  input: Input,
  options: ExplainOptions,
): Promise<Explanation> {
  const { signedForms = false, other } = options;
  const otherBytes = other === undefined ? undefined : await readContent(other);
  return conclude(
    engine,
    input,
    options,
    undefined,
    async (session) => JSON.parse(await session.explain(signedForms, otherBytes)),
    true,
  );
}
