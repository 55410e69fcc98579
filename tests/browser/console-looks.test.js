// The console in every look and language: usable with a keyboard, a screen reader and a phone.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { assertAccessible, assertNoSidewaysScroll } from "./support/assertions.js";
import { launch, openPage } from "./support/browser.js";
import { heading, signIn, visit } from "./support/console.js";
import { issue, startServer } from "./support/proofmark-server.js";

const LOOKS = [
  { name: "light, desktop", viewport: { width: 1200, height: 900 }, colorScheme: "light" },
  { name: "dark, phone", viewport: { width: 360, height: 740 }, colorScheme: "dark" },
];
const PAGES = [
  "#/",
  "#/issue",
  "#/credentials",
  "#/credentials?status=expired",
  "#/achievements",
  "#/achievements/new",
  "#/templates",
  "#/templates/nothing",
  "#/upload",
  "#/email",
  "#/email/claim",
  "#/webhooks",
  "#/issuers",
  "#/api-keys",
  "#/usage",
  "#/nowhere",
];
const LANGUAGES = {
  de: "Übersicht",
  en: "Overview",
  es: "Resumen",
  fr: "Aperçu",
  ja: "概要",
  nl: "Overzicht",
};

let server;
let browser;
let badge;

before(async () => {
  server = await startServer({ PROOFMARK_LIMIT_KEY_REQUESTS_PER_MINUTE: "100000" });
  browser = await launch();
  badge = await issue(server);
});

after(async () => {
  await browser?.close();
  await server?.remove();
});

for (const { name, ...look } of LOOKS) {
  describe(name, () => {
    test("every page is accessible and does not scroll sideways", async () => {
      const context = await browser.newContext({ ...look, locale: "en-GB", bypassCSP: true });
      const { page } = await signIn(context, server, server.apiKey);
      const { items } = await server.request("GET", "/v1/issuers");
      const endpoint = { url: "https://hooks.example.org/a-long-address-that-somebody-else-has-chosen" };
      const { webhookEndpoint: teller } = await server.request("POST", "/v1/webhook-endpoints", endpoint);
      const delivery = await server.request("POST", `/v1/webhook-endpoints/${teller.id}/test`);
      const [template] = (await server.request("GET", "/v1/templates")).items;
      for (const hash of [
        ...PAGES,
        `#/credentials/${badge.id}`,
        `#/achievements/${server.achievementId}`,
        `#/issuers/${items[0].id}`,
        `#/templates/${template.id}`,
        `#/templates/new?from=${template.id}`,
        `#/webhooks/${teller.id}`,
        `#/deliveries/${delivery.id}`,
      ]) {
        await visit(page, hash);
        await page.locator("main [aria-busy]").waitFor({ state: "detached" });
        for (const summary of await page.locator("main details:not([open]) > summary").all())
          await summary.click();
        await assertNoSidewaysScroll(page, hash);
        await assertAccessible(page, hash);
      }
      await context.close();
    });

    test("so are signing in, the guide, live, and a question", async () => {
      const context = await browser.newContext({ ...look, locale: "en-GB", bypassCSP: true });
      const { page: door } = await openPage(context, `${server.origin}/console`);
      await door.getByLabel("API key").waitFor();
      await assertAccessible(door, "signing in");
      await assertNoSidewaysScroll(door, "signing in");
      const keys = await server.createOrganization(`School (${name})`);
      const { page } = await signIn(context, server, keys.live);
      await heading(page, "Your first badge, in three steps");
      await assertAccessible(page, "the guide");
      await visit(page, "#/api-keys");
      await page.getByRole("button", { name: "New key" }).click();
      await page.getByRole("dialog").waitFor();
      await assertAccessible(page, "a question");
      await assertNoSidewaysScroll(page, "a question");
      await context.close();
    });
  });
}

describe("languages", () => {
  for (const [language, title] of Object.entries(LANGUAGES)) {
    test(`${language} on a phone`, async () => {
      const context = await browser.newContext({ viewport: { width: 360, height: 740 }, locale: language });
      const { page, faults } = await openPage(context, `${server.origin}/console`);
      await page.locator("input").fill(server.apiKey);
      await page.keyboard.press("Enter");
      await heading(page, title);
      assert.equal(await page.evaluate(() => document.documentElement.lang), language);
      // Where words stand closest.
      for (const hash of ["#/credentials", "#/email", "#/webhooks", "#/issuers", "#/api-keys"]) {
        await visit(page, hash);
        await assertNoSidewaysScroll(page, `${hash} in ${language}`);
      }
      assert.deepEqual(faults, []);
      await context.close();
    });
  }
});

test("a keyboard is enough to issue a badge", async () => {
  const context = await browser.newContext({ locale: "en-GB" });
  const { page } = await signIn(context, server, server.apiKey);
  await tabTo(page, "Issue a badge");
  await page.keyboard.press("Enter");
  await heading(page, "Issue a badge");
  await tabTo(page, "Name of the person");
  await page.keyboard.insertText("Alan Turing");
  await page.keyboard.press("Tab");
  await page.keyboard.insertText("alan@example.com");
  await page.keyboard.press("Enter");
  await heading(page, "Alan Turing");
  await tabTo(page, "Revoke");
  await page.keyboard.press("Enter");
  await tabTo(page, "Reason");
  await page.keyboard.insertText("Only a trial");
  await tabTo(page, "Revoke");
  await page.keyboard.press("Enter");
  await page.getByText("Only a trial").waitFor();
  await context.close();
});

/** Presses Tab until something with this name has the focus. */
async function tabTo(page, name) {
  for (let presses = 0; presses < 60; presses++) {
    await page.keyboard.press("Tab");
    const focused = await page.evaluate(() => {
      const element = document.activeElement;
      return element.labels?.[0]?.firstChild.textContent ?? element.textContent;
    });
    if (focused === name) return;
  }
  assert.fail(`Tab does not lead to ${name}`);
}
