// A real Chromium without a screen.

import { chromium } from "playwright-core";

/** Starts Chromium, with `more` arguments; each test opens its own profile with `newContext`. */
export function launch(more = []) {
  return chromium.launch({
    executablePath: process.env.PROOFMARK_CHROMIUM ?? "/usr/bin/chromium",
    headless: true,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      ...more,
    ],
  });
}

/**
 * A page that fails the test at its end when a script threw, the Content-Security-Policy was broken, or a dialog opened.
 *
 * @returns The page and a list of what went wrong so far.
 */
export async function openPage(context, url) {
  const page = await context.newPage();
  const faults = [];
  page.on("pageerror", (error) => faults.push(`script: ${error.message}`));
  page.on("dialog", (dialog) => {
    faults.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("console", (message) => {
    if (/Content[- ]Security[- ]Policy|Refused to/i.test(message.text()))
      faults.push(`policy: ${message.text()}`);
  });
  await page.goto(url);
  return { page, faults };
}

/** Drops a file onto the page, the way a hand does: as an event with a real `DataTransfer`. */
export async function drop(page, name, text, target = "body") {
  await dropBytes(page, name, "application/json", Buffer.from(text), target);
}

/** The same with any file. */
export async function dropBytes(page, name, type, bytes, target = "body") {
  const transfer = await page.evaluateHandle(
    ([name, type, base64]) => {
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      const transfer = new DataTransfer();
      transfer.items.add(new File([bytes], name, { type }));
      return transfer;
    },
    [name, type, bytes.toString("base64")],
  );
  for (const event of ["dragenter", "dragover", "drop"]) {
    await page.dispatchEvent(target, event, { dataTransfer: transfer });
  }
}

/** Waits for the finished result and reads it. */
export async function readResult(page) {
  const card = page.locator("#result .card:not([data-tone=neutral])");
  await card.waitFor({ timeout: 30_000 });
  return {
    verdict: await card.getAttribute("data-verdict"),
    reason: await card.getAttribute("data-reason"),
    title: await card.locator(".verdict-title").innerText(),
    words: await card.locator(".verdict-text").innerText(),
    text: await card.innerText(),
  };
}
