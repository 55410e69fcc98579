// The console, flow by flow, against the real server: what is done by hand is looked up through the API.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { launch, openPage, readResult } from "./support/browser.js";
import { flows, heading, signIn, visit } from "./support/console.js";
import { startServer } from "./support/proofmark-server.js";

const PICTURE = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

let server;
let browser;
let context;

before(async () => {
  // Scripts type faster than people: the limit has a test of its own.
  server = await startServer({
    PROOFMARK_LIMIT_KEY_REQUESTS_PER_MINUTE: "100000",
    PROOFMARK_LIMIT_KEY_PUBLICATION_SECONDS: "3600",
  });
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await server?.remove();
});

const flow = flows(() => ({ browser, server }));
const demo = () => server.apiKey;

describe("signing in", () => {
  test("a wrong key is refused at its field; the right one opens the sandbox, and stays in the tab only", async () => {
    context = await browser.newContext({ locale: "en-GB" });
    const { page, faults } = await openPage(context, `${server.origin}/console`);
    const field = page.getByLabel("API key");
    await page.getByRole("button", { name: "Sign in" }).click();
    assert.equal(await field.getAttribute("aria-invalid"), "true");
    await field.fill(`${server.apiKey.slice(0, -1)}x`);
    await page.keyboard.press("Enter");
    await page.getByText("The server does not know this key").waitFor();
    assert.equal(await field.getAttribute("aria-invalid"), "true");
    await field.fill(server.apiKey);
    await page.keyboard.press("Enter");
    const band = page.locator(".band");
    await band.waitFor();
    assert.equal(await band.getAttribute("data-environment"), "sandbox");
    assert.match(await band.innerText(), /SANDBOX/i);
    await page.waitForFunction(() => document.title.includes("Sandbox"));

    await page.reload();
    await band.waitFor();
    const kept = await page.evaluate(() => ({
      address: location.href,
      local: { ...localStorage },
      cookie: document.cookie,
      session: Object.values({ ...sessionStorage }),
    }));
    assert.deepEqual(kept, {
      address: kept.address,
      local: {},
      cookie: "",
      session: [server.apiKey],
    });
    assert.doesNotMatch(kept.address, /pm_/);

    await page.getByRole("button", { name: "Sign out" }).click();
    await field.waitFor();
    assert.equal(await page.evaluate(() => sessionStorage.length), 0);
    assert.deepEqual(faults, []);
    await context.close();
  });

  test("live is told apart by word and colour", async () => {
    const keys = await server.createOrganization("Two Worlds");
    const bands = [];
    for (const key of [keys.sandbox, keys.live]) {
      context = await browser.newContext({ locale: "en-GB" });
      const { page } = await signIn(context, server, key);
      const band = page.locator(".band");
      const colour = await band.evaluate((element) => getComputedStyle(element).backgroundColor);
      bands.push({ word: await band.locator("strong").innerText(), colour });
      await context.close();
    }
    assert.deepEqual(
      bands.map(({ word }) => word.toLowerCase()),
      ["sandbox", "live"],
    );
    assert.notEqual(bands[0].colour, bands[1].colour);
  });

  test("a key that is revoked while somebody works leads back to signing in", async () => {
    const keys = await server.createOrganization("Short Visit");
    context = await browser.newContext({ locale: "en-GB" });
    const { page } = await signIn(context, server, keys.sandbox);
    const { items } = await server.request("GET", "/v1/api-keys", undefined, keys.sandbox);
    await server.request("DELETE", `/v1/api-keys/${items[0].id}`, undefined, keys.sandbox);
    await page.getByRole("link", { name: "Achievements" }).click();
    await page.getByText("This key opens nothing any more").waitFor();
    assert.equal(await page.evaluate(() => sessionStorage.length), 0);
    await context.close();
  });
});

flow(
  "from nothing to the first badge, which anybody can verify",
  async () => (await server.createOrganization("New School")).sandbox,
  "",
  async (page, context) => {
    await heading(page, "Your first badge, in three steps");
    await page.getByLabel("Name", { exact: true }).fill("Welding, level 1");
    await page.getByLabel("Description").fill("Can weld.");
    await page.getByLabel(/^How it is earned/).fill("Weld two plates.");
    await page.getByRole("button", { name: "Make achievement" }).click();
    await page.getByLabel("Name of the person").fill("Grace Hopper");
    await page.getByLabel("E-mail address").fill("grace@example.com");
    await page.getByRole("button", { name: "Issue the badge" }).click();
    await heading(page, "Grace Hopper");
    await page.getByText("The badge is issued.").first().waitFor();
    const [visitor] = await Promise.all([
      context.waitForEvent("page"),
      page.getByRole("link", { name: "Open its page" }).last().click(),
    ]);
    assert.equal((await readResult(visitor)).verdict, "valid");
    assert.equal(await visitor.evaluate(() => sessionStorage.length), 0, "the key went along");
    await visitor.close();
    await visit(page, "#/");
    await heading(page, "Overview");
  },
);

flow(
  "an achievement is made with a picture, changed, archived and brought back",
  demo,
  "#/achievements",
  async (page) => {
    await page.getByRole("link", { name: "New achievement" }).click();
    await page.getByLabel("Name", { exact: true }).fill("Forklift licence");
    await page.getByLabel("Description").fill("May drive a forklift.");
    await page.getByLabel(/^How it is earned/).fill("Pass the **exam**.");
    await page.setInputFiles("input[type=file]", {
      name: "fork.png",
      mimeType: "image/png",
      buffer: PICTURE,
    });
    await page.getByText("fork.png will be used.").waitFor();
    await page.locator("summary").click();
    await page.getByLabel("Kind").selectOption({ label: "Licence" });
    await page.getByLabel("Valid for").fill("2");
    await page.getByRole("button", { name: "Add one" }).click();
    await page.getByLabel("What it is called there").fill("Level 5");
    await page.getByLabel("Page that describes it").fill("https://example.org/eqf/5");
    await page.getByRole("button", { name: "Make achievement" }).click();
    await heading(page, "Forklift licence");
    const id = page.url().split("/").at(-1);
    const made = await server.request("GET", `/v1/achievements/${id}`);
    assert.match(made.image, /^data:image\/png;base64,/);
    assert.equal(made.validityPeriod, "P2Y");
    assert.equal(made.achievementType, "License");
    assert.deepEqual(
      made.alignments.map(({ targetName, targetUrl }) => [targetName, targetUrl]),
      [["Level 5", "https://example.org/eqf/5"]],
    );

    await page.getByLabel("Keywords").fill("driving, safety");
    await page.getByRole("button", { name: "Save" }).click();
    await page.locator("[role=status]", { hasText: "Saved." }).waitFor({ state: "attached" });
    assert.deepEqual((await server.request("GET", `/v1/achievements/${id}`)).tags, ["driving", "safety"]);

    await page.getByRole("button", { name: "Archive" }).click();
    await page.getByRole("dialog").getByText("Badges that were issued stay valid.").waitFor();
    await page.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();
    assert.equal((await server.request("GET", `/v1/achievements/${id}`)).archivedAt, undefined);
    await page.getByRole("button", { name: "Archive" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Archive" }).click();
    await page.getByText("Archived: it is no longer issued").waitFor();
    await visit(page, "#/achievements?archived");
    await page.getByRole("link", { name: "Forklift licence" }).click();
    await page.getByRole("button", { name: "Bring back" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Bring back" }).click();
    await page.getByRole("button", { name: "Archive" }).waitFor();
    assert.equal((await server.request("GET", `/v1/achievements/${id}`)).archivedAt, undefined);
  },
);

flow("what the server finds wrong is said at the field", demo, "#/issue", async (page) => {
  const email = page.getByLabel("E-mail address");
  await page.getByRole("button", { name: "Issue", exact: true }).click();
  assert.equal(await email.getAttribute("aria-invalid"), "true", "it is missing");
  await email.fill("nobody");
  await page.locator("summary").click();
  await page.getByLabel("Proof of the work").fill("no address");
  await page.getByRole("button", { name: "Issue", exact: true }).click();
  await page.getByText("Something is missing or not right").waitFor();
  for (const label of ["E-mail address", "Proof of the work"]) {
    const field = page.getByLabel(label);
    assert.equal(await field.getAttribute("aria-invalid"), "true", label);
    const described = (await field.getAttribute("aria-describedby")).split(" ").at(-1);
    assert.match(await page.locator(`#${described}`).innerText(), /Must be/, label);
  }
  assert.equal(await email.evaluate((element) => element === document.activeElement), true);
});

flow("a duplicate is explained, and can be replaced", demo, "#/issue", async (page) => {
  await page
    .getByLabel("Achievement", { exact: true })
    .selectOption({ label: "First steps with Open Badges" });
  await page.getByLabel("Name of the person").fill("Ada Lovelace");
  await page.getByLabel("E-mail address").fill("ada@example.com");
  await page.getByRole("button", { name: "Issue", exact: true }).click();
  await page.getByText("They have this badge already").waitFor();
  await page.locator("summary").click();
  await page.getByLabel("If the person has this badge already").selectOption("reissue");
  await page.getByRole("button", { name: "Issue", exact: true }).click();
  await heading(page, "Ada Lovelace");
  await page.getByRole("link", { name: "an older badge" }).click();
  await page.getByText("Renewed").first().waitFor();
});

describe("what was issued", () => {
  let key;
  let achievementId;

  before(async () => {
    key = (await server.createOrganization("Large School")).sandbox;
    const achievement = { name: "Swimming", description: "Can swim.", criteria: { narrative: "Swim." } };
    achievementId = (await server.request("POST", "/v1/achievements", achievement, key)).id;
    for (let index = 0; index < 25; index++) await award(`Person ${index}`, `person${index}@example.com`);
  });

  const award = (name, email) =>
    server.request("POST", "/v1/credentials", { achievementId, recipient: { name, email } }, key);
  const rows = (page) => page.locator("tbody tr");

  flow(
    "is found by name, address and status, and turned page by page",
    () => key,
    "#/credentials",
    async (page) => {
      assert.equal(await rows(page).count(), 20);
      await page.getByText("25 in all.").waitFor();
      await page.getByRole("button", { name: "Next" }).click();
      await page.getByText("Page 2.").waitFor();
      assert.equal(await rows(page).count(), 5);
      await page.getByRole("button", { name: "Previous" }).click();
      await page.waitForFunction(() => document.querySelectorAll("tbody tr").length === 20);

      await page.getByRole("searchbox").fill("person 17");
      await page.getByText("1 in all.").waitFor();
      assert.match(await rows(page).innerText(), /Person 17/);
      await page.getByRole("searchbox").fill("person3@example.com");
      await page.getByRole("link", { name: "Person 3", exact: true }).waitFor();
      assert.equal(await rows(page).count(), 1);
      await page.getByLabel("Status").selectOption("revoked");
      await page.getByText("Nothing found").waitFor();
      await page.getByRole("button", { name: "Clear filters" }).click();
      await page.getByText("25 in all.").waitFor();
    },
  );

  flow(
    "is suspended, reinstated and revoked, after a question and with a reason",
    () => key,
    "#/credentials",
    async (page) => {
      const { id } = await award("Edsger Dijkstra", "edsger@example.com");
      const status = async () =>
        (await server.request("GET", `/v1/credentials/${id}`, undefined, key)).status;
      await visit(page, `#/credentials/${id}`);
      const dialog = page.getByRole("dialog");

      await page.getByRole("button", { name: "Revoke" }).click();
      await dialog.getByText("This is for ever").waitFor();
      await page.keyboard.press("Escape");
      assert.equal(await status(), "valid");

      await page.getByRole("button", { name: "Suspend" }).click();
      await dialog.getByRole("button", { name: "Suspend" }).click();
      await dialog.getByText("Please fill this in.").waitFor();
      await dialog.getByLabel("Reason").fill("Exam under review");
      await dialog.getByRole("button", { name: "Suspend" }).click();
      await page.getByText("Exam under review").waitFor();
      assert.equal(await status(), "suspended");

      await page.getByRole("button", { name: "Reinstate" }).click();
      await dialog.getByLabel("Reason").fill("Review passed");
      await dialog.getByRole("button", { name: "Reinstate" }).click();
      await page.getByRole("button", { name: "Suspend" }).waitFor();
      assert.equal(await status(), "valid");

      await page.getByRole("button", { name: "Revoke" }).click();
      await dialog.getByLabel("Reason").fill("Issued by mistake");
      await dialog.getByRole("button", { name: "Revoke" }).click();
      await page.getByText("Issued by mistake").waitFor();
      assert.equal(await status(), "revoked");
      assert.equal(await page.getByRole("button", { name: "Revoke" }).count(), 0);
    },
  );

  flow(
    "is changed by issuing it again, and hidden in place",
    () => key,
    "#/credentials",
    async (page) => {
      const { id } = await award("Barbara Liskow", "barbara@example.com");
      await visit(page, `#/credentials/${id}`);
      await page.getByRole("button", { name: "Change" }).click();
      await page.getByRole("dialog").getByLabel("Name of the person").fill("Barbara Liskov");
      await page.getByRole("dialog").getByLabel("Who may see it").selectOption("private");
      await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
      await heading(page, "Barbara Liskov");
      const newer = await server.request("GET", `/v1/credentials/${id}`, undefined, key);
      assert.equal(newer.status, "renewed");
      const now = await server.request("GET", `/v1/credentials/${newer.supersededById}`, undefined, key);
      assert.deepEqual([now.recipient.name, now.visibility], ["Barbara Liskov", "private"]);
    },
  );

  flow(
    "is forgotten with its person",
    () => key,
    "#/credentials",
    async (page) => {
      const { id } = await award("Forget Me", "forget@example.com");
      await visit(page, `#/credentials/${id}`);
      await page.getByRole("button", { name: "Forget this person …" }).click();
      await page.getByRole("dialog").getByText("for ever").waitFor();
      await page.getByRole("dialog").getByRole("button", { name: "Forget this person …" }).click();
      await page.getByText("Person forgotten").waitFor();
      const { recipient } = await server.request("GET", `/v1/credentials/${id}`, undefined, key);
      assert.equal(recipient.email, undefined);
    },
  );
});

flow(
  "an API key is made, works, is replaced and revoked",
  async () => (await server.createOrganization("Key Makers")).sandbox,
  "#/api-keys",
  async (page) => {
    const dialog = page.getByRole("dialog");
    const works = async (key) =>
      (await fetch(`${server.origin}/v1/organization`, { headers: { authorization: `Bearer ${key}` } }))
        .status;
    await page.getByRole("button", { name: "New key" }).click();
    await dialog.getByLabel("Name").fill("Course platform");
    await dialog.getByRole("button", { name: "New key" }).click();
    const made = await dialog.getByLabel("Key", { exact: true }).inputValue();
    assert.match(made, /^pm_sandbox_/);
    assert.equal(await works(made), 200);
    await dialog.getByRole("button", { name: "Done" }).click();

    await page.getByRole("button", { name: /^Replace: Course platform/ }).click();
    await dialog.getByLabel("The old key works on for").selectOption("0");
    await dialog.getByRole("button", { name: "Replace" }).click();
    const second = await dialog.getByLabel("Key", { exact: true }).inputValue();
    await dialog.getByRole("button", { name: "Done" }).click();
    assert.deepEqual([await works(made), await works(second)], [401, 200]);

    await page
      .getByRole("button", { name: new RegExp(`^Revoke: Course platform …${second.slice(-4)}`) })
      .click();
    await dialog.getByText("stops working at once").waitFor();
    await dialog.getByRole("button", { name: "Revoke" }).click();
    await page.getByText("Revoked").first().waitFor();
    assert.equal(await works(second), 401);
  },
);

flow(
  "an issuer's profile and keys are changed",
  async () => (await server.createOrganization("Key Keepers")).live,
  "#/issuers",
  async (page) => {
    const dialog = page.getByRole("dialog");
    await page.getByRole("link", { name: "Key Keepers" }).click();
    await page.getByLabel("Home page").fill("https://keepers.example.org/");
    await page.getByRole("button", { name: "Save" }).click();
    await page.locator("[role=status]", { hasText: "Saved." }).waitFor({ state: "attached" });
    assert.equal(await page.getByLabel("Home page").inputValue(), "https://keepers.example.org/");

    await page.getByRole("button", { name: "Make the next key" }).click();
    await dialog.getByRole("button", { name: "Make the next key" }).click();
    await page.getByRole("button", { name: "Put into use" }).click();
    await dialog.getByRole("button", { name: "Put into use" }).click();
    await dialog.getByText("has to be public for a while").waitFor();
    await dialog.getByRole("button", { name: "Cancel" }).click();

    await page.getByRole("button", { name: "Revoke" }).first().click();
    await dialog.getByText("stolen or lost").waitFor();
    await dialog.getByLabel("Reason").fill("Laptop stolen");
    await dialog.getByRole("button", { name: "Revoke" }).click();
    await page.getByText("Revoked").first().waitFor();
  },
);

flow("usage says what counts", demo, "#/usage", async (page) => {
  await page.getByText("The sandbox is not counted").waitFor();
  assert.equal(await page.locator("dt", { hasText: "People this month" }).count(), 1);
});

describe("when something goes wrong", () => {
  test("a key without permission is told so, without a way to try again", async () => {
    const key = { name: "Reader", scopes: ["read"] };
    const { key: reader } = await server.request("POST", "/v1/api-keys", key);
    context = await browser.newContext({ locale: "en-GB" });
    const { page, faults } = await signIn(context, server, reader, "#/api-keys");
    await page.getByText("This key may not do that").waitFor();
    assert.equal(await page.getByRole("button", { name: "Try again" }).count(), 0);
    assert.deepEqual(faults, []);
    await context.close();
  });

  test("too many requests: the console waits as long as the server asks", async () => {
    const strict = await startServer({ PROOFMARK_LIMIT_KEY_REQUESTS_PER_MINUTE: "8" });
    context = await browser.newContext({ locale: "en-GB" });
    try {
      const { page } = await signIn(context, strict, strict.apiKey);
      await visit(page, "#/credentials");
      await visit(page, "#/usage");
      await visit(page, "#/issuers");
      await page.getByText("Too much at once").waitFor();
      assert.equal(await page.getByRole("button", { name: "Try again" }).isDisabled(), true);
    } finally {
      await context.close();
      await strict.remove();
    }
  });

  test("no connection: it says so, and goes on when the server is back", async () => {
    context = await browser.newContext({ locale: "en-GB" });
    const { page } = await signIn(context, server, server.apiKey, "#/usage");
    await server.stop();
    await visit(page, "#/usage");
    await page.getByText("No connection").waitFor();
    await server.start();
    await page.getByRole("button", { name: "Try again" }).click();
    await heading(page, "Usage and limits");

    // Loading the page again meanwhile must not cost the key.
    await page.route("**/v1/organization", (route) => route.abort());
    await page.reload();
    await page.getByText("No connection").waitFor();
    await page.unroute("**/v1/organization");
    await page.getByRole("button", { name: "Try again" }).click();
    await page.locator(".band").waitFor();
    await context.close();
  });

  flow("hostile texts stay texts", demo, "#/achievements/new", async (page) => {
    const hostile = '<img src=x onerror="alert(1)">';
    await page.getByLabel("Name", { exact: true }).fill(hostile);
    await page.getByLabel("Description").fill(`${hostile} \u202Etxet`);
    await page.getByLabel(/^How it is earned/).fill(hostile);
    await page.getByRole("button", { name: "Make achievement" }).click();
    await heading(page, hostile);
    for (const hash of ["#/achievements", "#/issue"]) {
      await visit(page, hash);
      assert.equal(await page.locator("main img[src=x]").count(), 0);
      assert.doesNotMatch(await page.locator("main").innerText(), /[\u202A-\u202E]/);
    }
  });
});

describe("certificates", () => {
  flow(
    "a template is copied, changed with a picture that follows, and used",
    async () => (await server.createOrganization("Printers")).sandbox,
    "#/templates",
    async (page) => {
      await page.getByRole("link", { name: "Copy" }).first().click();
      await heading(page, "New certificate");
      const picture = page.getByRole("img", { name: "The certificate with made-up data" });
      await page.waitForFunction(() => document.querySelector(".certificate")?.naturalWidth > 0);
      const before = await picture.getAttribute("src");
      const svg = page.getByLabel("Drawing (SVG)");
      await svg.fill(
        (await svg.inputValue()).replace("</svg>", '<rect width="50" height="50" fill="#f00"/></svg>'),
      );
      await page.waitForFunction((before) => document.querySelector(".certificate").src !== before, before);
      const good = await svg.inputValue();
      await svg.fill(good.replace("</svg>", "<script>alert(1)</script></svg>"));
      await page.getByText("/svg").first().waitFor();
      await svg.fill(good);
      await page.getByLabel("Name", { exact: true }).fill("Our own");
      await page.getByRole("button", { name: "Make certificate" }).click();
      await heading(page, "Our own");
      const key = await page.evaluate(() => sessionStorage.getItem("proofmark-console-key"));
      const { items } = await server.request("GET", "/v1/templates", undefined, key);
      assert.ok(items.some(({ name, builtIn }) => name === "Our own" && !builtIn));
    },
  );
});
