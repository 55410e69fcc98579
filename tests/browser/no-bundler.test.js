// `import … from "…/dist/index.inline.mjs"` in a page of static files: no bundler, no server of ours, strict policy.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, openPage } from "./support/browser.js";
import { packageBuild } from "./support/folders.js";
import { issue, startServer } from "./support/proofmark-server.js";
import { serveFiles } from "./support/static-files.js";

const POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self' https:";
const page = (script) =>
  `<!doctype html><html lang="en"><title>Test</title><p id="answer"></p><script type="module" src="${script}"></script>`;
const script = (entry) => `
  import { verify, assertValid, ProofmarkError } from "./${entry}";
  Object.assign(window, { verify, assertValid, ProofmarkError });
  document.querySelector("#answer").textContent = "loaded";
`;

let browser;
let site;
let badge;
let statusLists;

before(async () => {
  const server = await startServer();
  badge = await issue(server);
  const urls = JSON.parse(badge.file).credentialStatus.map((entry) => entry.statusListCredential);
  const texts = await Promise.all(urls.map(async (url) => (await fetch(url)).text()));
  statusLists = Object.fromEntries(urls.map((url, at) => [url, texts[at]]));
  await server.remove();
  const files = {
    "/inline.html": page("/inline.js"),
    "/inline.js": script("index.inline.mjs"),
    "/url.html": page("/url.js"),
    "/url.js": script("index.url.mjs"),
  };
  site = await serveFiles(packageBuild, files, { "content-security-policy": POLICY });
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await site?.stop();
});

for (const entry of ["inline", "url"]) {
  test(`a page without a bundler verifies through the ${entry} entry, with a document that it brings along`, async () => {
    const { page, faults, close } = await open(`${site.origin}/${entry}.html`);
    const report = await page.evaluate(
      ([file, documents]) => window.verify(file, { documents }),
      [badge.file, statusLists],
    );
    assert.equal(report.verdict, "valid");
    assert.equal(report.status[0].state, "clear");
    assert.deepEqual(report.hosts, []);
    assert.deepEqual(faults, []);
    await close();
  });
}

test("the elements of the package show a badge on such a page, and leave a server alone that imports them", async () => {
  const elements = await import("proofmark/widget");
  assert.equal(typeof elements.ProofmarkBadge, "function");
  const html =
    '<!doctype html><html lang="en"><title>Test</title><script type="module" src="/widget.mjs"></script>';
  const files = {
    "/page.html": `${html}<proofmark-badge src="/badge.json"></proofmark-badge>`,
    "/badge.json": badge.file,
  };
  const strict = await serveFiles(packageBuild, files, { "content-security-policy": POLICY });
  const context = await browser.newContext();
  const { page, faults } = await openPage(context, `${strict.origin}/page.html`);
  const card = page.locator("proofmark-badge .card[data-verdict]");
  await card.waitFor();
  assert.equal(await card.locator(".verdict-title").innerText(), "Could not check revocation");
  assert.match(await card.innerText(), /First steps with Open Badges/);
  await card.locator("#explain summary").click();
  await card.locator(".diagnosis").first().waitFor();
  assert.deepEqual(faults, []);
  await context.close();
  await strict.stop();
});

test("offline: true makes no request", async () => {
  const { page, requests, close } = await open(`${site.origin}/inline.html`);
  const before = requests.length;
  const report = await page.evaluate((file) => window.verify(file, { offline: true }), badge.file);
  assert.equal(report.verdict, "inconclusive");
  assert.deepEqual(report.hosts, []);
  assert.deepEqual(requests.slice(before), []);
  await close();
});

test("a host that cannot be reached leaves the answer open and is named", async () => {
  const { page, close } = await open(`${site.origin}/inline.html`);
  const report = await page.evaluate((file) => window.verify(file), badge.file);
  assert.equal(report.verdict, "inconclusive");
  const status = report.checks.find((check) => check.id === "status");
  assert.equal(status.code, "status_unavailable");
  assert.match(status.message, new RegExp(new URL(Object.keys(statusLists)[0]).host));
  await close();
});

test("without 'wasm-unsafe-eval' the error says what is missing", async () => {
  const strict = await serveFiles(
    packageBuild,
    { "/index.html": page("/page.js"), "/page.js": script("index.inline.mjs") },
    { "content-security-policy": "script-src 'self'" },
  );
  const { page: opened, close } = await open(`${strict.origin}/`);
  const error = await opened.evaluate(
    (file) =>
      window.verify(file).catch((error) => ({
        code: error.code,
        message: error.message,
        ours: error instanceof window.ProofmarkError,
      })),
    badge.file,
  );
  assert.equal(error.code, "wasm_unavailable");
  assert.match(error.message, /wasm-unsafe-eval/);
  assert.ok(error.ours);
  await close();
  await strict.stop();
});

async function open(url) {
  const context = await browser.newContext();
  const opened = await openPage(context, url);
  const requests = [];
  opened.page.on("request", (request) => requests.push(request.url()));
  await opened.page.getByText("loaded").waitFor();
  return { ...opened, requests, close: () => context.close() };
}
