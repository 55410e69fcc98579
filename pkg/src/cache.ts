// Keeps documents as they were published, with the time of their arrival. They are verified again whenever they are
// read, so whoever can write to the cache can make an answer "inconclusive", never "valid".

/**
 * A document as it was received.
 *
 * @example
 * ```ts
 * const kept: CachedDocument = { bytes, retrievedAt: "2026-11-21T10:00:00Z" };
 * ```
 */
export interface CachedDocument {
  /** The body. */
  bytes: Uint8Array<ArrayBuffer>;
  /** When its origin answered (RFC 3339). */
  retrievedAt: string;
}

/**
 * Where `verify` keeps what it fetched. It asks the network first and the cache when the network does not answer (with
 * `offline: true` only the cache), and it keeps only documents that a check could rely on.
 *
 * @example
 * ```js
 * const cache = {
 *   get: async (url) => store.read(url),
 *   put: async (url, document) => store.write(url, document),
 * };
 * await verify(file, { cache });
 * ```
 */
export interface DocumentCache {
  /** The document kept for a URL. */
  get(url: string): Promise<CachedDocument | undefined> | CachedDocument | undefined;
  /** Keeps a document, in place of an older one. */
  put(url: string, document: CachedDocument): Promise<void> | void;
}

/**
 * A cache that lasts as long as the object does.
 *
 * @example
 * ```js
 * const cache = memoryCache();
 * for (const file of files) await verify(file, { cache });
 * ```
 */
export function memoryCache(): DocumentCache {
  const documents = new Map<string, CachedDocument>();
  return {
    get: (url) => documents.get(url),
    put: (url, document) => void documents.set(url, document),
  };
}

const RETRIEVED_AT = "proofmark-retrieved-at";

/**
 * A cache that outlives the page, in the browser's Cache API. Where there is none (plain `http:` pages, Node) it keeps
 * nothing.
 *
 * @example
 * ```js
 * await verify(file, { cache: browserCache() });
 * ```
 */
export function browserCache(name = "proofmark-documents"): DocumentCache {
  const open = () => globalThis.caches?.open(name);
  return {
    async get(url) {
      const response = await (await open())?.match(url);
      const retrievedAt = response?.headers.get(RETRIEVED_AT);
      if (!response || !retrievedAt) return undefined;
      return { bytes: new Uint8Array(await response.arrayBuffer()), retrievedAt };
    },
    async put(url, { bytes, retrievedAt }) {
      await (await open())?.put(url, new Response(bytes, { headers: { [RETRIEVED_AT]: retrievedAt } }));
    },
  };
}
