// Runs a verifier through the catalogue and counts:
//
//   node exam.mjs [--batch] [--json FILE] COMMAND [ARGUMENT…]
//
// With --batch the program is started once with that argument, gets one question for each line of standard input (JSON
// with the members file, now, documents and recipient) and answers each with a line that has the exit code.

import { spawn } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const MINUTE = 60_000;
const VERDICTS = ["valid", "invalid", "inconclusive"];
const vectors = fileURLToPath(new URL("..", import.meta.url));

const given = process.argv.slice(2);
const batch = given[0] === "--batch" && given.shift() !== undefined;
const output = given[0] === "--json" ? given.splice(0, 2)[1] : undefined;
const [command, ...own] = given;
if (!command) throw new Error("usage: node exam.mjs [--batch] [--json FILE] COMMAND [ARGUMENT…]");

const rows = readdirSync(vectors)
  .filter((name) => /^[A-Z]$/.test(name))
  .flatMap((letter) =>
    readFileSync(join(vectors, letter, "expect.jsonl"), "utf8")
      .trim()
      .split("\n")
      .map((line) => ({ ...JSON.parse(line), folder: join(vectors, letter) })),
  );

const work = rows.values();
async function worker() {
  const ask = batch ? new Batch() : { answer: alone, stop() {} };
  for (const row of work) row.answer = await ask.answer(row);
  ask.stop();
}

/** One file, one process: an endless one is ended after a minute. */
function alone({ folder, file, now, recipient }) {
  const options = [join(folder, file), "--now", now, "--documents", join(folder, "documents")];
  if (recipient) options.push("--recipient", recipient);
  return new Promise((answer) => {
    const program = spawn(command, [...own, ...options], {
      stdio: "ignore",
      timeout: MINUTE,
      killSignal: "SIGKILL",
    });
    program.on("error", () => answer("none"));
    program.on("exit", (code) => answer(VERDICTS[code] ?? "none"));
  });
}

/** One process for many files; one that dies or thinks for a minute is replaced. */
class Batch {
  #program;
  #pending;

  answer({ folder, file, now, recipient }) {
    const question = { file: join(folder, file), now, documents: join(folder, "documents"), recipient };
    return new Promise((answer) => {
      const program = this.#start();
      const timer = setTimeout(() => program.kill("SIGKILL"), MINUTE);
      this.#pending = (verdict) => {
        clearTimeout(timer);
        this.#pending = undefined;
        answer(verdict);
      };
      program.stdin.write(`${JSON.stringify(question)}\n`);
    });
  }

  stop() {
    this.#program?.stdin.end();
  }

  #start() {
    if (this.#program) return this.#program;
    const program = spawn(command, [...own, "--batch"], { stdio: ["pipe", "pipe", "ignore"] });
    createInterface({ input: program.stdout }).on("line", (line) =>
      this.#pending?.(VERDICTS[Number.parseInt(line, 10)] ?? "none"),
    );
    program.stdin.on("error", () => {});
    program.on("error", () => this.#pending?.("none"));
    program.on("exit", () => {
      this.#program = undefined;
      this.#pending?.("none");
    });
    this.#program = program;
    return program;
  }
}

await Promise.all(Array.from({ length: availableParallelism() }, worker));

const right = rows.filter((row) => row.answer === row.expect.verdict);
const dangerous = rows.filter((row) => row.answer === "valid" && row.expect.verdict !== "valid");
const refused = rows.filter((row) => row.answer !== "valid" && row.expect.verdict === "valid");
const none = rows.filter((row) => row.answer === "none");
console.log(`${right.length} of ${rows.length} as expected, ${dangerous.length} dangerous,`);
console.log(`${refused.length} sound files not accepted, ${none.length} without an answer`);
for (const { file, expect } of dangerous) console.log(`  dangerous: ${file} is ${expect.verdict}`);
if (output) {
  const answers = Object.fromEntries(rows.map(({ file, answer }) => [file, answer]));
  writeFileSync(output, `${JSON.stringify(answers, null, 1)}\n`);
}
