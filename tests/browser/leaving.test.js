// An organization leaves: what `proofmark export` writes is served by a plain file server, the database is gone, and
// everything still verifies, under the old host name by itself and under another one by the trust packs.

import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { drop, launch, openPage, readResult } from "./support/browser.js";
import { freePort, program, ready } from "./support/proofmark-server.js";
import { serveFiles } from "./support/static-files.js";

const run = promisify(execFile);
const HOST = "badges.college.example";

let folder;
let files;
let browser;
const issued = {};

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "proofmark-leaving-"));
  const database = join(folder, "proofmark.db");
  const port = await freePort();
  const env = {
    ...process.env,
    PROOFMARK_LISTEN: `127.0.0.1:${port}`,
    PROOFMARK_DATABASE: database,
    PROOFMARK_BASE_URL: `https://${HOST}`,
    PROOFMARK_LOG: "warn",
  };
  const proofmark = (...words) => run(program, words, { env, cwd: folder });
  const { stdout } = await proofmark("admin", "create-organization", "Example College");
  const organization = /Organization\s+(\S+)/.exec(stdout)[1];
  const key = /pm_live_\S+/.exec(stdout)[0];

  const child = spawn(program, ["serve"], { cwd: folder, env, stdio: ["ignore", "ignore", "inherit"] });
  const exit = once(child, "exit");
  const origin = `http://127.0.0.1:${port}`;
  await ready(origin, child);
  const post = async (path, body) => {
    const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
    const response = await fetch(`${origin}${path}`, { method: "POST", headers, body: JSON.stringify(body) });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return response.json();
  };
  const achievement = await post("/v1/achievements", {
    name: "Welding 101",
    description: "Can weld two plates so that they hold.",
    criteria: { narrative: "Weld two plates under supervision." },
  });
  for (const name of ["valid", "revoked"])
    issued[name] = await post("/v1/credentials", {
      achievementId: achievement.id,
      recipient: { name: "Ada Lovelace", email: `${name}@example.com` },
    });
  await post(`/v1/credentials/${issued.revoked.id}/revoke`, { reason: "by mistake" });
  child.kill("SIGTERM");
  await exit;

  await proofmark("export", "--organization", organization, "--without-documents", join(folder, "out"));
  await rm(database);
  files = join(folder, "out/site");
  // No Node module makes certificates; OpenSSL comes with every system that has certificate authorities.
  await run("openssl", [
    ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"],
    ...["-subj", `/CN=${HOST}`, "-addext", `subjectAltName=DNS:${HOST},DNS:archive.example`],
    ...["-keyout", join(folder, "key.pem"), "-out", join(folder, "certificate.pem")],
  ]);
});

after(async () => {
  await browser?.close();
  if (folder) await rm(folder, { recursive: true, force: true });
});

async function visit(host, work) {
  const tls = {
    key: await readFile(join(folder, "key.pem")),
    cert: await readFile(join(folder, "certificate.pem")),
  };
  const site = await serveFiles(files, {}, {}, tls);
  // Every other name leads nowhere: nobody else is asked.
  browser = await launch([
    `--host-resolver-rules=MAP ${host}:443 127.0.0.1:${site.port}, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1`,
    "--ignore-certificate-errors",
  ]);
  try {
    await work(await browser.newContext({ ignoreHTTPSErrors: true }));
  } finally {
    await browser.close();
    browser = undefined;
    await site.stop();
  }
}

for (const host of [HOST, "archive.example"])
  test(`under ${host} pages and dropped files verify without the server`, async () => {
    await visit(host, async (context) => {
      for (const [name, verdict] of [
        ["valid", "valid"],
        ["revoked", "invalid"],
      ]) {
        const { id } = issued[name];
        const { page, faults } = await openPage(context, `https://${host}/credentials/${id}/`);
        const result = await readResult(page);
        assert.equal(result.verdict, verdict, `${name}: ${result.words}`);
        assert.match(result.text, /Welding 101/);
        assert.deepEqual(faults, []);
        await page.close();
      }
      const file = await readFile(join(files, `credentials/${issued.valid.id}.json`), "utf8");
      const { page } = await openPage(context, `https://${host}/verify/`);
      await drop(page, "badge.json", file);
      assert.equal((await readResult(page)).verdict, "valid");
    });
  });
