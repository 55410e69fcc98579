// Fetches what the core asks for, within rules: which addresses, no cookies, no referrer, no redirect to another
// origin, a cap on size and time. Every way it can go wrong has a name that the report repeats.

import type { Request } from "./engine.js";
import { forbidden } from "./network-rules.js";

/** Why there is no document; the words of the core's `FetchFailure`. */
export type Failure =
  | "offline"
  | "blocked"
  | "not_found"
  | "gone"
  | "http_status"
  | "redirect"
  | "too_large"
  | "timeout"
  | "network";

/** Why a document could not be had. */
export class FetchError extends Error {
  readonly failure: Failure;

  constructor(failure: Failure, detail: string) {
    super(detail);
    this.failure = failure;
  }
}

const TIMEOUT_MILLISECONDS = 10_000;
const MAX_REDIRECTS = 3;

/**
 * The body at `request.url`.
 *
 * @throws {FetchError} when there is none; the caller's own `signal.reason` when the caller gave up.
 */
export async function download(
  request: Request,
  fetch: typeof globalThis.fetch,
  signal: AbortSignal | undefined,
): Promise<Uint8Array<ArrayBuffer>> {
  signal?.throwIfAborted();
  const url = new URL(request.url);
  const reason = forbidden(url);
  if (reason !== undefined)
    throw new FetchError("blocked", `${url.host} was not contacted: the address ${reason}`);

  const limit = new AbortController();
  const giveUp = () => limit.abort();
  const timer = setTimeout(giveUp, TIMEOUT_MILLISECONDS);
  signal?.addEventListener("abort", giveUp, { once: true });
  try {
    const response = await follow(url, request.accept, fetch, limit.signal);
    return await readBody(response, request.maxBytes, url.host);
  } catch (cause) {
    signal?.throwIfAborted();
    if (cause instanceof FetchError) throw cause;
    if (limit.signal.aborted) throw new FetchError("timeout", `${url.host} took more than 10 seconds`);
    // Browsers do not tell a script whether a host is down, or up and without CORS headers.
    throw new FetchError(
      "network",
      `no answer from ${url.host}; it may be down, or not allow other sites to ask`,
    );
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", giveUp);
  }
}

/** Requests and follows redirects inside the same origin. Browsers hide where a redirect leads: there it ends here. */
async function follow(
  url: URL,
  accept: string,
  fetch: typeof globalThis.fetch,
  signal: AbortSignal,
  redirects = 0,
): Promise<Response> {
  const response = await fetch(url.href, { ...privately(), headers: { accept }, redirect: "manual", signal });
  const isRedirect = response.type === "opaqueredirect" || (response.status >= 300 && response.status < 400);
  if (isRedirect) {
    const location = response.headers.get("location");
    const next = location === null ? undefined : new URL(location, url);
    if (next?.origin !== url.origin || redirects === MAX_REDIRECTS) {
      throw new FetchError("redirect", next ? `${url.host} leads to ${next.host}` : url.host);
    }
    return follow(next, accept, fetch, signal, redirects + 1);
  }
  if (response.status === 404) throw new FetchError("not_found", url.host);
  if (response.status === 410) throw new FetchError("gone", url.host);
  if (!response.ok) throw new FetchError("http_status", `${url.host} answered ${response.status}`);
  return response;
}

/**
 * No cookies, no referrer, and no answer from the browser's own cache without asking the origin: `retrievedAt` has to
 * be true. Cloudflare Workers have none of these and throw when they are named.
 */
function privately(): RequestInit {
  const { Request } = globalThis;
  if (typeof Request !== "function" || !("credentials" in Request.prototype)) return {};
  return { credentials: "omit", referrerPolicy: "no-referrer", cache: "no-cache", mode: "cors" };
}

/** Reads piece by piece, so that an endless body ends at the cap. */
async function readBody(
  response: Response,
  maxBytes: number,
  host: string,
): Promise<Uint8Array<ArrayBuffer>> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  const reader = response.body?.getReader();
  while (reader) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.byteLength;
    if (length > maxBytes) {
      await reader.cancel();
      throw new FetchError("too_large", `${host} sent more than ${maxBytes} bytes`);
    }
    pieces.push(value);
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.byteLength;
  }
  return bytes;
}
