// The rest of the interface: many at once, verifiers with settings, workers, tools. The badge is of another library
// (tests/vectors/libraries), so that nothing here was made by what it tests.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { Worker } from "node:worker_threads";
import * as proofmark from "proofmark";

const {
  canonicalize,
  createVerifier,
  digest,
  DocumentError,
  EngineError,
  explain,
  extract,
  InputError,
  memoryCache,
  TrustPack,
  verify,
  verifyAll,
} = proofmark;

const vectors = new URL("../../tests/vectors/libraries/", import.meta.url);
const now = "2026-03-01T12:00:00Z";
const badge = await readFile(new URL("digitalcredentials.json", vectors));
const changed = Buffer.from(
  badge.toString().replace('"name":"', '"name":"x').replace('"name": "', '"name": "x'),
);
const pdf = new TextEncoder().encode("%PDF-1.7\n");
const outcome = (report, id) => report.checks.find((check) => check.id === id)?.outcome;

test("the badge that the others build on is valid, and changed it is not", async () => {
  assert.equal((await verify(badge, { now, offline: true })).verdict, "valid");
  assert.notDeepEqual(changed, badge);
  assert.equal((await verify(changed, { now, offline: true })).reason, "proof");
});

test("a trusted issuer passes, any other leaves the answer open, and nobody asked is not run", async () => {
  const { credential } = await verify(badge, { now, offline: true });
  for (const [trustedIssuers, expected, verdict] of [
    [undefined, "notRun", "valid"],
    [[credential.issuer.id], "passed", "valid"],
    [["did:key:z6Mk"], "inconclusive", "inconclusive"],
    [[], "inconclusive", "inconclusive"],
  ]) {
    const report = await verify(badge, { now, offline: true, ...(trustedIssuers && { trustedIssuers }) });
    assert.equal(outcome(report, "issuer_trust"), expected);
    assert.equal(report.verdict, verdict);
  }
});

test("many: results in order, an error in one does not end the others, and progress tells of each", async () => {
  const inputs = [badge, changed, { parsed: true }, badge];
  const seen = [];
  const results = await verifyAll(inputs, {
    now,
    offline: true,
    onProgress: ({ done, index, result }) => seen.push([done, index, result.report?.verdict]),
  });
  assert.deepEqual(
    results.map(({ report, error }) => report?.verdict ?? error.code),
    ["valid", "invalid", "parsed_object", "valid"],
  );
  assert.deepEqual(
    seen.map(([done]) => done),
    [1, 2, 3, 4],
  );
  assert.deepEqual(seen.map(([, index]) => index).sort(), [0, 1, 2, 3]);
});

test("many: a document is asked for once, and a generator is read as it goes", async () => {
  let asked = 0;
  async function* urls() {
    for (let index = 0; index < 20; index++) yield new URL("https://badges.example.edu/1.json");
  }
  const fetch = async () => {
    asked += 1;
    return new Response(badge);
  };
  const results = await verifyAll(urls(), { now, fetch, concurrency: 5 });
  assert.equal(results.length, 20);
  assert.ok(results.every(({ report }) => report.verdict === "valid"));
  assert.equal(asked, 1);
});

test("many: one host gets four requests at a time, and does not hold up another", async () => {
  const hosts = ["badges.example.edu", "badges.example.org"];
  const underWay = { [hosts[0]]: 0, [hosts[1]]: 0 };
  const most = { ...underWay };
  const fetch = async (url) => {
    const { host, pathname } = new URL(url);
    underWay[host] += 1;
    most[host] = Math.max(most[host], underWay[host]);
    await new Promise((resolve) => setTimeout(resolve, 5));
    underWay[host] -= 1;
    // One that fails lets the next in its turn go on.
    if (pathname === "/3.json") throw new TypeError("no answer");
    return new Response(badge);
  };
  const inputs = hosts.flatMap((host) =>
    Array.from({ length: 15 }, (_, index) => new URL(`https://${host}/${index}.json`)),
  );
  const results = await verifyAll(inputs, { now, fetch, concurrency: 30 });
  assert.deepEqual(most, { [hosts[0]]: 4, [hosts[1]]: 4 });
  assert.equal(results.filter(({ report }) => report?.verdict === "valid").length, 28);
});

test("many: a signal ends them all with its own reason", async () => {
  const caller = new AbortController();
  const reason = new Error("enough");
  let begun = 0;
  const inputs = (function* () {
    for (;;) {
      begun += 1;
      yield badge;
    }
  })();
  const result = verifyAll(inputs, {
    now,
    offline: true,
    signal: caller.signal,
    onProgress: ({ done }) => done === 5 && caller.abort(reason),
  });
  assert.equal(await result.catch((error) => error), reason);
  assert.ok(begun < 20, `${begun} were begun`);
});

test("maxAge: what is young enough is not asked for again, and the network comes first otherwise", async () => {
  const url = new URL("https://badges.example.edu/1.json");
  let asked = 0;
  const fetch = async () => {
    asked += 1;
    return new Response(badge);
  };
  const eager = createVerifier({ now, fetch, maxAge: 3600 });
  for (let count = 0; count < 3; count++) assert.equal((await eager.verify(url)).verdict, "valid");
  assert.equal(asked, 1);
  const careful = createVerifier({ now, fetch });
  for (let count = 0; count < 3; count++) await careful.verify(url);
  assert.equal(asked, 4);
  const cache = memoryCache();
  cache.put(url.href, { bytes: new Uint8Array(badge), retrievedAt: "2999-01-01T00:00:00Z" });
  await createVerifier({ now, fetch, cache, maxAge: 3600 }).verify(url);
  assert.equal(asked, 5, "a time in the future is no age");
});

test("a verifier keeps its settings; a call may override them", async () => {
  const verifier = createVerifier({
    now: () => new Date(now),
    offline: true,
    policy: { clockSkewSeconds: 1 },
  });
  assert.equal((await verifier.verify(badge)).verifiedAt, now);
  assert.equal(
    (await verifier.verify(badge, { now: "2026-04-01T00:00:00Z" })).verifiedAt,
    "2026-04-01T00:00:00Z",
  );
  const error = await createVerifier({ policy: { clockSkew: 1 } })
    .verify(badge)
    .catch((error) => error);
  assert.equal(error.code, "invalid_argument");
});

test("a context of the application is used, with its warning; another hash or another text is refused", async () => {
  const url = "https://school.example/context.json";
  const bytes = '{"@context":{"@protected":true,"shoe":"https://school.example/shoe"}}';
  const { hex } = await digest(bytes);
  const document = JSON.stringify({ "@context": ["https://www.w3.org/ns/credentials/v2", url], shoe: "42" });
  const quads = await proofmark.canonicalize(document, { contexts: { [url]: { bytes, sha256: hex } } });
  assert.match(quads, /<https:\/\/school.example\/shoe> "42"/);
  const refused = (contexts) => proofmark.canonicalize(document, { contexts }).catch(({ code }) => code);
  assert.equal(await refused({ [url]: { bytes, sha256: "00" } }), "unknown_context");
  assert.equal(await refused({ "https://www.w3.org/ns/credentials/v2": bytes }), "unknown_context");
  assert.equal(await refused({}), "unknown_context");
  const report = await verify(document, { contexts: new Map([[url, bytes]]) });
  assert.notEqual(report.verdict, "valid");
});

test("a crash of the WebAssembly is an error with a code, and the next question is answered", async (t) => {
  let tooMuch;
  try {
    // More than its memory can ever hold; the pages are never touched.
    tooMuch = new Uint8Array(4.2e9);
  } catch {
    t.skip("this machine has no room for it");
    return;
  }
  await assert.rejects(canonicalize(tooMuch), (error) => {
    assert.ok(error instanceof EngineError);
    assert.ok(error.cause instanceof WebAssembly.RuntimeError);
    return error.code === "engine_failed";
  });
  assert.equal((await verify(badge, { now, offline: true })).verdict, "valid");
});

test("extract gives the credential as it is in the picture, and says what is not there", async () => {
  for (const [file, container] of [
    ["openbadgeslib.json.png", "png"],
    ["openbadgeslib.json.svg", "svg"],
  ]) {
    const found = await extract(await readFile(new URL(file, vectors)));
    assert.equal(found.container, container);
    assert.equal(found.format, "json");
    assert.ok(JSON.parse(found.text).type.includes("OpenBadgeCredential"));
    assert.deepEqual(new TextDecoder().decode(found.bytes), found.text);
  }
  assert.equal((await extract(await readFile(new URL("openbadgeslib.jwt.png", vectors)))).format, "jwt");
  const error = await extract("<svg xmlns='http://www.w3.org/2000/svg'/>").catch((error) => error);
  assert.ok(error instanceof DocumentError);
  assert.equal(error.code, "no_credential");
});

test("digest: the three spellings of SHA-256 of abc (FIPS 180-4)", async () => {
  assert.deepEqual(await digest("abc"), {
    hex: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    sri: "sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=",
    multibase: "uEiC6eBa_jwHP6kFBQN5driIjsANho5YXepy0EP9h8gAVrQ",
  });
});

test("a PDF is read by the full build, which comes by itself", async () => {
  const report = await verify(pdf, { now, offline: true });
  assert.equal(report.verdict, "invalid");
  // The small build would say "unsupported_container".
  assert.equal(report.checks[0].code, "malformed_container");
  assert.equal(await extract(pdf).catch(({ code }) => code), "malformed_container");
});

test("explain says why, and changes no verdict", async () => {
  const { headline, verdict, diagnoses } = await explain(changed, { now, offline: true });
  assert.equal(verdict, "invalid");
  assert.ok(headline.length > 10);
  assert.ok(diagnoses.length > 0 && diagnoses.every(({ title, repair }) => title && repair));
  const { signedForms } = await explain(badge, { now, offline: true, signedForms: true });
  assert.match(signedForms[0].document, /OpenBadgeCredential/);
  const { difference } = await explain(badge, { now, offline: true, other: changed });
  assert.ok(difference.lines.length >= 2);
});

test("what is no trust pack is refused with a code", async () => {
  for (const text of ["", "{}", "[]", badge]) {
    const error = await TrustPack.read(text).catch((error) => error);
    assert.ok(error instanceof DocumentError, `${error}`);
    assert.match(error.code, /^[a-z_]+$/);
  }
});

test("a trust pack is looked at by the full build, which comes by itself, and changes nothing where it may not speak", async () => {
  const key = JSON.parse(await readFile(new URL("../vc-jwt/keys/did-key.json", vectors)));
  const contents = { issuers: [{ id: (await verify(badge, { now, offline: true })).credential.issuer.id }] };
  const text = await TrustPack.sign(contents, {
    secretKeyMultibase: key.secretKeyMultibase,
    verificationMethod: key.id,
    created: "2026-02-01T00:00:00Z",
  });
  const trustPack = await TrustPack.read(text);
  assert.equal(trustPack.publisher.id, key.controller);
  const report = await verify(badge, { now, offline: true, trustPack });
  assert.equal(report.verdict, "valid");
  const warned = ({ warnings }) => warnings.some(({ code }) => code === "trust_pack_ignored");
  assert.ok(warned(report));
  const policy = { trustedPublishers: [trustPack.publisher.key] };
  assert.ok(!warned(await verify(badge, { now, offline: true, trustPack, policy })));
});

test("in a worker: the same reports, errors, explanations; fetch and cache stay on this side", async () => {
  const worker = new Worker(new URL(import.meta.resolve("proofmark/worker")));
  try {
    const asked = [];
    const verifier = createVerifier({
      worker,
      now,
      fetch: async (url) => {
        asked.push(url);
        return new Response(badge);
      },
    });
    await verifier.preload();
    for (const input of [badge, changed, pdf]) {
      assert.deepEqual(await verifier.verify(input), await verify(input, { now, offline: true }));
    }
    assert.equal((await verifier.verify(new URL("https://badges.example.edu/1.json"))).verdict, "valid");
    assert.deepEqual(asked, ["https://badges.example.edu/1.json"]);
    const error = await verifier.verify(badge, { policy: { typo: 1 } }).catch((error) => error);
    assert.ok(error instanceof InputError);
    assert.equal(error.code, "invalid_argument");
    assert.equal((await verifier.explain(changed)).verdict, "invalid");
    const results = await verifier.verifyAll([badge, changed, 7]);
    assert.deepEqual(
      results.map(({ report, error }) => report?.verdict ?? error.code),
      ["valid", "invalid", "unsupported_input"],
    );
  } finally {
    await worker.terminate();
  }
});

test("a worker that does not start is an error, and no endless waiting", async () => {
  const worker = new Worker("throw new Error('no')", { eval: true });
  const verifier = createVerifier({ worker });
  for (let attempt = 0; attempt < 2; attempt++) {
    assert.equal(await verifier.verify(badge).catch(({ code }) => code), "wasm_unavailable");
  }
});
