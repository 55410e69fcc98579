// What a visitor downloads, for us and for peers, bundled alike: one script that verifies, minified, with everything it
// loads. Base64 inside scripts is counted as it travels. Brotli at quality 9: the highest takes minutes for the peers.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { build } from "esbuild";
import { installEnvironments, LONG, program } from "./environments/project.mjs";
import { installPackage } from "./installed.mjs";

/** KB are 1000 bytes here, as on everybody's price list. */
const KB = 1000;
const { folder, remove } = installPackage();
const dist = join(folder, "node_modules/proofmark/dist");
const rows = [];
after(remove);
before(installEnvironments);

function measure(name, parts) {
  const sum = (pack) => parts.reduce((total, bytes) => total + pack(bytes).length, 0);
  const row = {
    name,
    raw: sum((bytes) => bytes),
    gzip: sum((bytes) => gzipSync(bytes, { level: 9 })),
    brotli: sum((bytes) => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } })),
  };
  rows.push(row);
  return row;
}

/** Bundles a script as a page would: minified ES module, later parts in files of their own. */
async function bundle(source, resolveDir) {
  const { outputFiles } = await build({
    stdin: { contents: source, resolveDir },
    bundle: true,
    splitting: true,
    write: false,
    minify: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    outdir: "out",
    loader: { ".wasm": "file" },
    external: ["crypto", "fs", "util", "path"],
    logLevel: "silent",
  });
  return outputFiles.filter(({ path }) => !path.includes("full.")).map(({ contents }) => contents);
}

test("ours: the script, with the WebAssembly beside it or inside it, and what is loaded when a file needs it", async () => {
  const wasm = readFileSync(join(dist, "proofmark_bg.wasm"));
  const [script] = await bundle(`export { verify } from "proofmark/url";`, folder);
  const alone = measure("proofmark/url, the script alone", [script]);
  measure("proofmark/url, script and WebAssembly", [script, wasm]);
  const everything = await bundle(`export * from "proofmark/url";`, folder);
  measure("proofmark/url, every export", [everything[0]]);
  const [inline] = await bundle(`export { verify } from "proofmark";`, folder);
  measure("proofmark, WebAssembly inside in base64", [inline]);
  measure("more for PDF, Open Badges 2.0, trust packs, explain", [
    readFileSync(join(dist, "proofmark_full_bg.wasm")),
  ]);
  const card = readdirSync(dist).filter((name) => /^widget(\.|-en-)/.test(name));
  measure(
    "more for the widget, in English",
    card.map((name) => readFileSync(join(dist, name))),
  );
  assert.ok(alone.gzip <= 8 * KB, `the JavaScript has ${alone.gzip} bytes of gzip`);
});

for (const [name, source] of [
  [
    "@digitalbazaar/vc with eddsa-rdfc-2022, without contexts",
    `export * as vc from "@digitalbazaar/vc"; export * from "@digitalbazaar/data-integrity";
     export * from "@digitalbazaar/eddsa-rdfc-2022-cryptosuite";`,
  ],
  ["@digitalcredentials/verifier-core", `export * from "@digitalcredentials/verifier-core";`],
]) {
  test(`peers: ${name}`, { skip: !LONG }, async () => {
    const parts = await bundle(source, program(".."));
    assert.ok(measure(name, parts).gzip > 10 * KB);
  });
}

for (const [name, files] of [
  ["@spruceid/didkit-wasm", ["@spruceid/didkit-wasm"]],
  ["@iota/identity-wasm", ["@iota/identity-wasm/web"]],
]) {
  test(`peers: ${name}, script and WebAssembly`, { skip: !LONG }, () => {
    const parts = files.flatMap((path) =>
      readdirSync(program(path))
        .filter((file) => /\.(wasm|js|mjs)$/.test(file))
        .map((file) => readFileSync(join(program(path), file))),
    );
    assert.ok(measure(name, parts).gzip > 100 * KB);
  });
}

after(() => {
  const cell = (bytes) => (bytes / KB).toFixed(1).padStart(9);
  const line = ({ name, raw, gzip, brotli }) => `${name.padEnd(58)}${cell(raw)}${cell(gzip)}${cell(brotli)}`;
  console.log(`${"KB".padEnd(58)}      raw     gzip   brotli\n${rows.map(line).join("\n")}`);
});
