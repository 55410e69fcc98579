// Examines our own verifier and three others, and writes the page about it. Takes a quarter of an hour.
//
//   node run.mjs
//
// The others are installed first: with npm beside this file, with pip into `.venv`. PROOFMARK_BIN is our own program.

import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ANSWERS, PAGE, page } from "./table.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const run = (command, ...given) => execFileSync(command, given, { cwd: here, stdio: "inherit" });
const program = process.env.PROOFMARK_BIN ?? join(here, "../../../../target/debug/proofmark");
const python = join(here, ".venv/bin/python");

const VERIFIERS = {
  proofmark: [program, "verify", "--offline"],
  "@digitalbazaar/vc 7.3.0": ["--batch", "node", "digitalbazaar.mjs"],
  "@digitalcredentials/verifier-core 1.0.0-beta.11": ["--batch", "node", "verifier-core.mjs"],
  "openbadgeslib 4.6.3": ["--batch", python, "openbadges_lib.py"],
};

/** Asks all of them. */
export function examine() {
  if (!existsSync(join(here, "node_modules"))) {
    run("npm", "ci", "--workspaces=false", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error");
  }
  if (!existsSync(python)) {
    run("python3", "-m", "venv", ".venv");
    run(python, "-m", "pip", "install", "--quiet", "-r", "requirements.txt");
  }
  const folder = mkdtempSync(join(tmpdir(), "proofmark-exam-"));
  const answers = {};
  for (const [name, [first, ...command]] of Object.entries(VERIFIERS)) {
    const file = join(folder, "answers.json");
    const batch = first === "--batch" ? ["--batch"] : [];
    run("node", "exam.mjs", ...batch, "--json", file, ...(batch.length > 0 ? command : [first, ...command]));
    answers[name] = JSON.parse(readFileSync(file, "utf8"));
  }
  rmSync(folder, { recursive: true });
  return answers;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const answers = examine();
  writeFileSync(ANSWERS, `${JSON.stringify(answers, null, 1)}\n`);
  writeFileSync(PAGE, page(answers));
}
