// Builds the npm package: TypeScript from src/ and the bindings in generated/ become dist/.
//
// `cargo xtask wasm` writes generated/small/ and generated/full/ first, each with proofmark.js (the glue),
// proofmark.d.ts and proofmark_bg.wasm. `full` does all that `small` does, and PDF, Open Badges 2.0, trust packs and explanations.
// Where `small` meets bytes that need them, `Verification.step()` answers {"needsFull":true}: src/engine.ts then loads
// `full` and begins anew with the same bytes.
//
// This script adds inline.js to both (the WASM as gzip in base64) and bundles one entry per way of loading the WASM.
// Entries are src/loaders/<name>.ts; each exports the whole public interface:
//
//   inline           WASM inside the script: no second request, works everywhere but on Cloudflare Workers
//   script           the same for pages with plain scripts
//   workerd          static `import` of the .wasm, as Cloudflare Workers demand
//   url              fetches the .wasm beside it: compiled while it streams, cached by the browser
//   slim             brings no WASM: the application hands it over
//   worker           what a worker runs for createVerifier({ worker })
//   service-worker   for service workers, which may not load scripts later
//
// `webhook` stands apart: it checks messages from a server and needs no WASM. `widget` is the elements of ../web/widget, bundled by ../web/bundle-widget.mjs.
//
// src/loaders/full/<name>.ts is the second script of each, which holds `full` and is loaded when a file needs it.

import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { bundleWidget } from "../web/bundle-widget.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const dist = join(here, "dist");
const generated = join(here, "generated");

/** Scripts that are no modules: no `import.meta`, and `require` instead of `import()`, which Jest does not know. */
const commonJs = {
  define: { "import.meta.url": "undefined" },
  supported: { "dynamic-import": false },
};
const forNode = { ...commonJs, inject: [join(here, "src/loaders/text-coding.ts")] };

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist, { recursive: true });
for (const name of ["small", "full"]) writeInlineModule(name);
copyFileSync(join(generated, "small/proofmark_bg.wasm"), join(dist, "proofmark_bg.wasm"));
copyFileSync(join(generated, "full/proofmark_bg.wasm"), join(dist, "proofmark_full_bg.wasm"));
copyFileSync(join(here, "../docs/report.schema.json"), join(dist, "report.schema.json"));
await bundleScripts();
writeTypes();
// The elements take the verifier that works with every bundler; it comes when the first badge does.
await bundleWidget({ outdir: dist, verifier: "./index.inline.mjs" });
writeWidgetTypes();

/** The WASM as text that a script can carry; gzip because base64 alone adds a third. */
function writeInlineModule(name) {
  const folder = join(generated, name);
  const wasm = readFileSync(join(folder, "proofmark_bg.wasm"));
  const text = gzipSync(wasm, { level: 9 }).toString("base64");
  writeFileSync(join(folder, "inline.js"), `export const wasmGzipBase64 = "${text}";\n`);
  writeFileSync(join(folder, "inline.d.ts"), "export declare const wasmGzipBase64: string;\n");
}

async function bundleScripts() {
  const entries = [
    { entry: "inline", out: "index.inline.mjs", full: "full.inline.mjs" },
    { entry: "full/inline", out: "full.inline.mjs" },
    { entry: "inline", format: "cjs", out: "index.inline.cjs", full: "full.inline.cjs", ...forNode },
    { entry: "full/inline", format: "cjs", out: "full.inline.cjs", ...forNode },
    { entry: "script", format: "iife", out: "proofmark.iife.js", globalName: "proofmark", ...commonJs },
    { entry: "full/script", format: "iife", out: "proofmark.full.iife.js", ...commonJs },
    { entry: "workerd", out: "index.workerd.mjs", full: "full.workerd.mjs" },
    { entry: "full/workerd", out: "full.workerd.mjs" },
    { entry: "url", out: "index.url.mjs", full: "full.url.mjs" },
    { entry: "full/url", out: "full.url.mjs" },
    { entry: "slim", out: "index.slim.mjs", full: "full.slim.mjs" },
    { entry: "full/bindings", out: "full.slim.mjs" },
    { entry: "worker", out: "worker.mjs", full: "full.inline.mjs" },
    { entry: "worker", format: "cjs", out: "worker.cjs", full: "full.inline.cjs", ...forNode },
    { entry: "service-worker", out: "service-worker.mjs" },
    { entry: "../webhook", out: "webhook.mjs" },
    { entry: "../webhook", format: "cjs", out: "webhook.cjs" },
  ];
  for (const { entry, out, full, ...options } of entries) {
    await build({
      bundle: true,
      format: "esm",
      minify: true,
      target: "es2022",
      legalComments: "none",
      // `sideEffects` of package.json speaks of dist/, not of src/.
      ignoreAnnotations: true,
      ...options,
      entryPoints: [join(here, "src/loaders", `${entry}.ts`)],
      outfile: join(dist, out),
      plugins: [keepWasmImport(entry), keepFullImport(full)],
      logLevel: "warning",
    });
  }
}

/** Leaves `import("./full/….js")` to the runtime, pointing at the script beside this one. */
function keepFullImport(file) {
  return {
    name: "keep-full-import",
    setup(plugin) {
      plugin.onResolve({ filter: /^\.\/full\/.*\.js$/ }, ({ kind }) =>
        kind === "dynamic-import" ? { path: `./${file}`, external: true } : undefined,
      );
    },
  };
}

/** Leaves `import module from "….wasm"` to the runtime, pointing at the copy beside the bundle. */
function keepWasmImport(entry) {
  const path = entry.startsWith("full/") ? "./proofmark_full_bg.wasm" : "./proofmark_bg.wasm";
  return {
    name: "keep-wasm-import",
    setup(plugin) {
      plugin.onResolve({ filter: /\.wasm$/ }, () => ({ path, external: true }));
    },
  };
}

/** Declarations of the elements; they name those of the package by its own name. */
function writeWidgetTypes() {
  const tsc = createRequire(import.meta.url).resolve("typescript/bin/tsc");
  const project = join(here, "../web/tsconfig.widget-types.json");
  execFileSync(process.execPath, [tsc, "--project", project], { stdio: "inherit" });
}

/** Declarations for `import`, and the same again as `.d.cts` for `require`. */
function writeTypes() {
  const tsc = createRequire(import.meta.url).resolve("typescript/bin/tsc");
  execFileSync(process.execPath, [tsc, "--project", join(here, "tsconfig.types.json")], { stdio: "inherit" });
  // Declarations of the loaders name those of the bindings.
  mkdirSync(join(dist, "generated/small"), { recursive: true });
  copyFileSync(join(generated, "small/proofmark.d.ts"), join(dist, "generated/small/proofmark.d.ts"));
  for (const file of declarations(dist)) {
    const text = readFileSync(file, "utf8").replace(/(from\s+"\.[^"]*)\.js"/g, '$1.cjs"');
    writeFileSync(file.replace(/\.d\.ts$/, ".d.cts"), text);
  }
  writeFileSync(
    join(dist, "types/wasm-file.d.ts"),
    "declare const module: WebAssembly.Module;\nexport default module;\n",
  );
}

function declarations(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return declarations(path);
    return path.endsWith(".d.ts") ? [path] : [];
  });
}
