// What may be verified, and the errors for everything else.

import assert from "node:assert/strict";
import { test } from "node:test";
import { runInNewContext } from "node:vm";
import {
  assertValid,
  canonicalize,
  DocumentError,
  InputError,
  NotValidError,
  ProofmarkError,
  preload,
  verify,
} from "proofmark";

const code = (error) => error.code;

test("text, bytes, views, blobs and files are the same input", async () => {
  const bytes = new TextEncoder().encode('{"a": 1}');
  const view = new DataView(new Uint8Array([0, ...bytes, 0]).buffer, 1, bytes.length);
  const foreign = runInNewContext(`new Uint8Array([${bytes}])`);
  const inputs = ['{"a": 1}', bytes, bytes.buffer, Buffer.from(bytes), view, new Blob([bytes]), foreign];
  const reports = await Promise.all(inputs.map((input) => verify(input, { now: "2026-11-21T10:00:00Z" })));
  assert.equal(new Set(reports.map((report) => report.digest)).size, 1);
  assert.ok(reports.every(({ verdict }) => verdict === "invalid"));
});

test("a parsed object is refused, since parsing has lost members given twice", async () => {
  for (const input of [{ type: "OpenBadgeCredential" }, [], new Date(), null]) {
    const error = await verify(input).catch((error) => error);
    assert.ok(error instanceof InputError && error instanceof ProofmarkError && error instanceof Error);
    assert.equal(error.code, input === null ? "unsupported_input" : "parsed_object");
    assert.equal(error.name, "InputError");
  }
});

test("what is nothing at all is refused", async () => {
  for (const input of [undefined, 1, true, Symbol("x"), () => "{}"]) {
    assert.equal(await verify(input).catch(code), "unsupported_input");
  }
});

test("a file that is too long is not read to its end, and the report says so", async () => {
  const report = await verify(new Blob([new Uint8Array(11 * 1024 * 1024)]));
  assert.equal(report.verdict, "invalid");
  assert.equal(report.reason, "malformed");
});

test("a misspelt option is an error, not a rule that is ignored", async () => {
  assert.equal(await verify("{}", { policy: { clockSkew: 5 } }).catch(code), "invalid_argument");
  assert.equal(await verify("{}", { now: "yesterday" }).catch(code), "invalid_argument");
  assert.equal(await verify("{}", { now: new Date(Number.NaN) }).catch(code), "invalid_argument");
});

test("a signal that has already been aborted stops before anything is done", async () => {
  const reason = new Error("enough");
  assert.equal(await verify("{}", { signal: AbortSignal.abort(reason) }).catch((error) => error), reason);
});

test("assertValid throws with the report, for invalid and inconclusive alike", async () => {
  const report = await verify("{}");
  assert.throws(
    () => assertValid(report),
    (error) => error instanceof NotValidError && error.code === "not_valid" && error.report === report,
  );
  assert.throws(() => assertValid({ ...report, verdict: "inconclusive", checks: [] }), NotValidError);
  assert.doesNotThrow(() => assertValid({ ...report, verdict: "valid" }));
});

test("canonicalize gives N-Quads, or an error that names the place", async () => {
  const context = "https://www.w3.org/ns/credentials/v2";
  const quads = await canonicalize(JSON.stringify({ "@context": context, id: "urn:x", name: "y" }));
  assert.equal(quads, '<urn:x> <https://schema.org/name> "y" .\n');
  const error = await canonicalize(JSON.stringify({ "@context": context, id: "urn:x", nome: "y" })).catch(
    (error) => error,
  );
  assert.ok(error instanceof DocumentError);
  assert.equal(error.code, "undefined_term");
  assert.equal(error.pointer, "/nome");
});

test("a thousand verifications do not make the WebAssembly's memory grow", async () => {
  await preload();
  const text = JSON.stringify({ padding: "x".repeat(100_000) });
  for (let count = 0; count < 50; count++) await verify(text);
  const before = process.memoryUsage().rss;
  for (let count = 0; count < 1000; count++) await verify(text);
  const grown = (process.memoryUsage().rss - before) / 1024 / 1024;
  assert.ok(grown < 60, `memory grew by ${grown.toFixed(1)} MiB, although 95 MiB went through`);
});
