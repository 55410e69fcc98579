// The thin layer over openapi-fetch: one function for each operation, retries, errors that are thrown.

import createTransport from "openapi-fetch";
import { ProofmarkError } from "./errors.js";
import { OPERATIONS } from "./generated/operations.js";
import type { Answer, Arguments, OperationId } from "./operation.js";
import { patient, type RetryOptions } from "./retry.js";

export type { Answer, Arguments } from "./operation.js";

/** Where the server is, who asks, and how patiently. */
export interface ClientOptions extends RetryOptions {
  /** The server's address: `https://badges.example.edu`. Empty for the page's own origin. */
  baseUrl: string;
  /** An API key such as `pm_sandbox_…`, or a function that gives the present one. None for what anybody may ask. */
  apiKey?: string | (() => string | undefined);
  /** Another `fetch`. */
  fetch?: (request: Request) => Promise<Response>;
}

/** Of one call. */
export interface CallOptions {
  /**
   * Makes repetitions of this call safe beyond the life of this process: store it with your record before you call.
   * Without it each call gets its own, which covers the retries of that call.
   */
  idempotencyKey?: string;
  /** Ends the call. */
  signal?: AbortSignal;
}

/** One function for each operation. */
export type Client = {
  [Id in OperationId]: (
    ...call: Record<never, never> extends Arguments<Id>
      ? [given?: Arguments<Id>, options?: CallOptions]
      : [given: Arguments<Id>, options?: CallOptions]
  ) => Promise<Answer<Id>>;
};

/**
 * A client of one server.
 *
 * Each function throws a {@link ProofmarkError} when the server refuses. Requests that were limited (429), or failed in
 * a way that may pass, are repeated: those that change something only when the server can tell a repetition, because
 * they carry an `Idempotency-Key`, which is made once for each call.
 */
export function createClient(options: ClientOptions): Client {
  const transport = createTransport({
    baseUrl: options.baseUrl,
    fetch: patient(options.fetch ?? ((request) => fetch(request)), options),
  });
  // The types of each operation are checked where a function is called; here all are alike.
  const request = transport.request as unknown as UntypedRequest;
  const send = async (id: OperationId, given: Given = {}, call: CallOptions = {}) => {
    const { method, path, takesKey, media } = OPERATIONS[id];
    const { body, ...parameters } = given;
    const names = new Set(path.match(/[^{}]+(?=\})/g));
    const pick = (inPath: boolean) =>
      Object.fromEntries(Object.entries(parameters).filter(([name]) => names.has(name) === inPath));
    const { response, error } = await request(method, path, {
      ...encoded(body, media),
      params: { path: pick(true), query: pick(false) },
      headers: {
        Authorization: authorization(options.apiKey),
        ...(body === undefined ? {} : { "Content-Type": mediaTypeOf(body, media) }),
        ...(takesKey ? { "Idempotency-Key": call.idempotencyKey ?? crypto.randomUUID() } : {}),
      },
      signal: call.signal ?? null,
      parseAs: "stream",
    });
    if (!response.ok) throw new ProofmarkError(response, error);
    return content(response);
  };
  const client: Record<string, unknown> = {};
  for (const id of Object.keys(OPERATIONS) as OperationId[]) {
    client[id] = (given?: Given, call?: CallOptions) => send(id, given, call);
  }
  return client as Client;
}

type UntypedRequest = (
  method: string,
  path: string,
  init: object,
) => Promise<{ response: Response; error?: unknown }>;

type Given = { body?: unknown; [parameter: string]: unknown };

function authorization(apiKey: ClientOptions["apiKey"]): string | null {
  const key = typeof apiKey === "function" ? apiKey() : apiKey;
  return key === undefined ? null : `Bearer ${key}`;
}

/** Text and files are sent as they are where the operation takes them; everything else is JSON. */
function mediaTypeOf(body: unknown, media: readonly string[]): string {
  const isRaw = typeof body === "string" || body instanceof Blob;
  return (isRaw && media.find((type) => type !== "application/json")) || "application/json";
}

function encoded(body: unknown, media: readonly string[]) {
  if (body === undefined) return {};
  const isJson = mediaTypeOf(body, media) === "application/json";
  return { body, bodySerializer: (value: unknown) => (isJson ? JSON.stringify(value) : value) };
}

/** JSON as what it says, text as text, everything else as a file. */
async function content(response: Response): Promise<unknown> {
  if (response.status === 204) return undefined;
  const type = response.headers.get("Content-Type") ?? "";
  if (/^application\/(?:vc|(?:[\w.+-]+\+)?json)(?:;|$)/.test(type)) return response.json();
  if (/^text\/|^image\/svg|jwt\b/.test(type)) return response.text();
  return response.blob();
}
