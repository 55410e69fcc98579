// Where documents come from, in this order: what the caller supplied, the network (unless offline), the cache.

import type { CachedDocument, DocumentCache } from "./cache.js";
import type { Answer, Request } from "./engine.js";
import { download, FetchError } from "./network.js";
import type { SuppliedDocument, VerifyOptions } from "./options.js";
import type { Check, Report } from "./report.js";

/** A document with where it was taken from. */
export interface FoundDocument extends CachedDocument {
  source: "supplied" | "network" | "cache";
}

/** Requests that one host gets at the same time from verifications that share their downloads. */
const AT_ONE_HOST = 4;

/** What several verifications have in common. */
export class Shared {
  /** Downloads by URL: each document is asked for once. */
  readonly loading = new Map<string, Promise<CachedDocument>>();
  readonly #lanes = new Map<string, Promise<unknown>[]>();
  #turn = 0;

  /** Runs `load` when its turn at `host` comes, so that a list of badges is no flood for their issuer. */
  inTurn<T>(host: string, load: () => Promise<T>): Promise<T> {
    const lanes = this.#lanes.get(host) ?? [];
    this.#lanes.set(host, lanes);
    const lane = this.#turn++ % AT_ONE_HOST;
    const result = (lanes[lane] ?? Promise.resolve()).then(load);
    lanes[lane] = result.catch(() => undefined);
    return result;
  }
}

/** Looks up documents for one verification, and remembers what came from the network. */
export class DocumentFinder {
  /** Hosts that were asked, whether or not they answered. */
  readonly contacted = new Set<string>();
  readonly #options: VerifyOptions;
  readonly #fetched = new Map<string, CachedDocument>();
  readonly #shared: Shared | undefined;

  constructor(options: VerifyOptions, shared?: Shared) {
    this.#options = options;
    this.#shared = shared;
  }

  /** Those of `urls` that the caller brought along. */
  suppliedAmong(urls: string[]): Answer[] {
    return urls.flatMap((url) => {
      const document = lookUp(this.#options.documents, url);
      return document ? [{ url, ...document, source: "supplied" }] : [];
    });
  }

  /**
   * The document at `request.url`.
   *
   * @throws {FetchError} when nobody has it.
   */
  async find(request: Request): Promise<FoundDocument> {
    const supplied = lookUp(this.#options.documents, request.url);
    if (supplied !== undefined) return { ...supplied, source: "supplied" };
    const { cache, maxAge = 0 } = this.#options;
    if (maxAge > 0) {
      const kept = await readQuietly(cache, request.url);
      if (kept && age(kept) < maxAge * 1000) return { ...kept, source: "cache" };
    }
    try {
      return { ...(await this.#fetch(request)), source: "network" };
    } catch (failure) {
      if (!(failure instanceof FetchError)) throw failure;
      const kept = await readQuietly(cache, request.url);
      if (kept === undefined) throw failure;
      return { ...kept, source: "cache" };
    }
  }

  /**
   * Puts into the cache what came from the network and a check could rely on: a captive portal's page must not take
   * the place of a good status list.
   */
  async keep(report: Report, credentialUrl?: string): Promise<void> {
    const reliable = new Set(
      report.checks.filter(couldRely).flatMap((check) => check.evidence.map((evidence) => evidence.url)),
    );
    if (credentialUrl !== undefined && report.credential !== undefined) reliable.add(credentialUrl);
    for (const [url, document] of this.#fetched) {
      if (reliable.has(url)) await writeQuietly(this.#options.cache, url, document);
    }
  }

  async #fetch(request: Request): Promise<CachedDocument> {
    const { offline, fetch = globalThis.fetch, signal } = this.#options;
    if (offline) throw new FetchError("offline", "");
    const ask: typeof fetch = (url, init) => {
      this.contacted.add(new URL(String(url)).host);
      return fetch(url, init);
    };
    const load = async () => {
      const bytes = await download(request, ask, signal);
      return { bytes, retrievedAt: new Date().toISOString() };
    };
    let loading = this.#shared?.loading.get(request.url);
    if (loading === undefined) {
      loading = this.#shared ? this.#shared.inTurn(new URL(request.url).host, load) : load();
      this.#shared?.loading.set(request.url, loading);
    }
    const document = await loading;
    this.#fetched.set(request.url, document);
    return document;
  }
}

/** Milliseconds since a document came from its origin. One from the future is as old as can be. */
function age({ retrievedAt }: CachedDocument): number {
  const age = Date.now() - Date.parse(retrievedAt);
  return age >= 0 ? age : Number.POSITIVE_INFINITY;
}

/** A document was good if its check passed, or failed by what the document says (`revoked`) and not by its shape. */
function couldRely(check: Check): boolean {
  return check.outcome === "passed" || check.code === "revoked" || check.code === "suspended";
}

function lookUp(documents: VerifyOptions["documents"], url: string): CachedDocument | undefined {
  if (documents === undefined) return undefined;
  const found: SuppliedDocument | undefined =
    documents instanceof Map
      ? documents.get(url)
      : Object.hasOwn(documents, url)
        ? (documents as Record<string, SuppliedDocument>)[url]
        : undefined;
  if (found === undefined) return undefined;
  const { bytes, retrievedAt }: { bytes: string | Uint8Array; retrievedAt?: string } =
    typeof found === "string" || found instanceof Uint8Array ? { bytes: found } : found;
  return {
    bytes: typeof bytes === "string" ? new TextEncoder().encode(bytes) : new Uint8Array(bytes),
    retrievedAt: retrievedAt ?? new Date().toISOString(),
  };
}

/** A cache that fails (full disk, private window) is a cache that has nothing. */
async function readQuietly(
  cache: DocumentCache | undefined,
  url: string,
): Promise<CachedDocument | undefined> {
  try {
    return await cache?.get(url);
  } catch {
    return undefined;
  }
}

async function writeQuietly(
  cache: DocumentCache | undefined,
  url: string,
  document: CachedDocument,
): Promise<void> {
  try {
    await cache?.put(url, document);
  } catch {
    // The verification itself does not depend on it.
  }
}
