// The rules around every request, against a real server on this machine. Only name resolution is replaced: what the
// package asks of `https://badges.example.edu` goes to that server.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, describe, test } from "node:test";
import { memoryCache, verify } from "proofmark";

const SITE = "https://badges.example.edu";
let server;
let asked;

before(async () => {
  server = createServer(answer);
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
});

after(() => {
  server.close();
  server.closeAllConnections();
});

function answer(request, response) {
  const { pathname } = new URL(request.url, SITE);
  const redirect = (location) => response.writeHead(302, { location }).end();
  const answers = {
    "/badge.json": () => response.end("{}"),
    "/here": () => redirect("/badge.json"),
    "/elsewhere": () => redirect("https://other.example.org/badge.json"),
    "/plain": () => redirect("http://badges.example.edu/badge.json"),
    "/round": () => redirect("/round"),
    "/broken": () => response.writeHead(503).end(),
    "/gone": () => response.writeHead(410).end(),
    "/endless": () => {
      response.on("drain", write);
      function write() {
        while (response.write(Buffer.alloc(65_536, 32))) {}
      }
      write();
    },
    "/silent": () => undefined,
    "/slow": () => {
      response.write("{");
    },
  };
  (answers[pathname] ?? (() => response.writeHead(404).end()))();
}

/** `fetch` that finds the server of this test under the name of the site, and writes down what was asked. */
async function fetchFromTest(url, init) {
  asked.push({ url, init });
  const { host, pathname } = new URL(url);
  assert.equal(host, new URL(SITE).host, "only this host may be asked");
  return fetch(`http://127.0.0.1:${server.address().port}${pathname}`, init);
}

/** Verifies from a URL; answers the report or the error. */
async function ask(url, options = {}) {
  asked = [];
  return verify(new URL(url), { fetch: fetchFromTest, ...options }).catch((error) => error);
}

async function assertUnavailable(url, failure) {
  const error = await ask(url);
  assert.equal(error.code, "input_unavailable", String(error));
  assert.equal(error.cause.failure, failure, String(error));
  return error;
}

test("a request carries no cookie and no referrer, and follows no redirect by itself", async () => {
  const report = await ask(`${SITE}/badge.json`);
  assert.equal(report.verdict, "invalid");
  assert.deepEqual(report.hosts, ["badges.example.edu"]);
  const { credentials, referrerPolicy, redirect, cache } = asked[0].init;
  assert.deepEqual(
    { credentials, referrerPolicy, redirect, cache },
    { credentials: "omit", referrerPolicy: "no-referrer", redirect: "manual", cache: "no-cache" },
  );
});

test("a redirect inside the same origin is followed", async () => {
  const report = await ask(`${SITE}/here`);
  assert.equal(report.verdict, "invalid");
  assert.deepEqual(
    asked.map(({ url }) => url),
    [`${SITE}/here`, `${SITE}/badge.json`],
  );
});

for (const path of ["elsewhere", "plain", "round"]) {
  test(`a redirect to another origin, or without an end, is not followed: ${path}`, async () => {
    await assertUnavailable(`${SITE}/${path}`, "redirect");
  });
}

for (const [path, failure] of [
  ["missing", "not_found"],
  ["gone", "gone"],
  ["broken", "http_status"],
]) {
  test(`an answer that is none has a name: ${path}`, async () => {
    const error = await assertUnavailable(`${SITE}/${path}`, failure);
    assert.match(error.message, /badges\.example\.edu/);
  });
}

test("an endless body ends at the size limit", async () => {
  await assertUnavailable(`${SITE}/endless`, "too_large");
});

describe("waiting", { concurrency: true }, () => {
  for (const path of ["silent", "slow"]) {
    test(`ends after ten seconds: ${path}`, async () => {
      const start = Date.now();
      await assertUnavailable(`${SITE}/${path}`, "timeout");
      const seconds = (Date.now() - start) / 1000;
      assert.ok(seconds > 9 && seconds < 20, `it took ${seconds} s`);
    });
  }

  test("ends when the caller gives up, with the caller's own reason", async () => {
    const reason = new Error("enough");
    const caller = new AbortController();
    setTimeout(() => caller.abort(reason), 100);
    assert.equal(await ask(`${SITE}/silent`, { signal: caller.signal }), reason);
  });
});

for (const url of [
  "http://badges.example.edu/badge.json",
  "ftp://badges.example.edu/badge.json",
  "data:application/json,{}",
  "https://user:secret@badges.example.edu/badge.json",
  "https://localhost/badge.json",
  "https://127.0.0.1/badge.json",
  "https://127.1/badge.json",
  "https://2130706433/badge.json",
  "https://0x7f000001/badge.json",
  "https://[::1]/badge.json",
  "https://[::ffff:10.0.0.1]/badge.json",
  "https://10.0.0.1/badge.json",
  "https://169.254.169.254/latest/meta-data",
  "https://printer/badge.json",
  "https://printer.local/badge.json",
  "https://metadata.google.internal/badge.json",
  "https://metadata.google.internal./badge.json",
  "https://router.home.arpa/badge.json",
]) {
  test(`an address that strangers must not make us visit is not asked: ${url}`, async () => {
    await assertUnavailable(url, "blocked");
    assert.deepEqual(asked, []);
  });
}

test("offline: true asks nothing, not even for the credential itself", async () => {
  const error = await ask(`${SITE}/badge.json`, { offline: true });
  assert.equal(error.cause.failure, "offline");
  assert.deepEqual(asked, []);
});

test("what the caller brings along is used instead of asking, under exactly its own address", async () => {
  for (const documents of [{ [`${SITE}/badge.json`]: "[]" }, new Map([[`${SITE}/badge.json`, "[]"]])]) {
    const report = await ask(`${SITE}/badge.json`, { documents });
    assert.equal(report.reason, "malformed");
    assert.deepEqual(asked, []);
    assert.deepEqual(report.hosts, []);
  }
  await ask(`${SITE}/badge.json`, { documents: JSON.parse('{"__proto__": {}}') });
  assert.equal(asked.length, 1);
});

test("a cache that fails does not change the answer", async () => {
  const broken = {
    get: () => Promise.reject(new Error("disk")),
    put: () => Promise.reject(new Error("disk")),
  };
  assert.equal((await ask(`${SITE}/badge.json`, { cache: broken })).verdict, "invalid");
  await assertUnavailable(`${SITE}/broken`, "http_status");
});

test("what did not hold is not kept", async () => {
  const cache = memoryCache();
  await ask(`${SITE}/badge.json`, { cache });
  assert.equal(await cache.get(`${SITE}/badge.json`), undefined);
});
