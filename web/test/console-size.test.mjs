// What the console weighs: all of its scripts together, in the heaviest language.

import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const LARGEST = 150 * 1000;
const here = (path) => fileURLToPath(new URL(path, import.meta.url));

test("every page of the console, with every language, is under 150 kB of gzip", async (t) => {
  const outdir = await mkdtemp(join(tmpdir(), "proofmark-console-"));
  t.after(() => rm(outdir, { recursive: true }));
  const { metafile } = await build({
    entryPoints: [here("../console/console.ts")],
    outdir,
    bundle: true,
    splitting: true,
    minify: true,
    format: "esm",
    target: "es2022",
    metafile: true,
  });
  const files = await readdir(outdir);
  const sizes = await Promise.all(
    files.map(async (name) => gzipSync(await readFile(join(outdir, name))).length),
  );
  const sum = sizes.reduce((one, other) => one + other, 0);
  t.diagnostic(`${sum} bytes in ${files.length} files`);
  assert.ok(files.length > 20, "each page is a file of its own");
  assert.ok(sum < LARGEST, `${sum} bytes of gzip`);
  // On the generated client only: nothing else in the console asks the network.
  const own = Object.keys(metafile.inputs).filter((path) => /(^|\/)console\/[^:]+\.ts$/.test(path));
  assert.ok(own.length > 20);
  for (const path of own) {
    const source = await readFile(path, "utf8");
    assert.doesNotMatch(source, /\bfetch\(|XMLHttpRequest|EventSource|sendBeacon/, path);
    assert.doesNotMatch(source, /innerHTML|outerHTML|insertAdjacentHTML|document\.write/, path);
  }
});
