// The page about the exam says what was answered; the long tests ask again.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { examine } from "./peers/run.mjs";
import { ANSWERS, PAGE, page, questions } from "./peers/table.mjs";

const answers = JSON.parse(readFileSync(ANSWERS, "utf8"));

test("docs/PEERS-EXAM.md is what table.mjs makes of the answers", () => {
  assert.equal(readFileSync(PAGE, "utf8"), page(answers));
});

test("every file of the catalogue was put to everybody, and we answered all of them rightly", () => {
  const files = questions().map(({ file }) => file);
  for (const [verifier, given] of Object.entries(answers)) {
    assert.deepEqual(Object.keys(given).sort(), [...files].sort(), `${verifier}: run peers/run.mjs again`);
  }
  for (const { file, expect } of questions()) assert.equal(answers.proofmark[file], expect.verdict, file);
});

test("the others still answer as they did", (t) => {
  if (!process.env.PROOFMARK_LONG) {
    t.diagnostic("!!! NOT ASKED: the others are asked by the long tests only (PROOFMARK_LONG=1)");
    return;
  }
  for (const [verifier, given] of Object.entries(examine())) {
    for (const [file, answer] of Object.entries(given)) {
      // Whether a slow one ends within its minute depends on the machine.
      const either = [answer, answers[verifier][file]];
      assert.ok(either.includes("none") || either[0] === either[1], `${verifier}: ${file}: ${either}`);
    }
  }
});
