// Whom the console has told what happens: other servers by webhooks, people by e-mail. Both go over real sockets.

import assert from "node:assert/strict";
import { after, before, describe } from "node:test";
import { verifyWebhook } from "proofmark/webhook";
import { launch } from "./support/browser.js";
import { flows, heading, visit } from "./support/console.js";
import { startMailServer } from "./support/mail-server.js";
import { startServer } from "./support/proofmark-server.js";
import { startReceiver } from "./support/receiver.js";

let server;
let browser;
let mail;
let receiver;

before(async () => {
  mail = await startMailServer();
  receiver = await startReceiver();
  server = await startServer(
    {
      PROOFMARK_LIMIT_KEY_REQUESTS_PER_MINUTE: "100000",
      PROOFMARK_LIMIT_WEBHOOK_TESTS_PER_MINUTE: "0",
      PROOFMARK_ALLOW_PRIVATE_WEBHOOKS: "true",
    },
    mail.config,
  );
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await server?.remove();
  receiver?.stop();
  mail?.stop();
});

const flow = flows(() => ({ browser, server }));

/** An organization without a past, with one achievement. */
async function school(name) {
  const key = (await server.createOrganization(name)).sandbox;
  const achievement = { name: "Swimming", description: "Can swim.", criteria: { narrative: "Swim." } };
  const { id } = await server.request("POST", "/v1/achievements", achievement, key);
  const award = (email, more = {}) =>
    server.request(
      "POST",
      "/v1/credentials",
      { achievementId: id, recipient: { name: "Ada Lovelace", email }, ...more },
      key,
    );
  return { key, award };
}

describe("webhooks", () => {
  let tellers;

  before(async () => {
    tellers = await school("Tellers");
  });

  flow(
    "are made, tested, read, sent again, changed, switched off and removed",
    () => tellers.key,
    "#/webhooks",
    async (page) => {
      const dialog = page.getByRole("dialog");
      await page.getByText("Nobody is told yet").waitFor();
      await page.getByRole("button", { name: "New webhook" }).first().click();
      await dialog.getByLabel("Address").fill("nowhere");
      await dialog.getByRole("button", { name: "New webhook" }).click();
      await dialog.getByText("Something is missing or not right").waitFor();
      assert.equal(await dialog.getByLabel("Address").getAttribute("aria-invalid"), "true");
      await dialog.getByLabel("Address").fill(receiver.url);
      await dialog.getByLabel("Description").fill("Course platform");
      await dialog.getByRole("button", { name: "New webhook" }).click();
      await dialog.getByText("the only time it is shown").waitFor();
      const secret = await dialog.getByLabel("Secret", { exact: true }).inputValue();
      await dialog.getByRole("button", { name: "Done" }).click();
      await heading(page, receiver.url);
      await page.getByText("Nothing was sent yet.").waitFor();

      await page.getByRole("button", { name: "Send a test" }).click();
      await dialog.getByRole("button", { name: "Send a test" }).click();
      await heading(page, "Test message");
      // It looks again by itself while the message waits.
      await page.getByText("HTTP 200").waitFor();
      await page.getByRole("region", { name: "What it answered" }).getByText("Thank you").waitFor();
      const [first] = receiver.received;
      const event = await verifyWebhook(first.body, first.headers, secret);
      assert.equal(event.type, "webhook.test");
      const shown = await page.getByRole("region", { name: "What is sent" }).innerText();
      assert.deepEqual(JSON.parse(shown), JSON.parse(first.body));
      for (const header of ["webhook-id", "webhook-timestamp", "webhook-signature"])
        await page.getByText(first.headers[header], { exact: true }).waitFor();

      await page.getByRole("button", { name: "Send again" }).click();
      await dialog.getByRole("button", { name: "Send again" }).click();
      await page.waitForFunction(() => document.querySelectorAll(".panel .pill").length === 2);
      assert.deepEqual(
        receiver.received.map(({ headers }) => headers["webhook-id"]),
        [first.headers["webhook-id"], first.headers["webhook-id"]],
      );

      await page.getByRole("link", { name: "← What was sent" }).click();
      await heading(page, receiver.url);
      await page.getByRole("button", { name: "Replace the secret" }).click();
      await dialog.getByLabel("The old secret signs on for").selectOption("0");
      await dialog.getByRole("button", { name: "Replace the secret" }).click();
      const second = await dialog.getByLabel("Secret", { exact: true }).inputValue();
      await dialog.getByRole("button", { name: "Done" }).click();
      assert.notEqual(second, secret);

      await page.getByLabel("Badge issued").check();
      await page.getByRole("button", { name: "Save" }).click();
      await page.locator("[role=status]", { hasText: "Saved." }).waitFor({ state: "attached" });
      const { items } = await server.request("GET", "/v1/webhook-endpoints", undefined, tellers.key);
      assert.deepEqual(
        [items[0].eventTypes, items[0].description],
        [["credential.issued"], "Course platform"],
      );

      await page.getByRole("button", { name: "Switch off" }).click();
      await dialog.getByRole("button", { name: "Switch off" }).click();
      await page.getByRole("button", { name: "Switch on" }).click();
      await dialog.getByRole("button", { name: "Switch on" }).click();
      await page.getByRole("button", { name: "Switch off" }).waitFor();

      const sofar = receiver.received.length;
      const { id } = await tellers.award("ada@example.com");
      const last = await receiver.next(sofar);
      await page.waitForFunction(() => {
        document.querySelector(".view-head button.button-small").click();
        return [...document.querySelectorAll("tbody a")].some(
          ({ textContent }) => textContent === "Badge issued",
        );
      });
      const told = await verifyWebhook(last.body, last.headers, second);
      assert.equal(told.data.credentialId, id);
      await assert.rejects(verifyWebhook(last.body, last.headers, secret), "the old secret is over");

      await page.getByRole("button", { name: "Remove" }).click();
      await dialog.getByText("Nothing more is sent there").waitFor();
      await dialog.getByRole("button", { name: "Remove" }).click();
      await page.getByText("Nobody is told yet").waitFor();
    },
  );

  flow(
    "show a refusal as it came, hostile signs written out, and are filtered by what became of them",
    () => tellers.key,
    "#/webhooks",
    async (page) => {
      receiver.answerWith(500, '<img src=x onerror="alert(1)"> \u202Etxet');
      const { webhookEndpoint } = await server.request(
        "POST",
        "/v1/webhook-endpoints",
        { url: receiver.url },
        tellers.key,
      );
      const sent = await server.request(
        "POST",
        `/v1/webhook-endpoints/${webhookEndpoint.id}/test`,
        undefined,
        tellers.key,
      );
      await visit(page, `#/deliveries/${sent.id}`);
      await page.getByText("HTTP 500").first().waitFor();
      const answer = await page.getByRole("region", { name: "What it answered" }).first().innerText();
      assert.equal(answer, '<img src=x onerror="alert(1)"> \\u202etxet');
      await page.getByText("Next attempt").waitFor();

      await visit(page, `#/webhooks/${webhookEndpoint.id}`);
      await page.getByLabel("Status").selectOption("delivered");
      await page.getByText("Nothing was sent yet.").waitFor();
      await page.getByLabel("Status").selectOption("pending");
      await page.getByRole("link", { name: "Test message" }).waitFor();
      await page.getByRole("button", { name: "Send again what was given up" }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Send again" }).click();
      await page
        .locator("[role=status]", { hasText: "On their way again: 0." })
        .waitFor({ state: "attached" });
      receiver.answerWith(200, "Thank you");
    },
  );
});

describe("e-mail", () => {
  let writers;

  before(async () => {
    writers = await school("Writers");
  });

  flow(
    "is set up, and somebody who gets a badge is written to in that name",
    () => writers.key,
    "#/email",
    async (page) => {
      await page.getByLabel("People are told that they got a badge").check();
      await page.getByLabel("Name of the sender").fill("The Registry");
      await page.getByLabel("Answers go to").fill("registry@example.edu");
      await page.getByRole("button", { name: "Save" }).click();
      await page.locator("[role=status]", { hasText: "Saved." }).waitFor({ state: "attached" });
      const before = mail.received.length;
      const { id } = await writers.award("first@example.com");
      const letter = await mail.next(before);
      assert.match(letter, /^From: "?The Registry"? <badges@mail\.example>$/m);
      assert.match(letter, /^Reply-To: .*registry@example\.edu/m);

      await visit(page, `#/credentials/${id}`);
      await page.getByText("It was issued").waitFor();
      const again = mail.received.length;
      await page.getByRole("button", { name: "Write again" }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Write again" }).click();
      await page.locator("[role=status]", { hasText: "on its way" }).waitFor({ state: "attached" });
      assert.match(await mail.next(again), /^To: .*first@example\.com/m);

      await visit(page, "#/email");
      await page.getByLabel("E-mail is on").uncheck();
      await page.getByRole("button", { name: "Save" }).click();
      await page.locator("[role=status]", { hasText: "Saved." }).waitFor({ state: "attached" });
      await visit(page, `#/credentials/${id}`);
      await page.getByRole("button", { name: "Write again" }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Write again" }).click();
      await page.getByRole("dialog").getByText("No e-mail can be sent").waitFor();
    },
  );

  flow(
    "has words of one's own, which are shown before they are used, and can go back",
    async () => (await school("Poets")).key,
    "#/email",
    async (page) => {
      const letter = page.locator(".letter");
      await page.getByRole("link", { name: "When a badge is issued" }).click();
      await heading(page, "When a badge is issued");
      await letter.getByText(/^Your badge/).waitFor();
      await page.getByLabel("Language").last().selectOption("de");
      await letter.getByText("Guten Tag").waitFor();

      await page.getByLabel("Subject").fill("Well done, {{ nobody }}");
      await page.locator(".panel .form-error", { hasText: "/template/subject" }).waitFor();
      await page.getByLabel("Subject").fill("Well done, {{ recipient }}");
      await letter.getByText(/^Well done, \w+/).waitFor();
      const [file] = await Promise.all([
        page.waitForEvent("download"),
        page.getByRole("button", { name: "Save the HTML as a file" }).click(),
      ]);
      assert.equal(file.suggestedFilename(), "issued.html");
      await page.getByRole("button", { name: "Save", exact: true }).click();
      await page.getByText("These are your own words").waitFor();

      await page.getByRole("button", { name: "Back to the words of the server" }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Back to the words of the server" }).click();
      await letter.getByText(/^Your badge/).waitFor();
      assert.equal(
        await page
          .getByLabel("Subject")
          .inputValue()
          .then((it) => it.includes("Well")),
        false,
      );
    },
  );

  flow(
    "leads to claiming: the link of the e-mail, and one made by hand, which ends it",
    async () => (await school("Claimers")).key,
    "#/issue",
    async (page, context) => {
      await page.getByLabel("Name of the person").fill("Grace Hopper");
      await page.getByLabel("E-mail address").fill("grace@example.com");
      await page.locator("summary").click();
      await page.getByLabel("Must it be claimed?").selectOption("yes");
      await page.getByLabel("Write to the person?").selectOption("yes");
      const before = mail.received.length;
      await page.getByRole("button", { name: "Issue", exact: true }).click();
      await heading(page, "Grace Hopper");
      await page.getByText("It waits to be claimed.").waitFor();
      const [mailed] = (await mail.next(before)).match(/http:\S+\/claim\/[\w-]+/);

      await page.getByRole("button", { name: "Make a claim link" }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByRole("button", { name: "Make a claim link" }).click();
      const byHand = await dialog.getByLabel("Make a claim link").inputValue();
      assert.notEqual(byHand, mailed);
      await dialog.getByRole("button", { name: "Done" }).click();
      assert.equal((await fetch(mailed)).status, 410, "links that were made before stop working");

      const visitor = await context.newPage();
      await visitor.goto(byHand);
      await visitor.getByRole("button", { name: "Claim this badge" }).click();
      await visitor.getByRole("link", { name: "See the badge" }).waitFor();
      await visitor.close();
      await page.reload();
      await page.getByText("Valid", { exact: true }).first().waitFor();
      assert.equal(await page.getByRole("button", { name: "Make a claim link" }).count(), 0);
    },
  );
});

flow(
  "a key that may only read sees it all, and is told so when it would change something",
  async () => (await server.request("POST", "/v1/api-keys", { name: "Reader", scopes: ["read"] })).key,
  "#/email",
  async (page) => {
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("This key may not do that").waitFor();
    await visit(page, "#/webhooks");
    await page.getByRole("button", { name: "New webhook" }).first().click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Address").fill(receiver.url);
    await dialog.getByRole("button", { name: "New webhook" }).click();
    await dialog.getByText("This key may not do that").waitFor();
  },
);

describe("the page of a badge", () => {
  flow(
    "counts what people do with it",
    async () => (await school("Counters")).key,
    "#/credentials",
    async (page) => {
      const key = await page.evaluate(() => sessionStorage.getItem("proofmark-console-key"));
      const { items } = await server.request("GET", "/v1/achievements", undefined, key);
      const body = { achievementId: items[0].id, recipient: { name: "Ada", email: "a@example.com" } };
      const badge = await server.request("POST", "/v1/credentials", body, key);
      for (const _ of [1, 2])
        assert.equal((await fetch(badge.links.documents.json)).status, 200, "somebody takes the file");
      await page.waitForFunction(
        async ([id, key]) => {
          const headers = { authorization: `Bearer ${key}` };
          const answer = await fetch(`/v1/credentials/${id}/analytics`, { headers });
          return (await answer.json()).downloads.total === 2;
        },
        [badge.id, key],
      );
      await visit(page, `#/credentials/${badge.id}`);
      const number = page.locator(".numbers > div", { hasText: "Downloaded" });
      assert.match(await number.innerText(), /Downloaded\s+2\s+Visitors: 1/);
      for (const format of ["PDF", "PNG", "SVG", "JSON", "JWT"]) {
        const way = page.getByRole("link", { name: format, exact: true });
        assert.match(await way.getAttribute("href"), new RegExp(`/credentials/[^/]+\\.${format}$`, "i"));
      }
    },
  );

  flow(
    "gives links to private documents, which end",
    async () => (await school("Secret Keepers")).key,
    "#/credentials",
    async (page) => {
      const key = await page.evaluate(() => sessionStorage.getItem("proofmark-console-key"));
      const { items } = await server.request("GET", "/v1/achievements", undefined, key);
      const badge = await server.request(
        "POST",
        "/v1/credentials",
        {
          achievementId: items[0].id,
          recipient: { name: "Ada", email: "a@example.com" },
          visibility: "private",
        },
        key,
      );
      assert.equal((await fetch(badge.links.documents.json)).status, 404);
      await visit(page, `#/credentials/${badge.id}`);
      const dialog = page.getByRole("dialog");
      await page.getByRole("button", { name: "Make a link to a document" }).click();
      await dialog.getByLabel("Document").selectOption("json");
      await dialog.getByLabel("Works for").selectOption("86400");
      await dialog.getByRole("button", { name: "Make a link to a document" }).click();
      await dialog.getByText("It works until").waitFor();
      const url = await dialog.getByLabel("Make a link to a document").inputValue();
      const answer = await fetch(url);
      assert.deepEqual([answer.status, (await answer.json()).type[1]], [200, "OpenBadgeCredential"]);
      assert.equal((await fetch(`${url}x`)).status, 403);
    },
  );
});
