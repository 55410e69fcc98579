// What every adapter of a JavaScript library needs: the protocol, the documents, the pinned contexts, the time, and no
// network.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";

export const VALID = 0;
export const INVALID = 1;
export const INCONCLUSIVE = 2;

const PINNED = new URL("../../../../crates/core/contexts/", import.meta.url);
const contexts = new Map(
  JSON.parse(readFileSync(new URL("index.json", PINNED), "utf8")).contexts.flatMap(({ urls, file }) =>
    urls.map((url) => [url, readFileSync(new URL(file, PINNED), "utf8")]),
  ),
);

/** The question that is being answered: `file`, `now`, `documents`, `recipient`. */
let question;
let index = {};

/** The time that the question names. */
export const now = () => new RealDate(question.now);

/** The document that is published at `url`, as text, or undefined. */
export function published(url) {
  if (contexts.has(url)) return contexts.get(url);
  return Object.hasOwn(index, url) ? readFileSync(join(question.documents, index[url]), "utf8") : undefined;
}

/**
 * Answers the question on the command line, or with `--batch` one question for each line of standard input (JSON) with a
 * line that has the exit code. `verify` gets a parsed credential and gives the code.
 */
export async function serve(verify) {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      batch: { type: "boolean" },
      now: { type: "string" },
      documents: { type: "string" },
      recipient: { type: "string" },
    },
  });
  if (!values.batch) process.exit(await answer({ file: positionals[0], ...values }, verify));
  for await (const line of createInterface({ input: process.stdin })) {
    process.stdout.write(`${await answer(JSON.parse(line), verify)}\n`);
  }
}

async function answer(asked, verify) {
  question = asked;
  index = JSON.parse(readFileSync(join(asked.documents, "index.json"), "utf8"));
  let credential;
  try {
    // As most JavaScript programs read it. What is no JSON by its name is no input for these libraries.
    credential = JSON.parse(readFileSync(asked.file, "utf8"));
  } catch {
    return asked.file.endsWith(".json") ? INVALID : INCONCLUSIVE;
  }
  try {
    const code = await verify(credential);
    // None of these libraries compares recipients, so a question about one stays open.
    return code === VALID && asked.recipient ? INCONCLUSIVE : code;
  } catch {
    return INVALID;
  }
}

/** The library's own way to the network ends at the documents. */
globalThis.fetch = async (request) => {
  const text = published(request.url ?? String(request));
  const headers = { "content-type": "application/json" };
  return text === undefined
    ? new Response("", { status: 404, statusText: "Not Found" })
    : new Response(text, { status: 200, headers });
};

/** The library's clock. */
const RealDate = Date;
globalThis.Date = class extends RealDate {
  constructor(...given) {
    super(...(given.length > 0 || !question ? given : [now().getTime()]));
  }
  static now() {
    return question ? now().getTime() : RealDate.now();
  }
};

// Libraries talk; the protocol does not listen.
console.log = console.error = console.warn = () => {};
