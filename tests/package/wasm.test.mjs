// What is in the two WebAssembly files, and what is not.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { build, builds, run } from "./builds.mjs";
import { repository } from "./installed.mjs";

const NOW = JSON.stringify({ now: "2026-03-01T12:00:00Z" });

/** Texts that stand in one source file of the core alone. */
const CONFORMANCE_ONLY = [
  "https://www.w3.org/ns/i18n#",
  "needs JSON-LD 1.1",
  "loading remote context failed",
];
const ALWAYS = ["Something follows the JSON value", "invalid local context"];

/**
 * What travels of each build, in bytes after gzip. The first is the goal; that of the second is 260,000 and this what was
 * reached, so that nothing grows unnoticed (docs/decisions/0016-size-against-speed.md).
 */
const MOST = { small: 170_000, full: 343_000 };

for (const { name, bytes } of builds) {
  test(`${name}: it is no larger than it was`, (t) => {
    const compressed = gzipSync(bytes, { level: 9 }).length;
    t.diagnostic(`${name}: ${bytes.length} bytes, ${compressed} after gzip`);
    assert.ok(
      compressed <= MOST[name],
      `${compressed} bytes after gzip, more than ${MOST[name]}; was rust-src there?`,
    );
  });

  test(`${name}: code for the official test suites alone is not in it`, () => {
    const source = ["json/reader.rs", "jsonld/conformance.rs", "jsonld/error.rs"]
      .map((path) => readFileSync(join(repository, "crates/core/src", path), "utf8"))
      .join("");
    for (const text of [...CONFORMANCE_ONLY, ...ALWAYS])
      assert.ok(source.includes(text), `${text} is nowhere`);
    for (const text of CONFORMANCE_ONLY) assert.ok(!bytes.includes(text), `${text} is in ${name}`);
    // The same search finds what is there.
    for (const text of ALWAYS) assert.ok(bytes.includes(text), `${text} is not in ${name}`);
  });
}

const older = { "@context": "https://w3id.org/openbadges/v2", type: "Assertion", id: "https://a.example/1" };
for (const [what, text] of [
  ["a PDF document", "%PDF-1.7\n"],
  ["a badge of Open Badges 2.0", JSON.stringify(older)],
  ["a signed badge of Open Badges 2.0", `${jwtPart({ alg: "RS256" })}.${jwtPart(older)}.${"A".repeat(342)}`],
]) {
  test(`${what} is nothing for the small build, and something for the full one`, async () => {
    const step = async (name) => {
      const { bindings } = await run(build(name));
      const verification = new bindings.Verification(new TextEncoder().encode(text), NOW);
      return JSON.parse(verification.step());
    };
    assert.deepEqual(await step("small"), { needsFull: true });
    const full = await step("full");
    assert.equal(full.needsFull, undefined);
    assert.ok(full.report ?? full.needs, JSON.stringify(full));
  });
}

test("what is no badge at all does not make a page load the full build", async () => {
  const { bindings } = await run(build("small"));
  for (const text of [
    "",
    "{}",
    "hello",
    "a.b.c",
    '{"@context":"https://www.w3.org/ns/credentials/v2"}',
    "<svg/>",
  ]) {
    const verification = new bindings.Verification(new TextEncoder().encode(text), NOW);
    assert.equal(JSON.parse(verification.step()).report.verdict, "invalid", text);
  }
});

function jwtPart(value) {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}
