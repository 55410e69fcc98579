// What a page pays for the elements before anybody gives a badge.

import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { bundleWidget } from "../bundle-widget.mjs";

const LARGEST = 15 * 1024;

test("the elements are at most 15 KiB of gzip before lazy chunks", async (t) => {
  const outdir = await mkdtemp(join(tmpdir(), "proofmark-widget-"));
  t.after(() => rm(outdir, { recursive: true }));
  const { metafile } = await bundleWidget({ outdir, verifier: "./index.url.mjs" });
  const outputs = Object.entries(metafile.outputs);
  const first = outputs.find(([path]) => basename(path) === "widget.mjs")?.[1];
  const entry = outputs.find(([path]) => basename(path) === "widget.mjs")?.[0];
  assert.ok(first && entry);
  // Whatever the first script imports in the usual way comes along with it.
  const eager = new Set([entry]);
  for (const path of eager) {
    const imports = metafile.outputs[path]?.imports ?? [];
    for (const { path: next, kind } of imports) if (kind === "import-statement") eager.add(next);
  }
  const sizes = await Promise.all([...eager].map(async (path) => gzipSync(await readFile(path)).length));
  const sum = sizes.reduce((one, other) => one + other, 0);
  t.diagnostic(`${sum} bytes in ${eager.size} files, of ${outputs.length} in all`);
  assert.ok(sum <= LARGEST, `${sum} bytes of gzip`);
  const lazy = outputs.flatMap(([, { imports }]) => imports.filter(({ kind }) => kind === "dynamic-import"));
  assert.match(
    await readFile(join(outdir, "widget-licences.txt"), "utf8"),
    /^marked\n.*dompurify\n.*@zxing\/library\n/s,
  );
  assert.ok(
    lazy.some(({ path }) => path === "./index.url.mjs"),
    "the verifier comes later",
  );
});
