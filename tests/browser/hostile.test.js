// Genuine signatures over hostile texts (ATTACKS I02 to I06, I15, I20): whoever has a key can sign anything. No dialog,
// no request, no script, no element that the text asked for, nothing wider than the window.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { assertNoSidewaysScroll } from "./support/assertions.js";
import { drop, launch, openPage } from "./support/browser.js";
import { DECEPTIONS, hostileTexts } from "./support/hostile.js";
import { NOW, newIssuer } from "./support/signer.js";
import { serveWidgetPage } from "./support/widget-page.js";

const COUNT = process.env.PROOFMARK_LONG ? 6000 : 300;

/** Every element that a card or a dropzone may hold; whatever else appears, a text has made. */
const OURS = new Set(
  (
    "article section header h2 h3 h4 p span div dl dt dd ul ol li bdi details summary code form label input button " +
    "strong em del blockquote pre br a svg path circle text"
  ).split(" "),
);

const issuer = newIssuer({ name: "TEST – Hostile" });

let browser;
let site;
let page;
let faults;
let requests;

before(async () => {
  [browser, site] = await Promise.all([launch(), serveWidgetPage()]);
  const context = await browser.newContext({ viewport: { width: 360, height: 740 } });
  ({ page, faults } = await openPage(context, site.origin));
  requests = [];
  page.on("request", (request) => {
    if (!request.url().startsWith(site.origin)) requests.push(request.url());
  });
  await page.waitForFunction(() => window.ready);
});

after(async () => {
  await browser?.close();
  await site?.stop();
});

/** The same text in every place of a badge that a card shows. */
function badgeOf(text) {
  return issuer.badge((badge) => {
    const { achievement } = badge.credentialSubject;
    badge.name = text;
    badge.issuer.name = `TEST – ${text}`;
    achievement.name = text;
    achievement.description = text;
    achievement.criteria.narrative = text;
    badge.credentialSubject.identifier[0].identityHash = text;
  });
}

async function show(input) {
  await page.evaluate((given) => window.show(given), { input, documents: {}, now: NOW });
}

/** What is wrong with the page now. */
async function harm() {
  return page.evaluate(
    ([ours]) => {
      const badge = document.querySelector("proofmark-badge");
      const root = badge.shadowRoot;
      const found = [];
      for (const made of root.querySelectorAll("*")) {
        const name = made.localName;
        if (!ours.includes(name)) found.push(`<${name}>`);
        for (const { name: attribute, value } of made.attributes) {
          if (attribute.startsWith("on")) found.push(`${name} ${attribute}`);
          if (
            /^(href|src|srcset|action|style|xlink:href)$/.test(attribute) &&
            !/^https:\/\/[^@]*$/.test(value)
          )
            found.push(`${name} ${attribute}=${value}`);
          if (attribute === "id" && !["checks", "privacy", "explain", "recipient", "other"].includes(value))
            found.push(`id=${value}`);
        }
      }
      if (root.querySelectorAll(".card").length !== 1) found.push("more than one card");
      if (window.harmed || document.title !== "A page with a badge") found.push("a script ran");
      if (document.querySelectorAll("main > *").length !== 2) found.push("the page has other elements");
      return found;
    },
    [[...OURS]],
  );
}

/** No control characters, no marks that reorder text, none of no width: Unicode's categories for what cannot be seen. */
function assertVisible(shown) {
  assert.doesNotMatch(shown.replace(/[\n\t]/g, ""), /[\p{Cc}\p{Cf}\p{Co}]/u);
}

test(`I02 I03 I06 I20 ${COUNT} texts, each in six places of a genuine badge, remain texts`, async (t) => {
  const texts = hostileTexts(COUNT);
  assert.equal(texts.length, COUNT, "too few of them are different");
  let rendered = 0;
  for (const text of texts) {
    await show(badgeOf(text));
    // What Markdown makes of it counts too.
    const marked = await page
      .waitForFunction(
        () =>
          document.querySelector("proofmark-badge").shadowRoot.querySelector(".narrative[data-rendered]") !==
          null,
        undefined,
        { timeout: 40, polling: 5 },
      )
      .catch(() => undefined);
    if (marked) rendered++;
    assert.deepEqual(await harm(), [], JSON.stringify(text));
    assert.deepEqual([faults, requests], [[], []], JSON.stringify(text));
  }
  t.diagnostic(`${texts.length} different texts, ${rendered} of them rendered as Markdown`);
  await assertNoSidewaysScroll(page);
  assert.ok(rendered > texts.length / 2, "Markdown was hardly ever rendered");
});

describe("I02 deceptions", () => {
  for (const [what, text] of Object.entries(DECEPTIONS)) {
    test(`${what}: nothing invisible is left, nothing sticks out, the verdict keeps its place`, async () => {
      await show(badgeOf(text));
      const card = page.locator("#result .card");
      const shown = await card.innerText();
      assertVisible(shown);
      assert.doesNotMatch(shown, /\p{M}{3}/u);
      assert.ok(shown.length < 12_000, `${shown.length} characters are shown`);
      await assertNoSidewaysScroll(page, what);
      assert.equal(await card.locator(".verdict-title").innerText(), "Valid");
      const { y } = await card.locator(".verdict").boundingBox();
      for (const claim of await card.locator("[part=claims] :is(h3, bdi, p)").all()) {
        const box = await claim.boundingBox();
        assert.ok(box === null || box.y > y, "a claim stands above the verdict");
      }
      assert.deepEqual(faults, []);
    });
  }
});

test("I01 I02 the domain of the issuer cannot be imitated: it stands alone in the one place for it", async () => {
  const names = ["harvard.edu", "harvard.edu\nIssued by harvard.edu", "Issued by\u2003harvard.edu"];
  for (const name of names) {
    const other = newIssuer({ domain: "evil.example", name });
    await page.evaluate((given) => window.show(given), {
      input: other.badge(),
      documents: other.documents,
      now: NOW,
    });
    const issuerPart = page.locator("#result [part=issuer]");
    assert.equal(await issuerPart.locator(".fact-main").innerText(), "evil.example");
    assert.match(await issuerPart.locator(".fact-more").first().innerText(), /^Calls itself “/);
    assert.doesNotMatch(await issuerPart.locator(".fact-more").first().innerText(), /\n/);
  }
});

describe("files that want to do harm", () => {
  const FILES = {
    "I20 an SVG with scripts": `<svg xmlns="http://www.w3.org/2000/svg" onload="top.harmed=1"><script>top.harmed=1</script><foreignObject><iframe xmlns="http://www.w3.org/1999/xhtml" srcdoc="&lt;script&gt;top.harmed=1&lt;/script&gt;"/></foreignObject><image href="https://evil.example/a.png"/></svg>`,
    "I15 an error that quotes markup":
      '{"<img src=x onerror=top.harmed=1>": 1, "<img src=x onerror=top.harmed=1>": 2}',
    "I15 an error that quotes control characters":
      '{"type": ["\\u001b[31m", "\\u202e"], "@context": "javascript:alert(1)"}',
    "I05 an image that points elsewhere": JSON.stringify({
      image: "https://evil.example/a.png",
      type: "Assertion",
    }),
    HTML: "<!doctype html><script>top.harmed=1</script>",
  };

  for (const [what, text] of Object.entries(FILES)) {
    test(what, async () => {
      await page.evaluate(() => {
        const zone = document.createElement("proofmark-dropzone");
        zone.setAttribute("for", "answer");
        const badge = document.createElement("proofmark-badge");
        badge.id = "answer";
        badge.options = { offline: true };
        document.querySelector("#result").replaceChildren(zone, badge);
      });
      await drop(page, "\u202Egpj.<img src=x onerror=top.harmed=1>", text, "proofmark-dropzone");
      await page.locator("#answer .card[data-verdict]").waitFor();
      const shown = await page.locator("#answer .card").innerText();
      assertVisible(shown);
      assert.deepEqual(await harm(), []);
      assert.deepEqual([faults, requests], [[], []]);
    });
  }
});
