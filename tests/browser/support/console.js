// The console as issuers meet it.

import { openPage } from "./browser.js";

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
    document.querySelector("main h1")?.remove();
    if (location.hash === hash) dispatchEvent(new HashChangeEvent("hashchange"));
    else location.hash = hash;
  }, hash);
  await page.locator("main :is(h1, .state)").first().waitFor();
}

/** Waits for the title of a page. */
export function heading(page, name) {
  return page.getByRole("heading", { level: 1, name }).waitFor();
}
