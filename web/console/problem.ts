// What can go wrong, in words, and at the field where it went wrong.

import { ProofmarkError } from "@proofmark/client";
import type { ConsoleTexts } from "../languages/console/index.js";
import { fill } from "../widget/locale.js";
import { name } from "../widget/words.js";

/** A request that was refused or never arrived. */
export class Problem extends Error {
  override readonly name = "Problem";

  constructor(
    /** HTTP status; 0 when there was no answer. */
    readonly status: number,
    /** A code of the OpenAPI document, or `network`. */
    readonly code: string,
    message: string,
    /** What is wrong with which part of the request, by JSON pointer. */
    readonly details: readonly { pointer: string; message: string }[] = [],
    /** Names the request in the server's log. */
    readonly requestId?: string,
    /** Seconds until it is worth trying again. */
    readonly retryAfter?: number,
  ) {
    super(message);
  }
}

/** Whatever was thrown, as a problem. */
export function asProblem(thrown: unknown): Problem {
  if (thrown instanceof Problem) return thrown;
  if (thrown instanceof ProofmarkError) {
    const [sentence = thrown.message] = thrown.message.split("\n");
    const { status, code, details, requestId, retryAfterSeconds } = thrown;
    return new Problem(status, code, sentence, details, requestId, retryAfterSeconds);
  }
  // What `fetch` throws when there is no answer.
  if (thrown instanceof TypeError) return new Problem(0, "network", thrown.message);
  return new Problem(0, "page", thrown instanceof Error ? thrown.message : String(thrown));
}

/** Title and explanation in the reader's language; the server's own sentence, where we have none. */
export function inWords(problem: Problem, texts: ConsoleTexts): { title: string; text: string } {
  const { errors } = texts;
  const known = Object.hasOwn(errors, problem.code)
    ? errors[problem.code as keyof typeof errors]
    : errors.other;
  const values = { seconds: `${problem.retryAfter ?? 60}`, message: name(problem.message) };
  return { title: known.title, text: fill(known.text, values) };
}
