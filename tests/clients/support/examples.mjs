// The examples of the OpenAPI document as they are written: requests that refer to the answers of other operations.

import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

const repository = new URL("../../../", import.meta.url);

/** Where they lie. */
export const folder = new URL("crates/server/src/http/openapi/examples/", repository);

/** The committed OpenAPI document. */
export async function readDocument() {
  return JSON.parse(await readFile(new URL("openapi/openapi.json", repository), "utf8"));
}

/** Every operation of a document: `{ id, method, path, operation }`. */
export function operationsOf(document) {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({
      id: operation.operationId,
      method,
      path,
      operation,
    })),
  );
}

/** The requests by `operationId`. */
export async function readExamples() {
  const files = (await readdir(folder)).filter((name) => name.endsWith(".json"));
  const parts = await Promise.all(
    files.map(async (name) => JSON.parse(await readFile(new URL(name, folder), "utf8"))),
  );
  return Object.assign({}, ...parts);
}

/** What was recorded for an operation. */
export async function readRecorded(id) {
  const file = recordedFile(id);
  return existsSync(file) ? JSON.parse(await readFile(file, "utf8")) : undefined;
}

/** The file with the recorded answer of an operation. */
export function recordedFile(id) {
  return fileURLToPath(new URL(`recorded/${id}.json`, folder));
}

const REFERENCE = /\{(\w+)\.([\w.]+)\}/g;

/**
 * Carries examples out, each after those it refers to.
 */
export class Runner {
  /**
   * @param {string} origin The server.
   * @param {{ sandbox: string, live: string }} keys Of one organization.
   */
  constructor(origin, keys, document, examples) {
    this.origin = origin;
    this.keys = keys;
    this.examples = examples;
    this.operations = new Map(operationsOf(document).map((each) => [each.id, each]));
  }

  /** The key that an example is carried out with. */
  keyOf(id) {
    return this.keys[this.examples[id]?.environment ?? "sandbox"];
  }

  /**
   * Carries out what the example of `id` refers to. Answers what stands for each reference.
   *
   * @param {Map<string, unknown>} [answers] Of operations that were carried out for the same example before.
   * @returns {Promise<Record<string, string>>}
   */
  async prepare(id, answers = new Map()) {
    const example = this.example(id);
    const texts = JSON.stringify([example.path, example.query, example.body]).matchAll(REFERENCE);
    const needed = [...texts].filter(([, operation]) => this.operations.has(operation));
    const given = {};
    for (const [, operation, member] of needed) {
      if (!answers.has(operation)) {
        answers.set(operation, (await this.run(operation, answers, example.with?.[operation])).answer);
      }
      const value = member.split(".").reduce((part, name) => part?.[name], answers.get(operation));
      if (value === undefined) throw new Error(`${id}: the answer of ${operation} has no ${member}`);
      // Of an address the last part, which is what paths take.
      given[`${operation}.${member}`] = String(value).replace(/^https:\/\/\S+\//, "");
    }
    return given;
  }

  /**
   * Carries `id` out, with everything before it. `answers` are there when it is carried out for another one, which may
   * want more members in its body.
   */
  async run(id, answers, members) {
    const given = await this.prepare(id, answers);
    const { method, path } = this.operations.get(id);
    const example = this.example(id);
    const filled = (value) => fill(value, given);
    const names = Object.entries(filled(example.path ?? {}));
    const address = names.reduce(
      (url, [name, value]) => url.replace(`{${name}}`, encodeURIComponent(value)),
      path,
    );
    const query = new URLSearchParams(filled(example.query ?? {}));
    const body = filled(answers ? withMembers(withoutUnique(example.body), members) : example.body);
    const response = await fetch(`${this.origin}${address}${query.size > 0 ? `?${query}` : ""}`, {
      method: method.toUpperCase(),
      headers: {
        authorization: `Bearer ${this.keyOf(id)}`,
        ...(body !== undefined && { "content-type": this.mediaOf(id, body) }),
      },
      ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    if (!response.ok)
      throw new Error(`${id} (${method} ${address}): ${response.status} ${await response.text()}`);
    const media = (response.headers.get("content-type") ?? "").split(";")[0];
    return { given, status: response.status, media, answer: await content(response, media) };
  }

  mediaOf(id, body) {
    const offered = Object.keys(this.operations.get(id).operation.requestBody?.content ?? {});
    const other = offered.find((media) => typeof body === "string" && !media.startsWith("application/json"));
    return other ?? "application/json";
  }

  example(id) {
    const example = this.examples[id];
    if (!example) throw new Error(`${id} has no example in ${fileURLToPath(folder)}`);
    return example;
  }
}

/** What can be there only once is left out when an example is carried out for the sake of another one. */
function withoutUnique(body) {
  if (body === null || typeof body !== "object" || Array.isArray(body)) return body;
  const { externalId, ...rest } = body;
  return rest;
}

function withMembers(body, members) {
  return members ? { ...body, ...members } : body;
}

function fill(value, given) {
  if (typeof value === "string") {
    return value.replace(REFERENCE, (text, operation, member) => given[`${operation}.${member}`] ?? text);
  }
  if (Array.isArray(value)) return value.map((item) => fill(item, given));
  if (value !== null && typeof value === "object") {
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, fill(member, given)]));
  }
  return value;
}

async function content(response, media) {
  if (/json$|^application\/vc$/.test(media)) return response.json();
  // Events are one value each in the schema, and this is a text of all of them.
  if (/^text\/(?!event-stream)|svg|jwt$/.test(media)) return response.text();
  await response.arrayBuffer();
  return undefined;
}

/**
 * What of an answer stays the same whenever it is given: names of members and types of values.
 */
export function shape(value) {
  if (Array.isArray(value)) return value.length === 0 ? [] : [shape(value[0])];
  if (value !== null && typeof value === "object") {
    return Object.fromEntries(
      Object.entries(value)
        .filter(([, member]) => member !== undefined)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, member]) => [name, shape(member)]),
    );
  }
  return typeof value;
}
