import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { installPackage, repository } from "./installed.mjs";

const program = process.env.PROOFMARK_BIN ?? join(repository, "target/debug/proofmark");
const readme = readFileSync(join(repository, "README.md"), "utf8");

/** The only fenced block of `language` in the README that mentions `word`. */
function example(language, word) {
  const blocks = readme.split(`\n\`\`\`${language}\n`).slice(1);
  const matching = blocks.map((rest) => rest.split("\n```")[0]).filter((block) => block.includes(word));
  assert.equal(matching.length, 1, `${matching.length} ${language} examples mention ${word}`);
  return matching[0];
}

/** Signs the credential of the README's command line example. */
function signExample(folder) {
  const issuer = execFileSync(program, ["keygen", "--out", join(folder, "key.json")], {
    encoding: "utf8",
  }).trim();
  const template = readFileSync(join(repository, "docs/examples/credential.json"), "utf8");
  const input = template.replace("ISSUER", issuer);
  return execFileSync(program, ["sign", "--key", join(folder, "key.json"), "-"], { input });
}

test("the JavaScript example of the README verifies a badge", { skip: !existsSync(program) }, () => {
  assert.equal(example("sh", "npm install"), "npm install proofmark");
  const { folder, remove } = installPackage();
  after(remove);
  writeFileSync(join(folder, "badge.json"), signExample(folder));
  writeFileSync(join(folder, "readme.mjs"), example("js", 'from "proofmark"'));
  const output = execFileSync(process.execPath, ["readme.mjs"], { cwd: folder, encoding: "utf8" });
  const lines = output.trim().split("\n");
  assert.equal(lines[0], "valid");
  assert.match(output, /^passed signature /m);
});
