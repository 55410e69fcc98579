// One letter's vectors: files, what must be said about each, and the documents that belong to them.

import { NOW } from "./badge.mjs";

/** The expectation that the file is refused, in the check and with the code given. */
export const invalid = (check, code, more = {}) => ({ verdict: "invalid", check, code, ...more });
/** The expectation that the question stays open. */
export const inconclusive = (check, code, more = {}) => ({ verdict: "inconclusive", check, code, ...more });
/** The expectation that the file is accepted, with these warnings if any are named. */
export const valid = (...warnings) => ({ verdict: "valid", ...(warnings.length > 0 && { warnings }) });

export class Folder {
  /** Files by path inside the letter's folder. */
  files = new Map();
  /** Documents by URL. */
  #documents = new Map();
  #rows = [];

  /**
   * Adds a vector.
   *
   * @param {string} id Row of the catalogue, such as A01.
   * @param {string} name What is tried, as a file name with the ending of its format.
   * @param {object | string | Uint8Array} content An object is written as JSON.
   * @param {string} what What is tried, in a sentence.
   * @param {object} expect From `invalid`, `inconclusive` or `valid`.
   * @param {object} [options] `now`, `recipient`, `documents` by URL.
   */
  add(id, name, content, what, expect, options = {}) {
    const file = `${id}-${name}`;
    if (this.files.has(file)) throw new Error(`${file} is there twice`);
    this.files.set(file, bytesOf(content));
    for (const [url, document] of Object.entries(options.documents ?? {})) this.document(url, document);
    const { now = NOW, recipient } = options;
    this.#rows.push({ id, file, what, now, ...(recipient && { recipient }), expect });
  }

  /** Publishes a document at `url`, for all vectors of the folder. */
  document(url, content) {
    const bytes = bytesOf(content);
    const known = this.#documents.get(url);
    if (known && !known.equals(bytes)) throw new Error(`${url} has two documents`);
    this.#documents.set(url, bytes);
  }

  /** Whether there is a document at `url` already. */
  has(url) {
    return this.#documents.has(url);
  }

  /** Everything that the folder holds, by path. */
  *contents() {
    yield* this.files;
    yield ["expect.jsonl", Buffer.from(this.#rows.map((row) => `${JSON.stringify(row)}\n`).join(""))];
    const index = {};
    let number = 0;
    for (const [url, bytes] of this.#documents) {
      number += 1;
      index[url] = `${number}.json`;
      yield [`documents/${number}.json`, bytes];
    }
    yield ["documents/index.json", bytesOf(index)];
  }
}

function bytesOf(content) {
  if (typeof content === "string") return Buffer.from(content);
  if (content instanceof Uint8Array) return Buffer.from(content);
  return Buffer.from(`${JSON.stringify(content, null, 2)}\n`);
}
