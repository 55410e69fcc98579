// What the project exists for: the answer does not depend on the server that issued the badge.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { drop, launch, openPage, readResult } from "./support/browser.js";
import { webBuild } from "./support/folders.js";
import { issue, startServer, tamper } from "./support/proofmark-server.js";
import { serveFiles } from "./support/static-files.js";

let server;
let browser;

before(async () => {
  server = await startServer();
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await server?.remove();
});

describe("a badge whose page was opened once", () => {
  let context;
  let page;
  let faults;
  let badge;

  before(async () => {
    badge = await issue(server);
    context = await browser.newContext();
    ({ page, faults } = await openPage(context, badge.page));
  });

  after(() => context?.close());

  test("is valid on its page", async () => {
    const result = await readResult(page);
    assert.equal(result.verdict, "valid");
    assert.match(result.words, /not revoked as of .*\d{4}/);
    assert.match(result.text, /First steps with Open Badges/);
    assert.match(result.text, /Only a test/);
  });

  test("is valid with the server gone: the file is dropped on the page that is still open", async () => {
    await keptForOffline(page);
    await server.stop();
    await drop(page, "badge.json", badge.file);
    const result = await readResult(page);
    assert.equal(result.verdict, "valid");
    assert.match(result.words, /not revoked as of/);
    assert.match(result.words, /did not answer/);
    assert.match(result.words, /badge\.json/);
  });

  test("is valid with the server gone: the page is loaded anew", async () => {
    await page.reload();
    const result = await readResult(page);
    assert.equal(result.verdict, "valid");
    assert.match(result.words, /not revoked as of/);
  });

  test("is valid with the server gone: the file is dropped on the verify page, opened only now", async () => {
    const opened = await openPage(context, `${server.origin}/verify`);
    await drop(opened.page, "badge.json", badge.file);
    const result = await readResult(opened.page);
    assert.equal(result.verdict, "valid");
    assert.match(result.words, /not revoked as of/);
    assert.deepEqual(opened.faults, []);
  });

  test("is invalid once a character is changed, and the page says why", async () => {
    await drop(page, "badge.json", tamper(badge.file));
    await page.locator("#result .card[data-verdict=invalid]").waitFor();
    const result = await readResult(page);
    assert.equal(result.title, "Invalid");
    assert.equal(result.reason, "proof");
    assert.match(result.words, /changed after it was signed/);
    assert.doesNotMatch(result.text, /First step/, "claims without a proof are not shown");
  });

  test("is revoked once its issuer says so and the server is back", async () => {
    await server.start();
    await server.request("POST", `/v1/credentials/${badge.id}/revoke`, { reason: "Issued by mistake" });
    await page.reload();
    const result = await readResult(page);
    assert.equal(result.verdict, "invalid");
    assert.equal(result.reason, "revoked");
    assert.equal(result.title, "Revoked");
  });

  test("stays revoked when the server is gone again", async () => {
    await server.stop();
    await drop(page, "badge.json", badge.file);
    await page.getByText("badge.json").waitFor();
    const result = await readResult(page);
    assert.equal(result.reason, "revoked");
    await server.start();
  });

  test("breaks no rule of the Content-Security-Policy, throws nothing and opens no dialog", () => {
    assert.deepEqual(faults, []);
  });
});

describe("a badge that this browser has never seen", () => {
  let badge;

  before(async () => {
    badge = await issue(server);
  });

  test("is neither valid nor forged on a verify page that was opened before the server went", async () => {
    const context = await browser.newContext();
    const { page, faults } = await openPage(context, `${server.origin}/verify`);
    await page.waitForLoadState("networkidle");
    await server.stop();
    await drop(page, "badge.json", badge.file);
    assertUnchecked(await readResult(page));
    assert.deepEqual(faults, []);
    await context.close();
    await server.start();
  });

  test("is neither valid nor forged on a verify page that comes from static files", async () => {
    await server.stop();
    const site = await serveFiles(webBuild);
    const context = await browser.newContext();
    const { page, faults } = await openPage(context, `${site.origin}/verify/`);
    await drop(page, "badge.json", badge.file);
    const result = await readResult(page);
    assertUnchecked(result);
    assert.match(result.words, new RegExp(new URL(server.origin).host), "names the host");
    await drop(page, "badge.json", tamper(badge.file));
    await page.locator("#result .card[data-verdict=invalid]").waitFor();
    assert.deepEqual(faults, []);
    await context.close();
    await site.stop();
    await server.start();
  });
});

function assertUnchecked(result) {
  assert.equal(result.verdict, "inconclusive");
  assert.equal(result.reason, "unchecked");
  assert.equal(result.title, "Could not check revocation");
  assert.doesNotMatch(result.words, /not revoked as of/);
}

/** The service worker is active and has stored the page: what "opened once" means. */
async function keptForOffline(page) {
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.waitForFunction(
    async () => (await (await caches.open("proofmark-pages")).match(location.href)) !== undefined,
    undefined,
    { timeout: 10_000, polling: 100 },
  );
}
