// A list of people becomes badges: chosen, understood, checked, corrected, issued, stopped. Against the real server.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before } from "node:test";
import { drop, launch } from "./support/browser.js";
import { flows, heading, visit } from "./support/console.js";
import { startServer } from "./support/proofmark-server.js";

/** So many that the work takes longer than the time between two looks at it. */
const ROWS = 10_000;

let server;
let browser;

before(async () => {
  server = await startServer({ PROOFMARK_LIMIT_KEY_REQUESTS_PER_MINUTE: "100000" });
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await server?.remove();
});

const flow = flows(() => ({ browser, server }));

/** An organization without a past, with one achievement. */
async function school(name) {
  const key = (await server.createOrganization(name)).sandbox;
  const achievement = { name: "Swimming", description: "Can swim.", criteria: { narrative: "Swim." } };
  await server.request("POST", "/v1/achievements", achievement, key);
  return key;
}

const issued = async (page) => {
  const key = await page.evaluate(() => sessionStorage.getItem("proofmark-console-key"));
  return (await server.request("GET", "/v1/credentials?limit=100", undefined, key)).items;
};
const row = (page, words) => page.locator("tbody tr", { hasText: words });
const number = (page, label) => page.locator(".numbers > div", { hasText: label }).locator("dd");

flow(
  "a table is dropped, its faults are shown before anything is issued, the rest is issued",
  () => school("Swimmers"),
  "#/upload",
  async (page) => {
    await page.getByText("No lists yet").waitFor();
    await page.getByRole("button", { name: "Check the list" }).click();
    await page.getByText("Choose a table first.").waitFor();

    // As spreadsheets write it: other names for the columns, a quoted comma, a column that nobody needs.
    const table = [
      "Name;E-mail address;Valid until;Shoe size",
      "Ada Lovelace;ada@example.com;2031-05-01;38",
      '"Hopper; Grace";grace@example.com;;40',
      "Nobody;not an address;;41",
      '"<img src=x onerror=alert(1)>";hostile@example.com;;42',
    ].join("\r\n");
    await drop(page, "swimmers.csv", table, ".dropzone");
    await page.getByText("swimmers.csv").waitFor();
    const chosen = (label) => page.getByLabel(label).evaluate((select) => select.selectedOptions[0].text);
    assert.equal(await chosen(/^Name/), "Name of the person");
    assert.equal(await chosen(/^E-mail address/), "E-mail address");
    assert.equal(await chosen(/^Valid until/), "Valid until");
    assert.equal(await chosen(/^Shoe size/), "Leave out");
    await page.getByRole("button", { name: "Check the list" }).click();

    await heading(page, "The list, checked");
    await page.getByRole("button", { name: "Issue 3 badges" }).waitFor();
    assert.deepEqual(
      [await number(page, "Lines").innerText(), await number(page, "With a fault").innerText()],
      ["4", "1"],
    );
    assert.match(await row(page, "not an address").innerText(), /Refused[\s\S]*recipient\/email/);
    assert.match(await row(page, "Hopper; Grace").innerText(), /Good/);
    assert.equal(await page.locator("main img").count(), 0);
    assert.deepEqual(await issued(page), [], "checking issues nothing");
    await page.locator("#row-state").selectOption("failed");
    await page.waitForFunction(() => document.querySelectorAll("tbody tr").length === 1);

    const results = page.waitForEvent("download");
    await page.getByRole("button", { name: "Get the result as a table" }).click();
    assert.match(await readFile(await (await results).path(), "utf8"), /validation_failed/);

    await page.getByRole("button", { name: "Issue 3 badges" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("Left out because of faults: 1.").waitFor();
    await dialog.getByRole("button", { name: "Issue 3 badges" }).click();
    await heading(page, "The list, issued");
    await page.getByText("Done", { exact: true }).first().waitFor();
    assert.equal(await number(page, "Issued").innerText(), "3");
    const made = await issued(page);
    assert.deepEqual(made.map(({ recipient }) => recipient.email).sort(), [
      "ada@example.com",
      "grace@example.com",
      "hostile@example.com",
    ]);
    assert.match(
      made.find(({ recipient }) => recipient.email === "ada@example.com").validUntil,
      /^2031-05-0/,
    );
    await row(page, "Ada Lovelace").getByRole("link").click();
    await heading(page, "Ada Lovelace");

    await visit(page, "#/upload");
    await page.getByText("Only checked").waitFor();
    assert.equal(await page.locator("tbody tr").count(), 2);
  },
);

flow(
  "progress moves while rows are issued, and the work can be stopped",
  () => school("Marathon"),
  "#/upload",
  async (page) => {
    const names = Array.from({ length: ROWS }, (_, index) => `Runner ${index},runner${index}@example.com`);
    const file = {
      name: "runners.csv",
      mimeType: "text/csv",
      buffer: Buffer.from(["name,email", ...names].join("\n")),
    };
    await page.locator("input[type=file]").setInputFiles(file);
    await page.getByRole("button", { name: "Check the list" }).click();
    await heading(page, "The list, checked");
    await page.getByRole("button", { name: "Issue 10,000 badges" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Issue 10,000 badges" }).click();
    await heading(page, "The list, issued");
    // It grows under the reader's eyes, without loading the page again.
    await page.waitForFunction(() => {
      const { value, max } = document.querySelector("progress");
      return value > 0 && value < max;
    });
    await page.getByRole("button", { name: "Stop" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Stop" }).click();
    await page.locator("main .panel .pill", { hasText: "Cancelled" }).waitFor();
    const stoppedAt = Number((await number(page, "Issued").innerText()).replaceAll(",", ""));
    assert.ok(stoppedAt > 0 && stoppedAt < ROWS, `${stoppedAt}`);
    const key = await page.evaluate(() => sessionStorage.getItem("proofmark-console-key"));
    const { total } = await server.request("GET", "/v1/credentials?limit=1&total=true", undefined, key);
    assert.equal(total, stoppedAt, "what was issued stays, and nothing more is issued");
  },
);

flow(
  "what was checked is not issued from a page that lost the table",
  () => school("Forgetful"),
  "#/upload",
  async (page) => {
    const [empty] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Get an empty table" }).click(),
    ]);
    const header = (await readFile(await empty.path(), "utf8")).split(/\r?\n/)[0].replace(/^\uFEFF/, "");
    const names = header.split(",");
    const cells = names.map((column) =>
      column === "recipient.name" ? "Ada" : column === "recipient.email" ? "ada@example.com" : "",
    );
    const buffer = Buffer.from(`${header}\n${cells.join(",")}\n`);
    await page.locator("input[type=file]").setInputFiles({ name: "a.csv", mimeType: "text/csv", buffer });
    await page.getByRole("button", { name: "Check the list" }).click();
    await page.getByRole("button", { name: "Issue 1 badge", exact: true }).waitFor();
    await page.reload();
    await page.getByText("no longer has the table").waitFor();
    assert.equal(await page.getByRole("button", { name: /^Issue \d/ }).count(), 0);
    assert.deepEqual(await issued(page), []);
  },
);
