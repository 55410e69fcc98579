// Bundles the elements for anybody's page: one small script, and chunks that come when they are needed. The build of
// the npm package and the test of the size use it; our own pages bundle the same sources with Vite.

import { readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, transform } from "esbuild";

/** What the lazy chunks are made of besides our own code. */
const LIBRARIES = ["marked", "dompurify", "@zxing/library"];

/**
 * Writes `widget.mjs` and its chunks `widget-….mjs`.
 *
 * @param outdir Folder to write to.
 * @param verifier Module that the elements import the verifier from, as seen from `outdir`, such as `./index.url.mjs`.
 * @returns esbuild's result, with its metafile. The licences of the libraries lie in `widget-licences.txt`.
 */
export async function bundleWidget({ outdir, verifier }) {
  const result = await build({
    entryPoints: { widget: fileURLToPath(new URL("widget/index.ts", import.meta.url)) },
    outdir,
    outExtension: { ".js": ".mjs" },
    chunkNames: "widget-[name]-[hash]",
    bundle: true,
    splitting: true,
    format: "esm",
    target: "es2022",
    minify: true,
    metafile: true,
    legalComments: "none",
    logLevel: "warning",
    plugins: [minifiedStyles(), givenVerifier(verifier)],
  });
  await writeFile(join(outdir, "widget-licences.txt"), await licences());
  return result;
}

/** Licences of other people's code in the chunks: they have to travel with it. */
export async function licences() {
  const { resolve } = createRequire(import.meta.url);
  const texts = LIBRARIES.map(async (name) => {
    const folder = resolve(name).replace(/(node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+)[\\/].*$/, "$1");
    return `${name}\n\n${await readFile(join(folder, "LICENSE"), "utf8")}`;
  });
  return (await Promise.all(texts)).join(`\n${"-".repeat(80)}\n\n`);
}

/** `import css from "./x.css?inline"`, as Vite has it. */
function minifiedStyles() {
  return {
    name: "minified-styles",
    setup(plugin) {
      plugin.onLoad({ filter: /\.css$/ }, async ({ path }) => {
        const { code } = await transform(await readFile(path, "utf8"), { loader: "css", minify: true });
        return { contents: code, loader: "text" };
      });
    },
  };
}

function givenVerifier(path) {
  return {
    name: "given-verifier",
    setup(plugin) {
      plugin.onResolve({ filter: /^proofmark\/url$/ }, () => ({ path, external: true }));
    },
  };
}
