// Builds the npm package: TypeScript from src/ and the bindings in generated/ become dist/.
//
// `cargo xtask wasm` writes generated/small/ and generated/full/ first, each with proofmark.js (the glue),
// proofmark.d.ts and proofmark_bg.wasm. `full` does all that `small` does, and PDF, Open Badges 2.0 and explanations.
// Where `small` meets bytes that need them, `Verification.step()` answers {"needsFull":true}: load `full` and begin anew
// with the same bytes. This build ships `full` alone.
// This script adds generated/inline.js (the WASM as gzip in base64) and then bundles one entry per way of
// loading the WASM. Entries are src/loaders/<name>.ts; each exports the whole public interface:
//
//   inline   WASM inside the script: no second request, works everywhere but on Cloudflare Workers
//   workerd  static `import` of the .wasm, as Cloudflare Workers demand
//   url      fetches proofmark_bg.wasm beside it: compiled while it streams, cached by the browser
//   slim     brings no WASM: the application hands it over

import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const dist = join(here, "dist");
const generated = join(here, "generated");
const wasm = join(generated, "full/proofmark_bg.wasm");

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist, { recursive: true });
writeInlineModule();
copyFileSync(wasm, join(dist, "proofmark_bg.wasm"));
await bundleScripts();
writeTypes();

/** The WASM as text that a script can carry; gzip because base64 alone adds a third. */
function writeInlineModule() {
  const text = gzipSync(readFileSync(wasm), { level: 9 }).toString("base64");
  writeFileSync(join(generated, "inline.js"), `export const wasmGzipBase64 = "${text}";\n`);
  writeFileSync(join(generated, "inline.d.ts"), "export declare const wasmGzipBase64: string;\n");
}

async function bundleScripts() {
  const common = {
    bundle: true,
    minifySyntax: true,
    minifyWhitespace: true,
    target: "es2022",
    legalComments: "none",
  };
  const entries = [
    { loader: "inline", format: "esm", out: "index.inline.mjs" },
    { loader: "inline", format: "cjs", out: "index.inline.cjs", define: { "import.meta.url": "undefined" } },
    { loader: "inline", format: "iife", out: "proofmark.iife.js", globalName: "proofmark", minify: true },
    { loader: "workerd", format: "esm", out: "index.workerd.mjs", plugins: [keepWasmImport()] },
    { loader: "url", format: "esm", out: "index.url.mjs" },
    { loader: "slim", format: "esm", out: "index.slim.mjs" },
  ];
  for (const { loader, out, ...options } of entries) {
    await build({
      ...common,
      ...options,
      entryPoints: [join(here, "src/loaders", `${loader}.ts`)],
      outfile: join(dist, out),
      logLevel: "warning",
    });
  }
}

/** Leaves `import module from "….wasm"` to the runtime, pointing at the copy beside the bundle. */
function keepWasmImport() {
  return {
    name: "keep-wasm-import",
    setup(plugin) {
      plugin.onResolve({ filter: /\.wasm$/ }, () => ({ path: "./proofmark_bg.wasm", external: true }));
    },
  };
}

/** Declarations for `import`, and the same again as `.d.cts` for `require`. */
function writeTypes() {
  const tsc = createRequire(import.meta.url).resolve("typescript/bin/tsc");
  execFileSync(process.execPath, [tsc, "--project", join(here, "tsconfig.types.json")], { stdio: "inherit" });
  // Declarations of the loaders name those of the bindings.
  mkdirSync(join(dist, "generated/full"), { recursive: true });
  copyFileSync(join(generated, "full/proofmark.d.ts"), join(dist, "generated/full/proofmark.d.ts"));
  for (const file of declarations(dist)) {
    const text = readFileSync(file, "utf8").replace(/(from\s+"\.[^"]*)\.js"/g, '$1.cjs"');
    writeFileSync(file.replace(/\.d\.ts$/, ".d.cts"), text);
  }
  writeFileSync(
    join(dist, "types/wasm.d.ts"),
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
