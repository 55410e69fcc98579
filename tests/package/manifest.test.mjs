// What package.json promises, as the tools see it that other people check packages with.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { installPackage, repository } from "./installed.mjs";

const { folder, remove } = installPackage();
after(remove);
const tarball = join(
  folder,
  readdirSync(folder).find((name) => name.endsWith(".tgz")),
);
const bin = (name) => join(repository, "node_modules/.bin", name);

function run(program, args) {
  try {
    return execFileSync(program, args, { encoding: "utf8", cwd: folder });
  } catch (error) {
    return assert.fail(`${error.stdout}\n${error.stderr}`);
  }
}

test("publint has nothing to say, strictly", () => {
  run(bin("publint"), ["--strict", "node_modules/proofmark"]);
});

test("Are the types wrong? finds that they are right in every kind of resolution", () => {
  // Entries that exist as ES modules only, and files that are no scripts.
  const modulesOnly = ["url", "slim", "service-worker", "widget", "proofmark.wasm", "proofmark-full.wasm"];
  run(bin("attw"), [tarball, "--profile", "node16", "--exclude-entrypoints", ...modulesOnly]);
  run(bin("attw"), [tarball, "--profile", "esm-only", "--exclude-entrypoints", ...modulesOnly.slice(4)]);
});

test("the pages of the interface can be built: everything exported is described, with an example and no dead link", () => {
  const out = join(folder, "api");
  run(bin("typedoc"), ["--options", join(repository, "pkg/typedoc.json"), "--out", out]);
  const pages = readdirSync(out, { recursive: true }).filter((name) =>
    /(classes|functions|interfaces|type-aliases)\/.*\.md$/.test(name),
  );
  assert.ok(pages.length > 40, `only ${pages.length} pages`);
  const without = pages.filter((name) => !readFileSync(join(out, name), "utf8").includes("Example"));
  assert.deepEqual(without, []);
});
