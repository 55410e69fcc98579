import assert from "node:assert/strict";
import { execFile, execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { promisify } from "node:util";
import { ask, changeOneListItem, expectedVerdicts } from "./conformance.mjs";
import { benchBadge, installPackage, repository, runScript } from "./installed.mjs";

const { folder, files, remove } = installPackage();
after(remove);
const installed = join(folder, "node_modules/proofmark");
const manifest = JSON.parse(readFileSync(join(installed, "package.json"), "utf8"));
const badge = benchBadge();

test("the tarball holds the build, and no source, test or secret", () => {
  const allowed = /^package\/(dist\/[\w./-]+|package\.json|README\.md|llms\.txt|LICENSE[\w.-]*)$/;
  assert.deepEqual(
    files.filter((file) => !allowed.test(file)),
    [],
  );
});

test("every path that package.json names is there", () => {
  const paths = [manifest.main, manifest.module, manifest.types, manifest.unpkg, manifest.jsdelivr];
  (function collect(value) {
    if (typeof value === "string") paths.push(value);
    else for (const inner of Object.values(value)) collect(inner);
  })(manifest.exports);
  assert.deepEqual(
    paths.filter((path) => !existsSync(join(installed, path))),
    [],
  );
});

test("it depends on nothing", () => {
  assert.equal(manifest.dependencies, undefined);
  assert.equal(manifest.peerDependencies, undefined);
});

for (const { kind, name, load } of [
  { kind: "ES module", name: "esm.mjs", load: 'const proofmark = await import("proofmark");' },
  { kind: "CommonJS", name: "cjs.cjs", load: 'const proofmark = require("proofmark");' },
  {
    kind: "slim ES module with the WebAssembly handed over",
    name: "slim.mjs",
    load: `import * as proofmark from "proofmark/slim";
      import { readFileSync } from "node:fs";
      proofmark.initialize(() => readFileSync(new URL(import.meta.resolve("proofmark/proofmark.wasm"))));`,
  },
  {
    kind: "classic script",
    name: "iife.cjs",
    load: `const { readFileSync } = require("node:fs");
      (0, eval)(readFileSync("node_modules/proofmark/dist/proofmark.iife.js", "utf8") + ";globalThis.proofmark = proofmark");
      const proofmark = globalThis.proofmark;`,
  },
]) {
  test(`Node, ${kind}: the example badge gets the verdicts it must get`, {
    skip: badge === undefined,
  }, async () => {
    const answer = await runScript(
      folder,
      name,
      `${load}
      ${ask.toString()}
      ${changeOneListItem.toString()}
      ask(proofmark, ${JSON.stringify(badge)}).then((answer) => console.log(JSON.stringify(answer)));`,
    );
    assert.deepEqual(answer.verdicts, expectedVerdicts);
  });
}

test("the command line and the package answer the same report", { skip: badge === undefined }, async () => {
  const program = process.env.PROOFMARK_BIN ?? join(repository, "target/debug/proofmark");
  const { valid } = await runScript(
    folder,
    "report.mjs",
    `import * as proofmark from "proofmark";
    ${ask.toString()}
    ${changeOneListItem.toString()}
    console.log(JSON.stringify(await ask(proofmark, ${JSON.stringify(badge)})));`,
  );
  const { stdout } = await promisify(execFile)(program, [
    ...["verify", badge.credentialFile, "--json", "--offline"],
    ...["--now", "2026-03-01T12:00:00Z", "--documents", badge.documentsFolder],
  ]);
  assert.deepEqual(JSON.parse(stdout), valid);
});

for (const { module, moduleResolution, name } of [
  { module: "Node16", moduleResolution: "Node16", name: "consumer.mts" },
  { module: "Node16", moduleResolution: "Node16", name: "consumer.cts" },
  { module: "ESNext", moduleResolution: "Bundler", name: "consumer.ts" },
]) {
  test(`TypeScript, ${name} with ${moduleResolution} resolution: the types say what the code does`, () => {
    writeFileSync(join(folder, name), readFileSync(new URL("consumer.ts", import.meta.url)));
    const options = ["--strict", "--noEmit", "--lib", "ES2022,DOM", "--target", "ES2022"];
    const resolution = ["--module", module, "--moduleResolution", moduleResolution];
    const tsc = join(repository, "node_modules/typescript/bin/tsc");
    try {
      execFileSync(process.execPath, [tsc, ...options, ...resolution, name], {
        cwd: folder,
        encoding: "utf8",
      });
    } catch (error) {
      assert.fail(error.stdout);
    }
  });
}
