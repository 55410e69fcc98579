// <proofmark-badge> and <proofmark-dropzone> on a stranger's page with the strictest of policies.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, describe, test } from "node:test";
import { assertAccessible, assertNoSidewaysScroll } from "./support/assertions.js";
import { drop, launch, openPage } from "./support/browser.js";
import { NOW, newIssuer } from "./support/signer.js";
import { states } from "./support/states.js";
import { STRICT_POLICY, serveWidgetPage } from "./support/widget-page.js";

const STATES = states();
const PHONE = { width: 360, height: 740 };

/** The same badge in every container, from the catalogue of attacks: what is there before anything is done to it. */
const FILES = ["D00-untouched.jwt", "G00-untouched.png", "G00-untouched.svg", "P00-untouched.pdf"];

let browser;
let site;

before(async () => {
  const file = (name) => readFile(new URL(`../vectors/attacks/${name[0]}/${name}`, import.meta.url));
  const files = await Promise.all(FILES.map(async (name) => [`/${name}`, await file(name)]));
  [browser, site] = await Promise.all([launch(), serveWidgetPage(STRICT_POLICY, Object.fromEntries(files))]);
});

after(async () => {
  await browser?.close();
  await site?.stop();
});

async function open(options = {}) {
  const context = await browser.newContext({ timezoneId: "Europe/Berlin", locale: "en-GB", ...options });
  const opened = await openPage(context, site.origin);
  await opened.page.waitForFunction(() => window.ready);
  const requests = [];
  opened.page.on("request", (request) => requests.push(request.url()));
  const show = ({ title, verdict, reason, ...given }, more = {}) =>
    opened.page.evaluate((given) => window.show(given), { now: NOW, ...given, ...more });
  return { ...opened, requests, show, context, card: opened.page.locator("#result .card") };
}

describe("every state says what it is, in words, colour and an icon", () => {
  let opened;
  before(async () => {
    opened = await open({ viewport: PHONE });
  });
  after(() => opened?.context.close());

  for (const [name, state] of Object.entries(STATES)) {
    test(name, async () => {
      const { show, card, faults } = opened;
      await show(state);
      await card.waitFor();
      assert.match(await card.locator(".verdict-title").innerText(), state.title);
      assert.equal(await card.getAttribute("data-verdict"), state.verdict ?? null);
      assert.equal(await card.getAttribute("data-reason"), state.reason ?? null);
      assert.equal(await card.getAttribute("data-tone"), state.verdict ?? "neutral");
      assert.equal(await card.locator(".verdict-icon :is(svg, .spinner)").count(), 1);
      assert.deepEqual(faults, []);
    });
  }

  for (const name of FILES) {
    test(`from the address of a file: ${name}`, async () => {
      const { show, card, faults } = opened;
      const { verdict } = await show({ src: `/${name}`, now: "2026-03-01T12:00:00Z" });
      assert.equal(verdict, "valid");
      assert.match(await card.locator("[part=claims]").innerText(), /Knots/);
      assert.deepEqual(faults, []);
    });
  }

  test("I01 the issuer's domain stands before everything that the badge claims", async () => {
    const { show, card, context } = await open();
    await show(STATES.valid);
    const text = await card.locator("[part=claims]").innerText();
    const order = [
      "university.example",
      "Calls itself “University of the Lower Rhine”",
      "Wild bees",
      "ada@example.org",
    ];
    const places = order.map((words) => text.indexOf(words));
    assert.ok(
      places.every((place) => place >= 0),
      text,
    );
    assert.deepEqual(
      places,
      places.toSorted((one, other) => one - other),
    );
    await context.close();
  });

  test("how old the status is", async () => {
    const { show, card, context } = await open();
    const documents = Object.fromEntries(
      Object.entries(STATES.valid.documents).map(([url, document]) => [
        url,
        document.bytes === undefined ? document : { ...document, retrievedAt: "2026-06-15T05:00:00Z" },
      ]),
    );
    await show(STATES.valid, { documents });
    assert.match(await card.locator(".verdict-text").innerText(), /not revoked as of 15 June 2026 at 07:00/);
    await card.locator("#checks summary").click();
    assert.match(
      await card.locator("#checks").innerText(),
      /As of 15 June 2026 at 07:00 CEST \(5 hours ago\)\./,
    );
    await context.close();
  });

  test("a renewed badge, a test and a badge whose proof does not hold", async () => {
    const { show, card, page, context } = await open();
    await show(STATES.renewed);
    assert.match(await card.innerText(), /Renewed: the issuer has a newer version/);
    await show(STATES.test);
    assert.match(await page.locator("#result .card").innerText(), /Only a test/);
    await show(STATES.tampered);
    assert.doesNotMatch(await page.locator("#result .card").innerText(), /Wild|Lower Rhine/);
    await context.close();
  });
});

for (const colorScheme of ["light", "dark"]) {
  for (const viewport of [PHONE, { width: 1000, height: 900 }]) {
    test(`axe finds nothing and nothing scrolls sideways in any state: ${colorScheme}, ${viewport.width} px`, async () => {
      const { show, card, page, context } = await open({ colorScheme, viewport, bypassCSP: true });
      for (const [name, state] of Object.entries(STATES)) {
        await show(state);
        await card.waitFor();
        for (const summary of await card.locator("summary").all()) await summary.click();
        await assertAccessible(page, name);
        await assertNoSidewaysScroll(page, name);
      }
      await context.close();
    });
  }
}

describe("languages", () => {
  const VALID = { de: "Gültig", en: "Valid", es: "Válida", fr: "Valide", ja: "有効", nl: "Geldig" };

  let opened;
  before(async () => {
    opened = await open({ viewport: PHONE });
  });
  after(() => opened?.context.close());

  for (const [lang, title] of Object.entries(VALID)) {
    test(`${lang}: texts, dates and the number of hosts`, async () => {
      const { show, card, page, faults } = opened;
      await show(STATES.valid, { lang });
      assert.equal(await card.locator(".verdict-title").innerText(), title);
      const date = new Intl.DateTimeFormat(lang === "en" ? "en-GB" : lang, {
        day: "numeric",
        month: "long",
        year: "numeric",
        timeZone: "Europe/Berlin",
      });
      const text = await card.innerText();
      assert.ok(text.includes(date.format(new Date("2026-05-01T00:00:00Z"))), text);
      await assertNoSidewaysScroll(page, lang);
      assert.deepEqual(faults, []);
    });
  }

  test("a page that changes its language takes the elements along, without verifying anew", async () => {
    const { show, page, context } = await open();
    await show(STATES.valid);
    const report = await page.evaluateHandle(() => document.querySelector("proofmark-badge").report);
    await page.evaluate(() => {
      const zone = document.createElement("proofmark-dropzone");
      document.querySelector("#result").prepend(zone);
    });
    await page.getByText("Drop a badge here").waitFor();
    await page.evaluate(() => {
      document.documentElement.lang = "de";
    });
    await page.getByText("Badge hier ablegen").waitFor();
    await page.getByText("Gültig", { exact: true }).waitFor();
    assert.ok(
      await page.evaluate((report) => document.querySelector("proofmark-badge").report === report, report),
    );
    await context.close();
  });

  test("the nearest lang counts, a language that is not there becomes English", async () => {
    const { show, card, page, context } = await open({ locale: "fr-FR" });
    await show(STATES.valid, { lang: "xx" });
    assert.equal(await card.locator(".verdict-title").innerText(), "Valid");
    await page.evaluate(() => document.querySelector("proofmark-badge").setAttribute("lang", "nl-BE"));
    await page.getByText("Geldig", { exact: true }).waitFor();
    await context.close();
  });
});

describe("right to left", () => {
  test("mirrors the layout, and keeps identifiers and codes as they are", async () => {
    const { show, card, page, context } = await open({ viewport: PHONE });
    await show(STATES["right-to-left"]);
    const [box, sign] = await Promise.all([card.boundingBox(), card.locator(".verdict-icon").boundingBox()]);
    assert.ok(sign.x > box.x + box.width / 2, "the icon stands at the start of the line, on the right");
    await card.locator("#privacy summary").click();
    assert.equal(
      await card
        .locator("#privacy code")
        .first()
        .evaluate((code) => getComputedStyle(code).direction),
      "ltr",
    );
    await assertNoSidewaysScroll(page, "right to left");
    await context.close();
  });
});

describe("theming", () => {
  test("custom properties and parts reach inside, the colours of verdicts do not change", async () => {
    const { show, card, page, context } = await open({ colorScheme: "light", bypassCSP: true });
    await show(STATES.valid);
    const colours = () =>
      card.evaluate((card) => ({
        surface: getComputedStyle(card).backgroundColor,
        title: getComputedStyle(card.querySelector(".verdict-title")).color,
        font: getComputedStyle(card.querySelector("h3")).fontFamily,
      }));
    const before = await colours();
    await page.addStyleTag({
      content: `:root { --proofmark-surface: rgb(1, 2, 3); --proofmark-font: monospace; --valid: red }
        proofmark-badge::part(name) { text-transform: uppercase }`,
    });
    const after = await colours();
    assert.equal(after.surface, "rgb(1, 2, 3)");
    assert.equal(after.font, "monospace");
    assert.equal(after.title, before.title);
    assert.match(await card.locator("[part=name]").innerText(), /^WILD BEES/);
    await context.close();
  });

  test("theme=dark is dark on a light page", async () => {
    const { show, card, page, context } = await open({ colorScheme: "light" });
    await show(STATES.valid);
    const surface = () => card.evaluate((card) => getComputedStyle(card).backgroundColor);
    const light = await surface();
    await page.evaluate(() => document.querySelector("proofmark-badge").setAttribute("theme", "dark"));
    assert.notEqual(await surface(), light);
    await context.close();
  });
});

describe("why, and what to do", () => {
  const issuer = newIssuer({ name: "TEST – Explained" });
  const good = issuer.badge((badge) => {
    badge.credentialSubject.achievement.description = "Café für Bienen";
  });

  test("names what has to be undone, letter by letter where both look the same", async () => {
    const { show, card, context, faults } = await open();
    await show({ input: good.normalize("NFD"), documents: {} });
    await card.locator("#explain summary").click();
    await card.locator(".diagnosis").first().waitFor();
    assert.match(
      await card.locator(".diagnosis .check-code").first().innerText(),
      /^unicode_form at \/credentialSubject/,
    );
    assert.equal(
      await card.locator(".difference del").first().innerText(),
      '"Cafe\\u{301} fu\\u{308}r Bienen"',
    );
    assert.equal(await card.locator(".difference ins").first().innerText(), '"Caf\\u{e9} f\\u{fc}r Bienen"');
    assert.deepEqual(faults, []);
    await context.close();
  });

  test("a good copy shows what was changed", async () => {
    const { show, card, page, context, faults } = await open({ viewport: PHONE });
    await show({ input: good.replace("Bienen", "Hummeln"), documents: {} });
    await card.locator("#explain summary").click();
    await card.getByText("Compare with another copy").waitFor();
    await card
      .locator("#other")
      .setInputFiles({ name: "good.json", mimeType: "application/json", buffer: Buffer.from(good) });
    const difference = card.locator(".comparison .difference");
    await difference.waitFor();
    assert.match(await difference.locator("del").first().innerText(), /Café für Hummeln/);
    assert.match(await difference.locator("ins").first().innerText(), /Café für Bienen/);
    assert.equal(await difference.locator("del, ins").count(), 2);
    await assertNoSidewaysScroll(page, "the comparison");
    assert.deepEqual(faults, []);
    await context.close();
  });

  test("a valid badge needs no explanation", async () => {
    const { show, card, context } = await open();
    await show(STATES.valid);
    assert.equal(await card.locator("#explain").count(), 0);
    await context.close();
  });
});

describe("what the host page sees", () => {
  test("the report, as an event and as a property", async () => {
    const { show, page, context } = await open();
    assert.deepEqual(await show(STATES.revoked), { type: "proofmark-verified", verdict: "invalid" });
    assert.equal(
      await page.evaluate(() => document.querySelector("proofmark-badge").report.reason),
      "revoked",
    );
    await context.close();
  });

  for (const src of [
    "javascript:alert(1)",
    "data:application/json,{}",
    "blob:https://x/y",
    "file:///etc/passwd",
    "//",
  ]) {
    test(`src=${src} is no place to fetch from: an error and no request`, async () => {
      const { page, requests, faults, context } = await open();
      const before = requests.length;
      await page.evaluate((src) => {
        const badge = document.createElement("proofmark-badge");
        badge.setAttribute("src", src);
        document.querySelector("#result").replaceChildren(badge);
      }, src);
      await page.getByText("Could not be read", { exact: true }).waitFor();
      const made = requests.slice(before).filter((url) => !url.startsWith(`${site.origin}/assets/`));
      assert.deepEqual(made, []);
      assert.deepEqual(faults, []);
      await context.close();
    });
  }

  test("an inline badge, from the HTML of the page", async () => {
    const { page, context, faults } = await open();
    await page.evaluate((file) => {
      const badge = document.createElement("proofmark-badge");
      const script = document.createElement("script");
      script.type = "application/json";
      // A data block: it is never run, but Trusted Types guard every script's text.
      script.append(document.createTextNode(file));
      badge.append(script);
      badge.options = { offline: true };
      document.querySelector("#result").replaceChildren(badge);
    }, STATES.test.input);
    await page.getByText("TEST – Sandbox").waitFor();
    assert.deepEqual(faults, []);
    await context.close();
  });

  test("a badge in the shadow root of somebody else's element", async () => {
    const { page, context } = await open();
    await page.evaluate((file) => {
      const outer = document.createElement("div");
      outer.lang = "de";
      const root = outer.attachShadow({ mode: "open" });
      const badge = document.createElement("proofmark-badge");
      badge.options = { offline: true };
      badge.input = file;
      root.append(badge);
      document.querySelector("#result").replaceChildren(outer);
    }, STATES.test.input);
    await page.getByText("Nur ein Test: ").waitFor();
    await context.close();
  });
});

describe("Markdown", () => {
  test("is rendered under Trusted Types, and stays text where the page forbids the renderer", async () => {
    const { show, card, context, faults } = await open();
    await show(STATES.valid);
    await card.locator(".narrative[data-rendered]").waitFor();
    assert.equal(await card.locator(".narrative li").count(), 2);
    assert.equal(await card.locator(".narrative strong").innerText(), "herbarium");
    assert.deepEqual(faults, []);
    await context.close();

    const stricter = await serveWidgetPage(
      STRICT_POLICY.replace("trusted-types dompurify", "trusted-types 'none'"),
    );
    const other = await browser.newContext();
    const { page } = await openPage(other, stricter.origin);
    await page.waitForFunction(() => window.ready);
    await page.evaluate((given) => window.show(given), { ...STATES.valid, title: undefined, now: NOW });
    await page.getByText("- a **herbarium** of ten food plants").waitFor();
    await other.close();
    await stricter.stop();
  });

  test("comes only when there is something to render", async () => {
    const { show, card, requests, context } = await open();
    await show(STATES["right-to-left"]);
    assert.deepEqual(
      requests.filter((url) => /markdown/.test(url)),
      [],
    );
    await show(STATES.valid);
    await card.locator(".narrative[data-rendered]").waitFor();
    assert.equal(requests.filter((url) => /markdown/.test(url)).length, 1);
    await context.close();
  });

  // Rows of the table of link forms, I04, and of pictures, I05.
  const LINKS = [
    ["[x](https://example.org/a)", 1],
    ["[x](http://example.org/a)", 0],
    ["[x](javascript:alert(1))", 0],
    ["[x](JaVaScRiPt:alert(1))", 0],
    ["[x](java\tscript:alert(1))", 0],
    ["[x](&#106;avascript:alert(1))", 0],
    ["[x](data:text/html,<script>alert(1)</script>)", 0],
    ["[x](vbscript:x)", 0],
    ["[x](//example.org)", 0],
    ["[x](/relative)", 0],
    ["[x](#fragment)", 0],
    ["[x](mailto:a@example.org)", 0],
    ["[x](https://harvard.edu@evil.example/)", 0],
    ["[x](blob:https://example.org/1)", 0],
    ["<javascript:alert(1)>", 0],
    ["<https://example.org>", 1],
    ["[x]: javascript:alert(1)\n\n[x]", 0],
    ["![x](https://tracker.example/a.png)", 0],
    ["![x](data:image/svg+xml,<svg onload=alert(1)>)", 0],
    ["<a href='https://example.org' onclick='alert(1)'>x</a>", 0],
    ["<svg><a href='https://example.org'>x</a></svg>", 0],
    ["<math href='javascript:alert(1)'>x</math>", 0],
    ["<style>*{display:none}</style>", 0],
    ["<form action='https://evil.example'><input name=x></form>", 0],
  ];

  test(`I03 I04 I05 of ${LINKS.length} forms only https: links become links, and nothing else becomes anything`, async () => {
    const issuer = newIssuer({ name: "TEST – Links" });
    const { show, card, page, requests, faults, context } = await open();
    for (const [narrative, count] of LINKS) {
      await show({
        input: issuer.badge((badge) => {
          badge.credentialSubject.achievement.criteria.narrative = narrative;
        }),
        documents: {},
      });
      await card.locator(".narrative[data-rendered]").waitFor();
      const links = await card
        .locator(".narrative a")
        .evaluateAll((links) =>
          links.map((link) => ({ href: link.href, rel: link.rel, target: link.target })),
        );
      // A bare address inside raw HTML is text and may become a link of its own; where it leads is what counts.
      assert.ok(
        links.every(({ href }) => /^https:\/\/example\.org/.test(href)),
        narrative,
      );
      assert.ok(
        links.length <= Math.max(count, narrative.startsWith("<a") ? 1 : 0) || narrative.startsWith("<svg"),
        narrative,
      );
      assert.ok(links.length >= count, narrative);
      for (const { rel, target } of links) {
        assert.equal(target, "_blank");
        assert.match(rel, /noopener noreferrer/);
      }
      assert.equal(
        await card.locator(".narrative :is(img, svg, math, style, form, input, script, iframe)").count(),
        0,
      );
    }
    assert.deepEqual(
      requests.filter((url) => !url.startsWith(site.origin)),
      [],
    );
    assert.deepEqual(faults, []);
    assert.ok(page);
    await context.close();
  });
});

describe("<proofmark-dropzone>", () => {
  async function openWithDropzone() {
    const opened = await open({ viewport: PHONE });
    await opened.page.evaluate(() => {
      const zone = document.createElement("proofmark-dropzone");
      zone.setAttribute("for", "answer");
      const badge = document.createElement("proofmark-badge");
      badge.id = "answer";
      badge.options = { offline: true };
      document.querySelector("#result").replaceChildren(zone, badge);
    });
    await opened.page.getByText("Drop a badge here").waitFor();
    return opened;
  }

  test("hands a dropped file to the badge that it is for", async () => {
    const { page, card, context, faults } = await openWithDropzone();
    await drop(page, "bees.json", STATES.test.input, "proofmark-dropzone");
    await card.getByText("TEST – Sandbox").waitFor();
    assert.match(await card.locator(".verdict-text").innerText(), /bees\.json/);
    assert.deepEqual(faults, []);
    await context.close();
  });

  test("can be stopped by the host page", async () => {
    const { page, context } = await openWithDropzone();
    const given = page.evaluate(
      () =>
        new Promise((resolve) =>
          document.addEventListener("proofmark-input", (event) => {
            event.preventDefault();
            resolve(event.detail.name);
          }),
        ),
    );
    await drop(page, "bees.json", STATES.test.input, "proofmark-dropzone");
    assert.equal(await given, "bees.json");
    assert.equal(await page.locator("#answer .card").count(), 0);
    await context.close();
  });

  test("says so when the page may use no camera", async () => {
    const { page, context, faults } = await openWithDropzone();
    await page.getByRole("button", { name: "Scan a QR code" }).click();
    await page.getByText("There is no camera").waitFor();
    assert.deepEqual(faults, []);
    await context.close();
  });
});
