// A folder of a stranger who installed the packed package: the suite, a badge, and a script that asks. It lies here, so
// that bundlers and test runners of package.json are found from it.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { installPackage, repository } from "../installed.mjs";
import { expected } from "./suite.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const badge = readFileSync(join(repository, "tests/vectors/libraries/digitalcredentials.json"), "utf8");
const digest = createHash("sha256").update(badge).digest("hex");

/** All environments, or those of every change: this Node, Chromium, two bundlers. */
export const LONG = process.env.PROOFMARK_LONG === "1";

/** Other people's programs are a gigabyte: only the long tests install them. */
export function installEnvironments() {
  if (LONG && !existsSync(join(here, "node_modules"))) {
    // Not `npm ci`: it refuses a lock file without the programs of other platforms, which not every registry has.
    execFileSync("npm", ["install", "--no-save", "--no-audit", "--no-fund", "--loglevel=error"], {
      cwd: here,
      stdio: "inherit",
    });
  }
}

/** Path of a program that package.json installs. */
export const program = (path) => join(here, "node_modules", path);

/** Makes the folder; `write` puts another file into it. */
export function project() {
  mkdirSync(join(here, ".projects"), { recursive: true });
  const { folder, remove } = installPackage(join(here, ".projects/"));
  const write = (name, text) => {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  };
  copyFileSync(join(here, "suite.mjs"), join(folder, "suite.mjs"));
  write("badge.mjs", `export const badge = ${JSON.stringify(badge)};\n`);
  write("page.mjs", asking(`import * as proofmark from "proofmark";`, "globalThis.answered = found;"));
  write(
    "print.mjs",
    asking(`import * as proofmark from "proofmark";`, "console.log(JSON.stringify(found));"),
  );
  write(
    "print.cjs",
    `const proofmark = require("proofmark");
Promise.all([import("./suite.mjs"), import("./badge.mjs")])
  .then(([{ answers }, { badge }]) => answers(proofmark, badge))
  .then((found) => console.log(JSON.stringify(found)));\n`,
  );
  return { folder, write, remove };
}

/** A script that asks everything and then does `then` with what it `found`. */
export function asking(load, then) {
  return `${load}
import { answers } from "./suite.mjs";
import { badge } from "./badge.mjs";
answers(proofmark, badge).then((found) => { ${then} });\n`;
}

/** The suite, the badge and the call as one classic script, where `proofmark` is a global. */
export function classicScript(then) {
  const suite = readFileSync(join(here, "suite.mjs"), "utf8").replaceAll("export ", "");
  return `${suite}\nanswers(proofmark, ${JSON.stringify(badge)}).then((found) => { ${then} });\n`;
}

/** Fails unless every answer is the right one. */
export function check(found) {
  assert.deepEqual(found, expected(digest));
}

/** Runs a program in `folder` and checks the JSON it prints last. */
export function checkOutput(command, args, folder, env = {}) {
  let output;
  try {
    output = execFileSync(command, args, {
      cwd: folder,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, ...env },
      timeout: 120_000,
    });
  } catch (error) {
    assert.fail(`${command} ${args.join(" ")}\n${error.stdout}\n${error.stderr}`);
  }
  check(JSON.parse(output.trim().split("\n").at(-1)));
}
