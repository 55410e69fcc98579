// A stranger's page that shows a badge: strict policy, Trusted Types, nothing of ours but the one script.

import { webBuild } from "./folders.js";
import { serveFiles } from "./static-files.js";

/** What the strictest of pages would send. */
export const STRICT_POLICY =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; " +
  "connect-src 'self' https:; require-trusted-types-for 'script'; trusted-types dompurify; base-uri 'none'";

const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>A page with a badge</title>
    <link rel="stylesheet" href="/page.css">
    <script type="module" src="/assets/widget.js"></script>
    <script type="module" src="/page.js"></script>
  </head>
  <body>
    <main>
      <h1>My badges</h1>
      <div id="result"></div>
    </main>
  </body>
</html>`;

const STYLE = `:root { color-scheme: light dark } body { margin: 0; font: 16px/1.5 sans-serif }
main { max-width: 44rem; margin: auto; padding: 1rem } h1 { font-size: 1.25rem }`;

const SCRIPT = `
  window.show = async ({ input, src, documents, policy, now, hangs, dir, scale, lang }) => {
    const { documentElement } = document;
    documentElement.dir = dir ?? "";
    documentElement.style.setProperty("font-size", scale ? scale * 100 + "%" : "");
    if (lang) documentElement.lang = lang;
    const badge = document.createElement("proofmark-badge");
    badge.options = {
      now, documents, policy, offline: !hangs && !src, cache: { get: () => undefined, put: () => undefined },
      fetch: hangs ? () => new Promise(() => undefined) : undefined,
    };
    if (hangs || src) badge.setAttribute("src", src ?? input); else badge.input = input;
    const done = new Promise((resolve) => {
      for (const type of ["proofmark-verified", "proofmark-error"])
        document.addEventListener(type, (event) => resolve({ type, verdict: event.detail.report?.verdict }), { once: true });
    });
    document.querySelector("#result").replaceChildren(badge);
    return hangs ? undefined : done;
  };
  window.ready = true;
`;

/** Serves the page, with `policy` as its Content-Security-Policy, and the files `more` (path → bytes). */
export async function serveWidgetPage(policy = STRICT_POLICY, more = {}) {
  const files = { ...more, "/": PAGE, "/index.html": PAGE, "/page.css": STYLE, "/page.js": SCRIPT };
  return serveFiles(webBuild, files, { "content-security-policy": policy });
}
