// `proofmark/webhook`: checks that a webhook comes from the server that knows the secret. By the Standard Webhooks
// specification, version 1; with the Web Cryptography API, which every runtime has.

/**
 * What happened, as the server tells it.
 *
 * @example
 * ```ts
 * const describe = (event: WebhookEvent) => `${event.type} at ${event.timestamp}`;
 * ```
 */
export interface WebhookEvent {
  /** The same at each attempt, so that an event that arrives twice can be recognised. Also the header `webhook-id`. */
  id: string;
  /** What happened, such as `credential.issued`. New types may come; ignore those that you do not know. */
  type: string;
  /** When, in RFC 3339. */
  timestamp: string;
  /** `sandbox` or `live`. */
  environment: string;
  /** Counts the events of one credential from 1: events may arrive in another order. */
  sequence: number;
  /** More about it: identifiers and links. */
  data: Record<string, unknown>;
}

/**
 * Every `code` of a {@link WebhookError}.
 *
 * | code | what it means |
 * |---|---|
 * | `parsed_payload` | the payload is an object; pass the text or the bytes as they arrived |
 * | `invalid_secret` | the secret is not `whsec_` and base64, or too short |
 * | `missing_header` | `webhook-id`, `webhook-timestamp` or `webhook-signature` is missing or malformed |
 * | `timestamp_out_of_range` | the message is too old, or from the future |
 * | `no_matching_signature` | none of the signatures is by any of the secrets |
 * | `not_json` | the signature is good, but the payload is not JSON |
 *
 * @example
 * ```ts
 * const code: WebhookErrorCode = "no_matching_signature";
 * ```
 */
export type WebhookErrorCode =
  | "parsed_payload"
  | "invalid_secret"
  | "missing_header"
  | "timestamp_out_of_range"
  | "no_matching_signature"
  | "not_json";

/**
 * Why a message is not to be believed. Answer it with 400 and do nothing else.
 *
 * @example
 * ```js
 * try {
 *   await verifyWebhook(payload, headers, secret);
 * } catch (error) {
 *   if (error instanceof WebhookError) console.error(error.code);
 * }
 * ```
 */
export class WebhookError extends Error {
  override readonly name = "WebhookError";

  constructor(
    /** One of a closed list. */
    readonly code: WebhookErrorCode,
    message: string,
  ) {
    super(message);
  }
}

/**
 * What {@link verifyWebhook} may be told besides.
 *
 * @example
 * ```ts
 * const options: VerifyWebhookOptions = { toleranceSeconds: 60 };
 * ```
 */
export interface VerifyWebhookOptions {
  /** The time to compare with; the present, if not said. */
  now?: Date;
  /** How far the message's time may be away, in seconds; 300, if not said. */
  toleranceSeconds?: number;
}

const PREFIX = "whsec_";
const HMAC_BYTES = 32;
/** Nobody has more secrets than a few; an attacker's header is not worth more work. */
const MAX_SIGNATURES = 16;

/**
 * Verifies a webhook and answers what happened.
 *
 * @param payload The body as it arrived: text or bytes. A parsed and rewritten body has other bytes.
 * @param headers The request's headers: a `Headers` object, or an object with names in lower case as in Node.js.
 * @param secret The endpoint's secret, `whsec_…`; several while one replaces another.
 * @throws {@link WebhookError} when the message is not to be believed.
 *
 * @example
 * ```js
 * const event = await verifyWebhook(await request.text(), request.headers, secret);
 * ```
 */
export async function verifyWebhook(
  payload: string | Uint8Array | ArrayBuffer,
  headers: Headers | Record<string, string | string[] | undefined>,
  secret: string | readonly string[],
  options: VerifyWebhookOptions = {},
): Promise<WebhookEvent> {
  const body = bytesOf(payload);
  const id = header(headers, "webhook-id");
  const timestamp = header(headers, "webhook-timestamp");
  const signatures = header(headers, "webhook-signature").split(" ").slice(0, MAX_SIGNATURES);
  checkTime(timestamp, options);

  const signed = concat(new TextEncoder().encode(`${id}.${timestamp}.`), body);
  const secrets = typeof secret === "string" ? [secret] : secret;
  const keys = await Promise.all(secrets.map(importKey));
  for (const signature of signatures) {
    const bytes = signature.startsWith("v1,") ? fromBase64(signature.slice(3)) : undefined;
    if (bytes?.length !== HMAC_BYTES) continue;
    for (const key of keys) {
      // Compares in constant time.
      if (await crypto.subtle.verify("HMAC", key, bytes, signed)) return parse(body);
    }
  }
  throw new WebhookError("no_matching_signature", "The message was not signed with this secret.");
}

function bytesOf(payload: unknown): Uint8Array<ArrayBuffer> {
  if (typeof payload === "string") return new TextEncoder().encode(payload);
  if (payload instanceof ArrayBuffer) return new Uint8Array(payload);
  if (ArrayBuffer.isView(payload)) {
    return Uint8Array.from(new Uint8Array(payload.buffer, payload.byteOffset, payload.byteLength));
  }
  throw new WebhookError("parsed_payload", "Pass the body as it arrived, as text or bytes.");
}

function header(headers: Headers | Record<string, string | string[] | undefined>, name: string): string {
  const value = headers instanceof Headers ? headers.get(name) : headers[name];
  if (typeof value === "string" && value !== "") return value;
  throw new WebhookError("missing_header", `The header ${name} is missing.`);
}

function checkTime(timestamp: string, { now = new Date(), toleranceSeconds = 300 }: VerifyWebhookOptions) {
  if (!/^[0-9]{1,15}$/.test(timestamp)) {
    throw new WebhookError("missing_header", "The header webhook-timestamp is no number of seconds.");
  }
  if (!(Math.abs(now.getTime() / 1000 - Number(timestamp)) <= toleranceSeconds)) {
    throw new WebhookError("timestamp_out_of_range", "The message is too old, or from the future.");
  }
}

async function importKey(secret: string): Promise<CryptoKey> {
  const bytes = secret.startsWith(PREFIX) ? fromBase64(secret.slice(PREFIX.length)) : undefined;
  // 24 to 64 bytes by the specification. An empty secret would let everybody sign.
  if (!bytes || bytes.length < 24 || bytes.length > 64) {
    throw new WebhookError("invalid_secret", "The secret is whsec_ and 24 to 64 bytes in base64.");
  }
  return crypto.subtle.importKey("raw", bytes, { name: "HMAC", hash: "SHA-256" }, false, ["verify"]);
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    return undefined;
  }
}

function concat(first: Uint8Array, second: Uint8Array): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(first.length + second.length);
  all.set(first);
  all.set(second, first.length);
  return all;
}

function parse(body: Uint8Array): WebhookEvent {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body)) as WebhookEvent;
  } catch {
    throw new WebhookError("not_json", "The signature is good, but the message is not JSON.");
  }
}
