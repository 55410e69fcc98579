// The packed package in tests of applications: Vitest, and Jest with its jsdom that hides half of the platform.

import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { checkOutput, installEnvironments, LONG, program, project } from "./project.mjs";

installEnvironments();
const { folder, write, remove } = project();
after(remove);
const printing = "require('node:fs').writeFileSync('found.json', JSON.stringify(found));";
const show = ["--eval", "console.log(require('node:fs').readFileSync('found.json', 'utf8'))"];

test("Vitest", { skip: !LONG }, () => {
  write(
    "ask.spec.mjs",
    `import { writeFileSync } from "node:fs";
import * as proofmark from "proofmark";
import { test } from "vitest";
import { badge } from "./badge.mjs";
import { answers } from "./suite.mjs";
test("ask", async () => writeFileSync("found.json", JSON.stringify(await answers(proofmark, badge))), 60_000);\n`,
  );
  run(program("vitest/vitest.mjs"), ["run", "--root", ".", "ask.spec.mjs"]);
  checkOutput(process.execPath, show, folder);
});

test("Jest with jsdom", { skip: !LONG }, () => {
  write("jest.config.json", '{ "testEnvironment": "jsdom", "testMatch": ["<rootDir>/ask.jest.cjs"] }');
  write("suite.cjs", suiteForJest());
  write(
    "ask.jest.cjs",
    `const proofmark = require("proofmark");
const { answers, badge } = require("./suite.cjs");
test("ask", async () => { const found = await answers(proofmark, badge); ${printing} }, 60000);\n`,
  );
  run(program("jest/bin/jest.js"), ["--config", "jest.config.json"]);
  checkOutput(process.execPath, show, folder);
});

function run(script, args) {
  execFileSync(process.execPath, [script, ...args], { cwd: folder, stdio: ["ignore", "pipe", "inherit"] });
}

/** Jest reads CommonJS. Its jsdom has no TextEncoder, which the suite itself uses. */
function suiteForJest() {
  const [suite, badge] = ["suite.mjs", "badge.mjs"].map((name) =>
    readFileSync(join(folder, name), "utf8").replaceAll("export ", ""),
  );
  return `const { TextEncoder } = require("node:util");
${suite}\n${badge}\nmodule.exports = { answers, badge };\n`;
}
