// The verify page as an app: from static files, installable, and complete in flight mode after one visit.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { drop, launch, openPage, readResult } from "./support/browser.js";
import { webBuild } from "./support/folders.js";
import { newIssuer } from "./support/signer.js";
import { serveFiles } from "./support/static-files.js";

const badge = newIssuer({ name: "TEST – Flight mode" }).badge();

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

test("Chromium finds nothing that keeps the page from being installed", async () => {
  const context = await browser.newContext();
  const { page, faults } = await openPage(context, `${site.origin}/verify/`);
  await page.evaluate(() => navigator.serviceWorker.ready);
  const session = await context.newCDPSession(page);
  const { installabilityErrors } = await session.send("Page.getInstallabilityErrors");
  // A profile of a test is like a private window, in which nothing is ever installed.
  const ours = installabilityErrors.filter(({ errorId }) => errorId !== "in-incognito");
  assert.deepEqual(ours, []);
  const { errors, data } = await session.send("Page.getAppManifest");
  assert.deepEqual(errors, []);
  const manifest = JSON.parse(data);
  for (const { src, sizes } of manifest.icons) {
    const size = await page.evaluate(
      async (url) => {
        const image = new Image();
        image.src = url;
        await image.decode();
        return `${image.naturalWidth}x${image.naturalHeight}`;
      },
      new URL(src, `${site.origin}/assets/`).href,
    );
    if (sizes !== "any") assert.equal(size, sizes, src);
  }
  assert.deepEqual(faults, []);
  await context.close();
});

test("after one visit everything works in flight mode, in a language that was never loaded too", async () => {
  const visited = await serveFiles(webBuild);
  const context = await browser.newContext({ locale: "de-DE" });
  const first = await openPage(context, `${visited.origin}/verify/`);
  await first.page.evaluate(() => navigator.serviceWorker.ready);
  await visited.stop();

  const { page, faults } = await openPage(context, `${visited.origin}/verify/?lang=fr`);
  await page.getByText("Ce badge est-il vrai ?").waitFor();
  await drop(page, "insigne.json", badge);
  const result = await readResult(page);
  assert.equal(result.verdict, "valid");
  assert.equal(result.title, "Valide");
  await page.locator(".narrative[data-rendered]").waitFor();
  assert.deepEqual(faults, []);
  await context.close();
});

test("the reader's language is the page's, and a badge is checked in it", async () => {
  const context = await browser.newContext({ locale: "ja-JP" });
  const { page, faults } = await openPage(context, `${site.origin}/verify/`);
  await page.getByRole("heading", { name: "このバッジは本物ですか" }).waitFor();
  assert.equal(await page.title(), "バッジの確認 – Proofmark");
  await drop(page, "badge.json", badge);
  assert.equal((await readResult(page)).title, "有効");
  assert.deepEqual(faults, []);
  await context.close();
});
