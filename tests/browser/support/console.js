// The console as issuers meet it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { openPage } from "./browser.js";

/**
 * Tests with a tab of their own, in which nothing may break the policy or throw.
 *
 * @param things Gives the `browser` and the `server` once they run.
 * @returns A function of the test's name, the key to sign in with, the page to begin on, and what happens there.
 */
export function flows(things) {
  return (name, key, hash, run) =>
    test(name, async () => {
      const { browser, server } = things();
      const context = await browser.newContext({ locale: "en-GB" });
      try {
        const { page, faults } = await signIn(context, server, await key(), hash);
        await run(page, context);
        assert.deepEqual(faults, []);
      } finally {
        await context.close();
      }
    });
}

/** Opens the console and signs in by typing the key; `hash` is the page to go to, such as `#/achievements`. */
export async function signIn(context, server, key, hash = "") {
  const opened = await openPage(context, `${server.origin}/console`);
  const { page } = opened;
  await page.getByLabel("API key").fill(key);
  await page.keyboard.press("Enter");
  await page.locator(".band").waitFor();
  await heading(page, /./);
  if (hash !== "") await visit(page, hash);
  return opened;
}

/** Goes to a page of the console and waits until it is there. */
export async function visit(page, hash) {
  await page.evaluate((hash) => {
    document.querySelector("main").firstElementChild?.setAttribute("data-left", "");
    if (location.hash === hash) dispatchEvent(new HashChangeEvent("hashchange"));
    else location.hash = hash;
  }, hash);
  await page.locator("main > :is(.view, .state):not([data-left])").waitFor();
}

/** Waits for the title of a page. */
export function heading(page, name) {
  return page.getByRole("heading", { level: 1, name }).waitFor();
}
