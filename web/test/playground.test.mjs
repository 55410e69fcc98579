// Each example of the playground shows what it promises.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { verify } from "proofmark";

/** Codes that no file can bring about in a verification of the page. */
const UNREACHABLE = {
  invalid_nquads: "only said of a text of N-Quads, and nobody verifies those",
};

const read = async (path) => readFile(new URL(path, import.meta.url), "utf8");
const examples = JSON.parse(await read("../playground/examples.json"));

test("there is one example for each code that a check can have, and nothing else but what people try first", async () => {
  const source = await read("../languages/codes.ts");
  const codes = [...source.slice(0, source.indexOf("WARNING_CODES")).matchAll(/^ {2}"(\w+)",$/gm)].map(
    ([, code]) => code,
  );
  const shown = examples.map(({ code }) => code);
  assert.deepEqual(shown.slice(0, 2), ["valid", "tampered"]);
  assert.deepEqual(shown.slice(2).sort(), codes.filter((code) => !(code in UNREACHABLE)).sort());
});

for (const { code, input, binary, documents, options } of examples) {
  test(`${code}`, async () => {
    const bytes = binary ? new Uint8Array(Buffer.from(input, "base64")) : input;
    const report = await verify(bytes, { ...options, documents, offline: true });
    const expected = { valid: undefined, tampered: "invalid_signature" };
    const wanted = code in expected ? expected[code] : code;
    const codes = report.checks.map((check) => check.code).filter((found) => found !== undefined);
    if (wanted === undefined) assert.deepEqual([report.verdict, codes], ["valid", []]);
    else assert.ok(codes.includes(wanted), `${code} gives ${report.verdict} ${codes}`);
    assert.deepEqual(report.hosts, []);
  });
}
