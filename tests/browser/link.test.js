// A link that carries the whole badge behind its `#`: what the QR code of a certificate can hold.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { deflateRawSync } from "node:zlib";
import { launch, openPage, readResult } from "./support/browser.js";
import { webBuild } from "./support/folders.js";
import { newIssuer } from "./support/signer.js";
import { serveFiles } from "./support/static-files.js";

const badge = newIssuer({ name: "TEST – Carried" }).badge();
const fragment = (text) => `#credential=${deflateRawSync(Buffer.from(text)).toString("base64url")}`;

let browser;
let site;

before(async () => {
  browser = await launch();
  site = await serveFiles(webBuild);
});

after(async () => {
  await browser?.close();
  await site?.stop();
});

test("the page verifies the badge in its own address, and asks nobody", async () => {
  const context = await browser.newContext();
  const { page, faults } = await openPage(context, `${site.origin}/verify/${fragment(badge)}`);
  const result = await readResult(page);
  assert.equal(result.verdict, "valid");
  assert.match(result.text, /TEST – Carried/);
  assert.ok(
    site.asked.every((path) => !path.includes("credential=")),
    "what stands behind # stays in the browser",
  );
  assert.deepEqual(faults, []);
  await context.close();
});

test("with the network gone, an open page takes the next link too", async () => {
  const context = await browser.newContext();
  const { page, faults } = await openPage(context, `${site.origin}/verify/`);
  await page.locator("proofmark-dropzone").waitFor();
  await page.waitForFunction(() => navigator.serviceWorker.ready.then(() => true));
  await context.setOffline(true);
  await page.evaluate((hash) => {
    location.hash = hash;
  }, fragment(badge));
  assert.equal((await readResult(page)).verdict, "valid");
  const changed = fragment(badge.replace("TEST – Carried", "TEST – Changed"));
  await page.evaluate((hash) => {
    location.hash = hash;
  }, changed);
  await page.locator("#result .card[data-verdict=invalid]").waitFor();
  assert.deepEqual(faults, []);
  await context.close();
});

test("a damaged link, and one that inflates without end, is no badge", async () => {
  const context = await browser.newContext();
  const bomb = fragment(" ".repeat(8 << 20));
  for (const hash of ["#credential=AAAA", "#credential=!", fragment("no badge"), bomb]) {
    const { page, faults } = await openPage(context, `${site.origin}/verify/${hash}`);
    const result = await readResult(page);
    assert.notEqual(result.verdict, "valid", hash.slice(0, 40));
    assert.deepEqual(faults, []);
    await page.close();
  }
  await context.close();
});
