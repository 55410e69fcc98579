// One core, two builds of it: what the program says about a file, the package must say too, byte for byte. Every badge
// that tests know goes through both, sound and damaged.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { availableParallelism } from "node:os";
import { join, resolve } from "node:path";
import { after, test } from "node:test";
import { pathToFileURL } from "node:url";
import { installPackage, repository } from "./installed.mjs";

const NOW = "2026-03-01T12:00:00Z";
const vectors = join(repository, "tests/vectors");
const program = process.env.PROOFMARK_BIN ?? join(repository, "target/debug/proofmark");
const suites = process.env.PROOFMARK_SUITES ?? join(repository, "../shared/suites");
const { folder, remove } = installPackage();
after(remove);
const { verify } = await import(
  pathToFileURL(join(folder, "node_modules/proofmark/dist/index.inline.mjs")).href
);

/** Files below `root` whose whole path fits `pattern`. */
function filesBelow(root, pattern) {
  if (!existsSync(root)) {
    console.log(`!!! NOTHING at ${root}: set PROOFMARK_SUITES; its badges are not compared`);
    return [];
  }
  return readdirSync(root)
    .filter((name) => name !== "node_modules")
    .map((name) => join(root, name))
    .flatMap((path) => {
      if (statSync(path).isDirectory()) return filesBelow(path, pattern);
      return pattern.test(path) ? [path] : [];
    });
}

/** Copies all documents that badges ask for into one folder, with the index that the program reads. */
function collectDocuments() {
  const files = {
    "https://school.example/.well-known/jwks.json": join(vectors, "cryptosuites/jwks.json"),
  };
  for (const source of [
    join(vectors, "libraries/documents"),
    join(vectors, "vc-jwt/documents"),
    resolve(suites, "../bench/documents"),
  ]) {
    if (!existsSync(source)) continue;
    const index = JSON.parse(readFileSync(join(source, "index.json"), "utf8"));
    for (const [url, file] of Object.entries(index)) files[url] = join(source, file);
  }
  const target = join(folder, "documents");
  mkdirSync(target);
  const index = {};
  const documents = {};
  for (const [number, [url, file]] of Object.entries(files).entries()) {
    index[url] = `${number}`;
    copyFileSync(file, join(target, index[url]));
    documents[url] = { bytes: readFileSync(file), retrievedAt: NOW };
  }
  writeFileSync(join(target, "index.json"), JSON.stringify(index));
  return { target, documents };
}

/** The file as it is, cut off, and with one byte changed at three places. */
function* variants(bytes) {
  yield ["as it is", bytes];
  yield ["cut off", bytes.subarray(0, bytes.length >> 1)];
  for (const place of [0.2, 0.5, 0.9]) {
    const changed = Buffer.from(bytes);
    changed[Math.floor(bytes.length * place)] ^= 1;
    yield [`changed at ${place}`, changed];
  }
}

const inputs = [
  ...filesBelow(vectors, /\.(json|jwt|png|svg|pdf)$/),
  ...filesBelow(resolve(suites, "../bench"), /bench\/[^/]*\.(json|jwt)$/),
  ...filesBelow(join(suites, "vc-di-eddsa"), /\/[^/]*[sS]igned[^/]*\.json$/),
  // The catalogue of attacks has a test of its own.
].filter((path) => !/\/(package(-lock)?|index)\.json$|\/keys\/|\/attacks\//.test(path));

test("the program and the package answer the same bytes about every file", async (t) => {
  const { target, documents } = collectDocuments();
  const cases = inputs.flatMap((path) =>
    [...variants(readFileSync(path))].map(([what, bytes]) => ({ path, what, bytes })),
  );
  const verdicts = new Map();
  const work = cases.entries();
  // Starting the program is what takes the time; as many at once as there are cores.
  const worker = async () => {
    for (const [number, { path, what, bytes }] of work) {
      const file = join(folder, `case-${number}`);
      writeFileSync(file, bytes);
      const native = await report(file, target);
      const answer = await verify(bytes, { now: NOW, offline: true, documents });
      assert.equal(`${JSON.stringify(answer)}\n`, native, `${path}, ${what}`);
      const verdict = `${answer.verdict} ${answer.reason}`;
      verdicts.set(verdict, (verdicts.get(verdict) ?? 0) + 1);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
  t.diagnostic(
    `${cases.length} reports of ${inputs.length} files compared: ${JSON.stringify([...verdicts])}`,
  );
  assert.ok(verdicts.get("valid null") >= 16, "too few of the files are valid for this to mean something");
  assert.ok(verdicts.get("invalid proof") >= 16, "too few of the files were refused for their proof");
});

/** What the program prints; its exit code repeats the verdict, so codes up to 2 are answers. */
function report(file, documentsFolder) {
  const options = ["--json", "--now", NOW, "--documents", documentsFolder, "--offline"];
  return new Promise((answer, refuse) => {
    execFile(program, ["verify", file, ...options], { maxBuffer: 1 << 24 }, (error, stdout, stderr) => {
      if (error && !(error.code <= 2)) refuse(new Error(`${file}: ${stderr || error.message}`));
      else answer(stdout);
    });
  });
}
