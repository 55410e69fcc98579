// The packed package in pages: without a bundler and with each of them, in workers, from a file, under a strict policy.

import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import { serveFiles } from "../../browser/support/static-files.js";
import { chromium, firefox } from "./browsers.mjs";
import { bundlers } from "./bundlers.mjs";
import { asking, check, classicScript, installEnvironments, LONG, project } from "./project.mjs";

installEnvironments();
const { folder, write, remove } = project();
const dist = "./node_modules/proofmark/dist";
const html = (script) =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><title>Test</title>${script}</html>`;
const POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'";
let site;
let strict;

before(async () => {
  for (const entry of ["inline", "url"]) {
    write(
      `${entry}.js`,
      asking(`import * as proofmark from "${dist}/index.${entry}.mjs";`, "globalThis.answered = found;"),
    );
    write(`${entry}.html`, html(`<script type="module" src="./${entry}.js"></script>`));
  }
  write("classic.js", classicScript("globalThis.answered = found;"));
  write(
    "classic.html",
    html(`<script src="${dist}/proofmark.iife.js"></script><script src="./classic.js"></script>`),
  );
  write(
    "in-worker.js",
    asking(`import * as proofmark from "${dist}/index.inline.mjs";`, "postMessage(found);"),
  );
  write(
    "worker.html",
    html(`<script type="module">
      const worker = new Worker("./in-worker.js", { type: "module" });
      worker.onmessage = ({ data }) => { globalThis.answered = data; };
    </script>`),
  );
  write("verify-worker.js", `import "${dist}/worker.mjs";\n`);
  write(
    "for-page.js",
    asking(
      `import * as all from "${dist}/index.inline.mjs";
const worker = new Worker("./verify-worker.js", { type: "module" });
const proofmark = { ...all, ...all.createVerifier({ worker }) };`,
      "globalThis.answered = found;",
    ),
  );
  write("for-page.html", html(`<script type="module" src="./for-page.js"></script>`));
  write(
    "service-worker.js",
    asking(
      `import * as proofmark from "${dist}/service-worker.mjs";
addEventListener("install", (event) => event.waitUntil(proofmark.precache()));`,
      "",
    ).replace(
      /answers\(proofmark.*/,
      `addEventListener("message", async ({ source }) => source.postMessage(await answers(proofmark, badge)));`,
    ),
  );
  write(
    "service-worker.html",
    html(`<script type="module">
      navigator.serviceWorker.onmessage = ({ data }) => { globalThis.answered = data; };
      await navigator.serviceWorker.register("./service-worker.js", { type: "module" });
      (await navigator.serviceWorker.ready).active.postMessage("ask");
    </script>`),
  );
  write(
    "widget.js",
    `import "${dist}/widget.mjs";
import { badge } from "./badge.mjs";
const element = document.querySelector("proofmark-badge");
element.addEventListener("proofmark-verified", ({ detail: { report } }) => {
  globalThis.answered = { verdict: report.verdict, name: element.shadowRoot.textContent };
});
element.options = { now: "2026-03-01T12:00:00Z", offline: true };
element.input = badge;\n`,
  );
  write(
    "widget.html",
    html('<proofmark-badge></proofmark-badge><script type="module" src="./widget.js"></script>'),
  );
  site = await serveFiles(folder);
  strict = await serveFiles(folder, {}, { "content-security-policy": POLICY });
});

after(async () => {
  await site?.stop();
  await strict?.stop();
  remove();
});

for (const [name, launch, runs] of [
  ["Chromium", chromium, true],
  ["Firefox", firefox, LONG],
]) {
  describe(name, { skip: !runs }, () => {
    let browser;
    before(async () => {
      if (runs) browser = await launch();
    });
    after(() => browser?.close());
    const page = (title, url, skip = false) =>
      test(title, { skip }, async () => check(await browser.answered(url())));

    page("a plain module script", () => `${site.origin}/inline.html`);
    page("the WebAssembly beside the script", () => `${site.origin}/url.html`, !LONG);
    page("a plain script", () => `${site.origin}/classic.html`, !LONG);
    page("a plain script from a file", () => pathToFileURL(join(folder, "classic.html")).href);
    page("a web worker", () => `${site.origin}/worker.html`, !LONG);
    page("a page that lets a worker compute", () => `${site.origin}/for-page.html`);
    page("a service worker", () => `${site.origin}/service-worker.html`, !LONG);
    page("a policy that allows no connection at all", () => `${strict.origin}/inline.html`, !LONG);

    test("the widget shows the badge, and loads its verifier by itself", async () => {
      const { verdict, name } = await browser.answered(`${site.origin}/widget.html`);
      assert.equal(verdict, "valid");
      assert.ok(name.length > 0);
    });

    for (const { bundler, short, build } of bundlers) {
      test(`bundled with ${bundler}`, { skip: !LONG && !(short && name === "Chromium") }, async () => {
        const built = await build(folder, write);
        try {
          check(await browser.answered(built.url ?? `${site.origin}/${built.path}`));
        } finally {
          await built.stop?.();
        }
      });
    }
  });
}
