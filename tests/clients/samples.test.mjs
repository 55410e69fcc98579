// Every sample of the OpenAPI document is carried out against a running server, in its language: the text itself, with
// nothing replaced but the address and the identifiers that a fresh database has others of.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import {
  operationsOf,
  Runner,
  readDocument,
  readExamples,
  readRecorded,
  shape,
} from "./support/examples.mjs";
import { python } from "./support/python.mjs";
import { startServer } from "./support/server.mjs";

const BASE_URL = "https://badges.example.edu";
/** How each language says that a conflict was answered. */
const LATE = /\b409\b|batch_over/;
const run = promisify(execFile);
const here = fileURLToPath(new URL(".", import.meta.url));

let server;
let folder;
before(async () => {
  server = await startServer();
  // Inside of the workspace, where JavaScript finds the client by its name.
  folder = await mkdtemp(join(here, ".samples-"));
});
after(async () => {
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

test("curl, and the answers are those of the document", () =>
  carryOut("curl", async ({ id, source, env, recorded, mayBeLate }) => {
    const { stdout } = await run("bash", ["-c", source], { env, encoding: "buffer", maxBuffer: 1 << 24 });
    if (recorded.answer === undefined || typeof recorded.answer === "string") return;
    const [answer, known] = [essence(JSON.parse(stdout.toString())), essence(recorded.answer)];
    assert.deepEqual(
      mayBeLate ? shared(answer, known) : answer,
      mayBeLate ? shared(known, answer) : known,
      `${id} answers otherwise: cargo xtask clients`,
    );
  }));

test("PHP", () =>
  carryOut("PHP", ({ source, env }) =>
    run("php", ["-d", "error_reporting=-1", "-r", executable(source)], { env, maxBuffer: 1 << 26 }),
  ));

test("Python", () => carryOutTogether("Python", python, "run_samples.py"));

test("JavaScript", () =>
  carryOut("JavaScript", async ({ id, source, env }) => {
    const file = join(folder, `${id}.mjs`);
    await writeFile(file, `const console = { log() {} };\n${source}`);
    process.env.PROOFMARK_KEY = env.PROOFMARK_KEY;
    await import(pathToFileURL(file));
  }));

/** Carries the samples of one language out, and says at the end which of them failed. */
async function carryOut(label, execute) {
  const failures = [];
  for (const sample of await samples(label)) {
    await Promise.resolve(execute(sample)).catch((error) => {
      const said = [error.stderr, error.stdout, error.message, error.code].join(" ");
      if (sample.mayBeLate && LATE.test(said)) return;
      failures.push(`${sample.id}: ${error.stderr || error.message}\n${sample.source}`);
    });
  }
  assert.equal(failures.length, 0, failures.join("\n"));
}

/** The same where starting the language takes longer than a sample: all in one process. */
async function carryOutTogether(label, program, driver) {
  const list = join(folder, `${label}.json`);
  const all = (await samples(label)).map(({ env, recorded: _, ...sample }) => ({
    ...sample,
    key: env.PROOFMARK_KEY,
  }));
  await writeFile(list, JSON.stringify(all));
  const { stdout } = await run(program, [join(here, driver), list]);
  assert.match(stdout, new RegExp(`${all.length} samples work`));
}

/** What each operation's sample needs is there when this returns. */
async function samples(label) {
  const [document, examples] = await Promise.all([readDocument(), readExamples()]);
  const runner = new Runner(server.origin, await server.organization(), document, examples);
  const found = [];
  // What takes something away comes last.
  const operations = operationsOf(document).sort(
    (a, b) => Number(a.method === "delete") - Number(b.method === "delete"),
  );
  for (const { id, operation } of operations) {
    const sample = operation["x-codeSamples"]?.find((each) => each.label === label);
    assert.ok(sample, `${id} has no sample in ${label}`);
    const recorded = await readRecorded(id);
    // The tests of the server have the list of those that may wait for that.
    if (!recorded) continue;
    const given = await runner.prepare(id);
    let source = sample.source.replaceAll(BASE_URL, server.origin);
    for (const [reference, value] of Object.entries(given))
      source = source.replaceAll(recorded.given[reference], value);
    const { mayBeLate = false } = examples[id];
    found.push({ id, source, recorded, mayBeLate, env: { ...process.env, PROOFMARK_KEY: runner.keyOf(id) } });
  }
  assert.ok(found.length > 30, `only ${found.length} operations`);
  return found;
}

/** Those members of one that the other has: work that went on meanwhile has more to tell. */
function shared(one, other) {
  return Object.fromEntries(Object.entries(one).filter(([name]) => name in other));
}

/** Of lists the kind of page; what is on it differs from one database to another. */
function essence(answer) {
  if (!Array.isArray(answer?.items)) return shape(answer);
  const { items, nextCursor, total, ...rest } = answer;
  return { items: "list", ...shape(rest) };
}

/** `php -r` takes code without the opening tag. A warning, such as of a refused request, ends it. */
function executable(source) {
  return `set_error_handler(function ($n, $text) { fwrite(STDERR, $text); exit(1); });\n${source.replace("<?php", "")}`;
}
