// Documents made to keep a verifier busy for ever, or to exhaust its memory or its stack, in the WebAssembly that pages
// run. Each must end in the error that names the limit. How long it may take, `cargo xtask bench poison` says.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { builds, run } from "./builds.mjs";
import { repository } from "./installed.mjs";

const MIB = 1 << 20;
const GRAPHS = process.env.PROOFMARK_LONG === "1" ? 2000 : 200;

/** As the same generator makes them for the native tests and the measurements. */
function poison() {
  const cargo = ["run", "--quiet", "--package", "proofmark-generator", "--", "poison", `${GRAPHS}`];
  const lines = execFileSync("cargo", cargo, { cwd: repository, encoding: "utf8", maxBuffer: 1 << 30 });
  return lines.trim().split("\n").map(JSON.parse);
}

/** The code and the words that a document is refused with. Anything but a refusal by the core fails the test. */
function refusal(bindings, { name, document }, limits = {}) {
  const bytes = new TextEncoder().encode(document);
  try {
    bindings.canonicalize(bytes, JSON.stringify({ limits }));
  } catch (error) {
    assert.ok(error.message.startsWith("{"), `${name}: ${error.stack}`);
    return JSON.parse(error.message);
  }
  return assert.fail(`${name} was canonicalized`);
}

const documents = poison();
const named = (name) => documents.find((document) => document.name === name);

for (const build of builds) {
  test(`${build.name}: every hostile document ends in an error, in bounded memory`, async (t) => {
    const { bindings, memory } = await run(build);
    const before = memory.buffer.byteLength;
    assert.ok(documents.length >= GRAPHS + 7, `only ${documents.length} documents were made`);
    for (const document of documents) {
      const { code } = refusal(bindings, document);
      const graph = /clique|graph/.test(document.name);
      assert.equal(code, graph ? "work_budget_exceeded" : "limit_exceeded", document.name);
    }
    assert.equal(refusal(bindings, named("JSON of depth 65")).pointer.split("/").length, 65);
    assert.match(refusal(bindings, named("1,000 contexts")).message, /contexts/);
    // The document is over two limits; with the first out of the way, it is the second that ends it.
    const quads = refusal(bindings, named("100,000 quads"), {
      jsonValues: 1_000_000,
      credentialBytes: 1 << 24,
    });
    assert.equal(quads.code, "limit_exceeded");
    assert.match(quads.message, /statements/);
    const peak = memory.buffer.byteLength; // A WebAssembly's memory never shrinks.
    t.diagnostic(`${documents.length} documents; memory grew from ${before / MIB} to ${peak / MIB} MiB`);
    assert.ok(peak < 64 * MIB, `${peak} bytes of memory`);
  });

  test(`${build.name}: after all that, it still canonicalizes what is harmless`, async () => {
    const { bindings } = await run(build);
    const document = {
      "@context": ["https://www.w3.org/ns/credentials/v2"],
      id: "urn:a",
      type: ["VerifiableCredential"],
    };
    const type = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>";
    assert.equal(
      bindings.canonicalize(new TextEncoder().encode(JSON.stringify(document)), "{}"),
      `<urn:a> ${type} <https://www.w3.org/2018/credentials#VerifiableCredential> .\n`,
    );
  });
}
