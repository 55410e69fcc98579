// Bundles the elements for anybody's page: one small script, and chunks that come when they are needed. The build of
// the npm package and the test of the size use it; our own pages bundle the same sources with Vite.

import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build, transform } from "esbuild";

/**
 * Writes `widget.mjs` and its chunks `widget-….mjs`.
 *
 * @param outdir Folder to write to.
 * @param verifier Module that the elements import the verifier from, as seen from `outdir`, such as `./index.url.mjs`.
 * @returns esbuild's result, with its metafile.
 */
export function bundleWidget({ outdir, verifier }) {
  return build({
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
