// The playground: every example says what it is about, and the answer follows while somebody types.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { assertAccessible, assertNoSidewaysScroll } from "./support/assertions.js";
import { launch, openPage } from "./support/browser.js";
import { webBuild } from "./support/folders.js";
import { serveFiles } from "./support/static-files.js";

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

async function open(path = "", options = {}) {
  const context = await browser.newContext({ locale: "en-GB", timezoneId: "Europe/Berlin", ...options });
  const opened = await openPage(context, `${site.origin}/playground/${path}`);
  const title = opened.page.locator("#badge .card:not([aria-busy]) .verdict-title");
  await title.waitFor();
  return { ...opened, context, title };
}

test("every example shows its code, and none of them asks the network", async () => {
  const examples = JSON.parse(
    await readFile(new URL("../../web/playground/examples.json", import.meta.url), "utf8"),
  );
  const { page, context, faults } = await open();
  const foreign = [];
  page.on("request", (request) => {
    if (!request.url().startsWith(site.origin)) foreign.push(request.url());
  });
  for (const { code } of examples) {
    const wanted = { valid: undefined, tampered: "invalid_signature" };
    const expected = code in wanted ? wanted[code] : code;
    const report = await page.evaluate(async (code) => {
      const done = new Promise((resolve) => {
        document
          .querySelector("#badge")
          .addEventListener("proofmark-verified", (event) => resolve(event.detail.report), { once: true });
      });
      const choice = document.querySelector("#example");
      choice.value = code;
      choice.dispatchEvent(new Event("change"));
      return done;
    }, code);
    if (expected === undefined) assert.equal(report.verdict, "valid");
    else
      assert.ok(
        report.checks.some((check) => check.code === expected),
        code,
      );
  }
  assert.deepEqual([foreign, faults], [[], []]);
  await context.close();
});

test("the answer follows while somebody types", async () => {
  const { page, title, context, faults } = await open();
  assert.equal(await title.innerText(), "Valid");
  const source = page.locator("#source");
  await source.fill((await source.inputValue()).replace("forty wild bees", "fifty wild bees"));
  await page.locator("#badge .card[data-reason=proof]").waitFor();
  assert.equal(await title.innerText(), "Invalid");
  assert.equal(JSON.parse(await page.locator("#report").inputValue()).reason, "proof");
  await page.locator("#example").selectOption("valid");
  await page.locator("#badge .card[data-verdict=valid]").waitFor();
  await page.locator("#now").fill("2020-01-01T00:00:00Z");
  await page.locator("#badge .card[data-reason=notYetValid]").waitFor();
  assert.deepEqual(faults, []);
  await context.close();
});

test("an address leads to an example", async () => {
  const { title, page, context } = await open("#revoked");
  assert.equal(await title.innerText(), "Revoked");
  assert.equal(await page.locator("#example").inputValue(), "revoked");
  await context.close();
});

for (const colorScheme of ["light", "dark"]) {
  for (const viewport of [
    { width: 360, height: 740 },
    { width: 1400, height: 900 },
  ]) {
    test(`axe finds nothing and nothing scrolls sideways: ${colorScheme}, ${viewport.width} px`, async () => {
      const { page, context } = await open("#tampered", { colorScheme, viewport, bypassCSP: true });
      for (const summary of await page.locator("summary").all()) await summary.click();
      await assertAccessible(page);
      await assertNoSidewaysScroll(page);
      await context.close();
    });
  }
}
