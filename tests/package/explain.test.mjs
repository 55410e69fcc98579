// Explanations in WebAssembly: for every broken sample the same bytes as the program, and the right diagnosis first. And
// reports as their published schema has them.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import Ajv2020 from "ajv/dist/2020.js";
import { repository } from "./installed.mjs";

const run = promisify(execFile);
const program = process.env.PROOFMARK_BIN ?? join(repository, "target/debug/proofmark");
const folder = join(repository, "tests/vectors/explain");
const { now, samples } = JSON.parse(readFileSync(join(folder, "index.json"), "utf8"));

const generated = join(repository, "pkg/generated/full");
const core = await import(join(generated, "proofmark.js"));
core.initSync({ module: readFileSync(join(generated, "proofmark_bg.wasm")) });

/** The documents of the samples: text by URL. */
function documents() {
  const index = JSON.parse(readFileSync(join(folder, "documents/index.json"), "utf8"));
  const read = ([url, file]) => [url, readFileSync(join(folder, "documents", file), "utf8")];
  return Object.fromEntries(Object.entries(index).map(read));
}

test("every sample is explained alike by the program and the WebAssembly", async () => {
  const known = documents();
  const missing = Object.keys(known).length;
  assert.ok(samples.length >= 40 && missing > 0);
  for (const { file, first } of samples) {
    const bytes = readFileSync(join(folder, file));
    // The host of both gives no document but these; only the words for that differ, so both are asked offline.
    const options = { now, documents: known, signedForms: true };
    const ours = core.explain(bytes, JSON.stringify(options));
    const asked = ["--json", "--nquads", "--offline", "--now", now, "--documents", join(folder, "documents")];
    const { stdout } = await run(program, ["explain", join(folder, file), ...asked], { maxBuffer: 1 << 24 });
    const words = (text) =>
      text.replaceAll("this verifier works offline and holds no copy", "the caller did not supply it");
    assert.equal(`${ours}\n`, words(stdout), file);
    const explanation = JSON.parse(ours);
    assert.equal(explanation.diagnoses[0]?.code, first, file);
    assert.notEqual(explanation.verdict, "valid", file);
  }
});

test("an explanation of a verification under way names the mistake", () => {
  const verification = new core.Verification(
    readFileSync(join(folder, "wrong-key-id.json")),
    JSON.stringify({ now }),
  );
  assert.throws(() => verification.explain(false), /documents are still needed/);
});

test("every code has a report that keeps to the published schema", () => {
  const schema = JSON.parse(readFileSync(join(repository, "docs/report.schema.json"), "utf8"));
  const examples = JSON.parse(readFileSync(join(repository, "docs/report.examples.json"), "utf8"));
  const validate = new Ajv2020({ validateFormats: false }).compile(schema);
  assert.ok(Object.keys(examples).length > 60);
  for (const [code, report] of Object.entries(examples)) {
    assert.ok(validate(report), `${code}: ${JSON.stringify(validate.errors)}`);
    assert.ok(
      report.checks.some((check) => check.code === code),
      code,
    );
    // A schema that accepts everything would say nothing.
    for (const change of [
      (broken) => delete broken.verdict,
      (broken) => (broken.valid = true),
      (broken) => (broken.reason = "other"),
      (broken) => (broken.checks[0].outcome = "ok"),
      (broken) => delete broken.checks.find((check) => check.code !== undefined).code,
    ]) {
      const broken = structuredClone(report);
      change(broken);
      assert.ok(!validate(broken), `${code}: ${change}`);
    }
  }
});
