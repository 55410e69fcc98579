// The page of a credential as its recipient and an employer meet it.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { assertAccessible, assertNoSidewaysScroll } from "./support/assertions.js";
import { launch, openPage, readResult } from "./support/browser.js";
import { issue, startServer } from "./support/proofmark-server.js";

const FIRST_LOAD_BYTES = 100_000;

let server;
let browser;
let badge;

before(async () => {
  server = await startServer();
  browser = await launch();
  badge = await issue(server);
});

after(async () => {
  await browser?.close();
  await server?.remove();
});

for (const look of [
  { viewport: { width: 1200, height: 900 }, colorScheme: "light" },
  { viewport: { width: 360, height: 740 }, colorScheme: "dark" },
]) {
  test(`issuer and achievement pages are accessible: ${look.colorScheme}, ${look.viewport.width} px`, async () => {
    const { issuerId, achievementId } = await server.request("GET", `/v1/credentials/${badge.id}`);
    const context = await browser.newContext({ ...look, bypassCSP: true });
    for (const path of [`/issuers/${issuerId}`, `/achievements/${achievementId}`]) {
      const { page, faults } = await openPage(context, `${server.origin}${path}`);
      await assertAccessible(page, path);
      await assertNoSidewaysScroll(page, path);
      assert.deepEqual(faults, []);
    }
    await context.close();
  });
}

for (const look of [
  { viewport: { width: 1200, height: 900 }, colorScheme: "dark" },
  { viewport: { width: 360, height: 740 }, colorScheme: "light" },
]) {
  test(`claiming is accessible, before and after: ${look.colorScheme}, ${look.viewport.width} px`, async () => {
    const { id } = await server.request("POST", "/v1/credentials", {
      achievementId: server.achievementId,
      recipient: { name: "Grace Hopper", email: "grace@example.com" },
      onDuplicate: "allow",
      claim: true,
      sendEmail: false,
    });
    const { claimUrl } = await server.request("POST", `/v1/credentials/${id}/claim-link`);
    const context = await browser.newContext({ ...look, bypassCSP: true });
    const { page: waiting } = await openPage(context, `${server.origin}/credentials/${id}`);
    await waiting.getByRole("heading", { name: "Not claimed yet" }).waitFor();
    await assertAccessible(waiting, "a badge that waits");
    const { page, faults } = await openPage(context, claimUrl);
    await page.locator("summary").click();
    await assertAccessible(page, "claiming");
    await assertNoSidewaysScroll(page, "claiming");
    await page.getByRole("button", { name: "Claim this badge" }).click();
    await page.getByRole("link", { name: "See the badge" }).waitFor();
    await assertAccessible(page, "after it");
    assert.deepEqual(faults, []);
    await context.close();
  });
}

test("what issuers wrote in Markdown is shown as they meant it, and nothing in it runs", async () => {
  const narrative = "Finished **all** exercises.\n\n- compiler\n- <img src=x onerror=alert(1)>";
  const { id } = await server.request("POST", "/v1/credentials", {
    achievementId: server.achievementId,
    recipient: { name: "Ada Lovelace", email: "ada@example.com" },
    onDuplicate: "allow",
    narrative,
  });
  const context = await browser.newContext();
  const { page, faults } = await openPage(context, `${server.origin}/credentials/${id}`);
  const facts = page.locator("#facts");
  await facts.locator("strong", { hasText: "all" }).waitFor();
  assert.deepEqual(await facts.locator("li").allInnerTexts(), ["compiler", "<img src=x onerror=alert(1)>"]);
  assert.equal(await facts.locator("img").count(), 0);
  assert.deepEqual(faults, []);
  await context.close();
});

test("it says everything without JavaScript", async () => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(badge.page);
  const text = await page.locator("main").innerText();
  for (const words of ["First steps with Open Badges", "Ada Lovelace", "Demo", "Valid", "Test credential"])
    assert.ok(text.includes(words), `${words} is missing in ${text}`);
  assert.equal(await page.locator("#share, #copy-link").filter({ visible: true }).count(), 0);
  assert.ok((await page.locator("#downloads a").count()) >= 5);
  await context.close();
});

test("the first load is below 100 KB without the picture, and the verifier comes after it", async () => {
  const context = await browser.newContext({ serviceWorkers: "block" });
  const page = await context.newPage();
  const loads = [];
  let loaded = false;
  page.on("load", () => {
    loaded = true;
  });
  page.on("response", (response) => {
    if (response.request().resourceType() === "image" || loaded) return;
    loads.push(response.body().then((body) => ({ url: response.url(), bytes: body.length })));
  });
  await page.goto(badge.page, { waitUntil: "load" });
  const files = await Promise.all(loads);
  const sum = files.reduce((sum, { bytes }) => sum + bytes, 0);
  assert.ok(files.length > 2);
  assert.ok(
    sum < FIRST_LOAD_BYTES,
    `${sum} bytes: ${files.map(({ url, bytes }) => `${url} ${bytes}`).join(", ")}`,
  );
  assert.ok(!files.some(({ url }) => url.endsWith(".wasm")));
  assert.equal((await readResult(page)).verdict, "valid");
  await context.close();
});

test("it speaks the reader's language, with dates as the reader writes them", async () => {
  const context = await browser.newContext({ locale: "de-AT" });
  const { page, faults } = await openPage(context, badge.page);
  await page.getByText("Verliehen an").waitFor();
  await page.getByRole("link", { name: "Ins LinkedIn-Profil aufnehmen" }).waitFor();
  assert.match(await page.locator(".by time").innerText(), /^\d+\. \p{L}+ \d{4}$/u);
  assert.deepEqual(faults, []);
  await context.close();
});

describe("sharing", () => {
  test("link and lines for another page are copied, and each press is counted", async () => {
    const context = await browser.newContext({ permissions: ["clipboard-read", "clipboard-write"] });
    const { page, faults } = await openPage(context, badge.page);
    await page.locator("#copy-link").click();
    await page.getByText("Copied").first().waitFor();
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), badge.page);
    await page.locator("#embed summary").click();
    await page.locator("#copy-embed").click();
    const lines = await page.evaluate(() => navigator.clipboard.readText());
    assert.match(lines, /^<a href="http:[^"]+"><img src="[^"]+\/card\.png" alt="First steps/);
    await page.waitForLoadState("networkidle");
    assert.deepEqual(faults, []);
    await context.close();
    const { shares, views } = await server.request("GET", `/v1/credentials/${badge.id}/analytics`);
    assert.equal(shares.total, 2);
    assert.ok(views.total >= 1);
  });

  test("where there is a share sheet, it is offered and gets the address", async () => {
    const context = await browser.newContext();
    await context.addInitScript(() => {
      window.shared = [];
      Object.defineProperty(navigator, "share", {
        value: async (what) => window.shared.push(what),
        configurable: true,
      });
    });
    const { page } = await openPage(context, badge.page);
    await page.locator("#share").click();
    const shared = await page.evaluate(() => window.shared);
    assert.equal(shared[0].url, badge.page);
    await context.close();
  });
});

test("a private credential opens by its signed link, verifies there, and leaves no copy", async () => {
  const secret = await issue(server, "secret@example.com");
  await server.request("PATCH", `/v1/credentials/${secret.id}`, { visibility: "private" });
  const { url } = await server.request("POST", `/v1/credentials/${secret.id}/document-links`, {
    format: "html",
    expiresIn: 600,
  });
  const context = await browser.newContext();
  const { page, faults } = await openPage(context, url);
  assert.equal((await readResult(page)).verdict, "valid");
  assert.equal(await page.locator("#linkedin").count(), 0);
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.reload();
  await readResult(page);
  const kept = await page.evaluate(
    async (path) => (await (await caches.open("proofmark-pages")).match(path)) !== undefined,
    new URL(url).pathname,
  );
  assert.equal(kept, false);
  assert.equal((await page.goto(url.replace("expires=", "expires=9"))).status(), 403);
  assert.deepEqual(faults, []);
  await context.close();
});
