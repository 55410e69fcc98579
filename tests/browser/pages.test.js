// The pages as people meet them: with a keyboard, a screen reader, a phone, and badges that want to do harm.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { assertAccessible, assertNoSidewaysScroll } from "./support/assertions.js";
import { drop, launch, openPage, readResult } from "./support/browser.js";
import { issue, startServer } from "./support/proofmark-server.js";

const LOOKS = [
  { name: "light, desktop", viewport: { width: 1200, height: 900 }, colorScheme: "light" },
  { name: "dark, desktop", viewport: { width: 1200, height: 900 }, colorScheme: "dark" },
  { name: "light, phone", viewport: { width: 360, height: 740 }, colorScheme: "light" },
  { name: "dark, phone", viewport: { width: 360, height: 740 }, colorScheme: "dark" },
];

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

for (const { name, ...look } of LOOKS) {
  describe(name, () => {
    test("the verify page is accessible and does not scroll sideways, empty and with a result", async () => {
      const context = await browser.newContext({ ...look, bypassCSP: true });
      const { page } = await openPage(context, `${server.origin}/verify`);
      await assertUsable(page);
      await drop(page, "badge.json", badge.file);
      assert.equal((await readResult(page)).verdict, "valid");
      await openEverything(page);
      await assertUsable(page);
      await context.close();
    });

    test("a credential's page is accessible and does not scroll sideways", async () => {
      const context = await browser.newContext({ ...look, bypassCSP: true });
      const { page } = await openPage(context, badge.page);
      assert.equal((await readResult(page)).verdict, "valid");
      await openEverything(page);
      await assertUsable(page);
      await context.close();
    });
  });
}

test("a keyboard is enough: paste a badge as text and compare an address", async () => {
  const context = await browser.newContext();
  const { page, faults } = await openPage(context, `${server.origin}/verify`);
  await page.getByRole("button", { name: "Paste text" }).focus();
  await page.keyboard.press("Enter");
  await page.keyboard.insertText(badge.file);
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  assert.equal((await readResult(page)).verdict, "valid");
  await page.getByLabel(/e-mail address/).fill("grace@example.com");
  await page.keyboard.press("Enter");
  await page.getByText("Not awarded to grace@example.com.").waitFor();
  await page.getByLabel(/e-mail address/).fill("Ada@Example.com");
  await page.keyboard.press("Enter");
  await page.getByText("Awarded to ada@example.com.", { exact: true }).waitFor();
  assert.deepEqual(faults, []);
  await context.close();
});

test("a file can be chosen, and a screen reader hears the answer", async () => {
  const context = await browser.newContext();
  const { page } = await openPage(context, `${server.origin}/verify`);
  await page.locator("#file").setInputFiles({
    name: "badge.json",
    mimeType: "application/json",
    buffer: Buffer.from(badge.file),
  });
  await readResult(page);
  assert.match(
    await page.locator("#result").getByRole("status").last().textContent(),
    /^Valid\. Signed by its issuer.*not revoked as of/,
  );
  await context.close();
});

test("the privacy receipt names the one host that was contacted", async () => {
  const context = await browser.newContext();
  const { page } = await openPage(context, `${server.origin}/verify`);
  await drop(page, "badge.json", badge.file);
  await readResult(page);
  const receipt = page.locator("#privacy");
  await receipt.locator("summary").click();
  const text = await receipt.innerText();
  assert.match(text, /1 host contacted/);
  assert.match(text, new RegExp(`Contacted: ${new URL(server.origin).host},`));
  await context.close();
});

test("what is not a badge gets a reason, not a crash", async () => {
  const context = await browser.newContext();
  const { page, faults } = await openPage(context, `${server.origin}/verify`);
  for (const text of [
    "",
    "{",
    "null",
    "[]",
    '{"a":1,"a":2}',
    '<svg xmlns="http://www.w3.org/2000/svg"/>',
    "\u0000",
  ]) {
    await drop(page, `${encodeURIComponent(text)}.json`, text);
    await page.getByText(`${encodeURIComponent(text)}.json`).waitFor();
    const result = await readResult(page);
    assert.equal(result.verdict, "invalid", text);
    assert.equal(result.reason, "malformed", text);
  }
  assert.deepEqual(faults, []);
  await context.close();
});

describe("a genuine badge with hostile texts", () => {
  const texts = [
    '<img src=x onerror="alert(1)">',
    "<script>alert(1)</script>",
    '"><svg onload=alert(1)>',
    "javascript:alert(1)",
    "\u202Edegdab\u202C \u200B\u2066x",
    "✅ Verified by Harvard",
    `${"W".repeat(190)}`,
    "\u0645\u0631\u062D\u0628\u0627 \u05E9\u05DC\u05D5\u05DD",
  ];

  for (const text of texts) {
    test(`shows ${JSON.stringify(text.slice(0, 30))} as nothing but text`, async () => {
      const achievement = await server.request("POST", "/v1/achievements", {
        name: text,
        description: `${text} ${text}`,
        criteria: { narrative: text },
      });
      const { page: url } = await issue({ ...server, achievementId: achievement.id });
      const context = await browser.newContext({ viewport: { width: 360, height: 740 } });
      const { page, faults } = await openPage(context, url);
      const result = await readResult(page);
      assert.equal(result.verdict, "valid");
      assert.equal(await page.locator("#result :is(img, script, iframe, a)").count(), 0);
      assert.doesNotMatch(result.text, /[\u202A-\u202E\u2066-\u2069\u200B]/);
      await assertNoSidewaysScroll(page);
      assert.deepEqual(faults, []);
      await context.close();
    });
  }
});

async function openEverything(page) {
  for (const summary of await page.locator("#result summary").all()) await summary.click();
}

async function assertUsable(page) {
  await assertNoSidewaysScroll(page);
  await assertAccessible(page);
}
