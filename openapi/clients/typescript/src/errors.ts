// What the server says when it refuses.

import type { components } from "./generated/schema.js";

/** The closed list of the server's codes. */
export type ErrorCode = components["schemas"]["ErrorCode"];

/** One fault of a request: where, and what is wrong there. */
export type ErrorDetail = components["schemas"]["ErrorDetail"];

/** The server did not carry out the request. */
export class ProofmarkError extends Error {
  override readonly name = "ProofmarkError";
  /** The HTTP status. */
  readonly status: number;
  /** What programs decide by. `unexpected_answer` is no answer of Proofmark: a proxy's page, for example. */
  readonly code: ErrorCode | "unexpected_answer";
  /** Every fault of the request, each with its place. */
  readonly details: readonly ErrorDetail[];
  /** Identifies the request in the server's log. */
  readonly requestId: string | undefined;
  /** The whole answer's head. */
  readonly response: Response;

  /** @internal */
  constructor(response: Response, body: unknown) {
    const error = (body as Partial<components["schemas"]["ErrorEnvelope"]> | undefined)?.error;
    const details = error?.details ?? [];
    const faults = details.map(({ pointer, message }) => `\n  ${pointer}: ${message}`).join("");
    super(`${error?.message ?? `The server answered ${response.status} without saying why.`}${faults}`);
    this.status = response.status;
    this.code = error?.code ?? "unexpected_answer";
    this.details = details;
    this.requestId = error?.requestId;
    this.response = response;
  }

  /** Seconds after which the server wants to be asked again, if it said so. */
  get retryAfterSeconds(): number | undefined {
    const seconds = Number(this.response.headers.get("Retry-After") ?? Number.NaN);
    return Number.isFinite(seconds) ? seconds : undefined;
  }
}
