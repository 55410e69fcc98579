// How every state looks, compared with pictures that a person has looked at: ./looks, and docs/images/states.webp with
// all of them on one sheet. `PROOFMARK_WRITE_LOOKS=1 npm test -w tests/browser` writes them anew; look at them then.

import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { launch, openPage } from "./support/browser.js";
import { contactSheet } from "./support/contact-sheet.js";
import { measureFaces, pictureTool, stored } from "./support/pictures.js";
import { NOW } from "./support/signer.js";
import { states } from "./support/states.js";
import { serveWidgetPage } from "./support/widget-page.js";

const STATES = states();
const LOOKS = {
  light: { colorScheme: "light", viewport: { width: 720, height: 700 } },
  dark: { colorScheme: "dark", viewport: { width: 720, height: 700 } },
  phone: { colorScheme: "light", viewport: { width: 360, height: 700 } },
};
const WRITING = process.env.PROOFMARK_WRITE_LOOKS === "1";
const file = (name) => fileURLToPath(new URL(`looks/${name}`, import.meta.url));

let browser;
let site;
let tool;
let comparable;

before(async () => {
  [browser, site] = await Promise.all([launch(), serveWidgetPage()]);
  tool = await pictureTool(browser);
  const page = await browser.newPage();
  const faces = JSON.stringify(await measureFaces(page));
  await page.close();
  if (WRITING) {
    await mkdir(file(""), { recursive: true });
    await writeFile(file("faces.json"), `${faces}\n`);
  }
  comparable = String((await stored(file("faces.json"))) ?? "").trim() === faces;
  if (!comparable)
    console.log(
      "PICTURES NOT COMPARED: this machine has other typefaces than the one that drew tests/browser/looks.",
    );
});

after(async () => {
  await tool?.close();
  await browser?.close();
  await site?.stop();
});

for (const [look, options] of Object.entries(LOOKS)) {
  describe(look, () => {
    let opened;
    before(async () => {
      const context = await browser.newContext({
        timezoneId: "Europe/Berlin",
        locale: "en-GB",
        reducedMotion: "reduce",
        ...options,
      });
      opened = { context, ...(await openPage(context, site.origin)) };
      await opened.page.waitForFunction(() => window.ready);
    });
    after(() => opened?.context.close());

    for (const name of Object.keys(STATES)) {
      test(`${name} looks as it did when somebody looked at it`, async () => {
        const picture = await photograph(opened.page, name);
        const path = file(`${name}-${look}.webp`);
        if (WRITING) await writeFile(path, await tool.shrink(picture));
        const known = await stored(path);
        assert.ok(known, `there is no picture of ${name}`);
        if (comparable) assert.equal(await tool.difference(picture, known), undefined);
        else await assertLaidOut(opened.page);
      });
    }

    test("a picture of another state, and one with another colour, would be noticed", async () => {
      if (!comparable) return;
      const known = await stored(file(`revoked-${look}.webp`));
      assert.match(
        await tool.difference(await photograph(opened.page, "suspended"), known),
        /size|large|different/,
      );
      await photograph(opened.page, "revoked");
      await opened.page.evaluate(() => {
        const sheet = new CSSStyleSheet();
        sheet.replaceSync("[data-tone=invalid] { --tint: light-dark(#e4f4ea, #14301f) !important }");
        const root = document.querySelector("proofmark-badge").shadowRoot;
        root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
      });
      const green = await opened.page.locator("#result").screenshot({ animations: "disabled" });
      assert.match(await tool.difference(green, known), /squares look different/);
    });
  });
}

test("the contact sheet in the docs shows every state", async () => {
  const path = fileURLToPath(new URL("../../docs/images/states.webp", import.meta.url));
  if (WRITING)
    await writeFile(path, await contactSheet(browser, Object.keys(STATES), Object.keys(LOOKS), file));
  const known = await stored(path);
  assert.equal(known?.subarray(8, 12).toString(), "WEBP");
});

async function photograph(page, name) {
  const { title, verdict, reason, ...given } = STATES[name];
  await page.evaluate((given) => window.show(given), { now: NOW, ...given });
  await page.locator("#result .card").waitFor();
  // Markdown arrives a moment later.
  await page.waitForFunction(() => {
    const narrative = document.querySelector("proofmark-badge").shadowRoot.querySelector(".narrative");
    return narrative === null || !narrative.textContent.includes("**");
  });
  return page.locator("#result").screenshot({ animations: "disabled" });
}

/** What can be said of a layout with any typeface: nothing overlaps, nothing sticks out, everything has a size. */
async function assertLaidOut(page) {
  const faults = await page.evaluate(() => {
    const card = document.querySelector("proofmark-badge").shadowRoot.querySelector(".card");
    const frame = card.getBoundingClientRect();
    let lowest = frame.top;
    const faults = [];
    for (const part of card.children) {
      const box = part.getBoundingClientRect();
      if (box.height === 0) faults.push(`${part.className} has no height`);
      if (box.left < frame.left - 1 || box.right > frame.right + 1)
        faults.push(`${part.className} sticks out`);
      if (box.top < lowest - 1) faults.push(`${part.className} overlaps`);
      lowest = box.bottom;
    }
    return faults;
  });
  assert.deepEqual(faults, []);
}
