// The page about the exam, from the answers that were given.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const VECTORS = fileURLToPath(new URL("..", import.meta.url));
export const PAGE = fileURLToPath(new URL("../../../../docs/PEERS-EXAM.md", import.meta.url));
export const ANSWERS = fileURLToPath(new URL("answers.json", import.meta.url));

const NAMES = {
  A: "JSON-LD, Data Integrity",
  B: "issuer, DID",
  C: "signatures",
  D: "JWT",
  E: "JSON",
  F: "status lists",
  G: "pictures",
  H: "time, recipient",
  I: "display",
  P: "PDF",
};

/** Every line of every `expect.jsonl`. */
export function questions() {
  return readdirSync(VECTORS)
    .filter((name) => /^[A-Z]$/.test(name))
    .flatMap((letter) =>
      readFileSync(join(VECTORS, letter, "expect.jsonl"), "utf8")
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line)),
    );
}

/** Markdown; `answers` has the verdicts by verifier and file. */
export function page(answers) {
  const rows = questions();
  const verifiers = Object.keys(answers);
  const given = (verifier, { file }) => answers[verifier][file];
  const right = (verifier, among) => among.filter((row) => given(verifier, row) === row.expect.verdict).length;
  const dangerous = (verifier, among = rows) =>
    among.filter((row) => row.expect.verdict !== "valid" && given(verifier, row) === "valid");
  const refused = (verifier) =>
    rows.filter((row) => row.expect.verdict === "valid" && given(verifier, row) !== "valid").length;
  const silent = (verifier) => rows.filter((row) => given(verifier, row) === "none").length;
  const line = (...cells) => `| ${cells.join(" | ")} |`;
  const letters = Object.keys(NAMES).map((letter) => {
    const among = rows.filter(({ id }) => id.startsWith(letter));
    const cells = verifiers.map((verifier) => `${right(verifier, among)} (${dangerous(verifier, among).length})`);
    return line(`${letter} ${NAMES[letter]}`, among.length, ...cells);
  });
  const lists = verifiers
    .filter((verifier) => dangerous(verifier).length > 0)
    .flatMap((verifier) => ["", `## ${verifier}`, "", ...byRow(dangerous(verifier))]);
  return `${[
    "# The catalogue of attacks, answered by others",
    "",
    "Each of the files in [tests/vectors/attacks](../tests/vectors/attacks) was given to these verifiers, through",
    "[the adapters beside it](../tests/vectors/attacks/peers). This page is written by `node tests/vectors/attacks/peers/run.mjs`.",
    "",
    line("verifier", "as expected", "dangerous", "sound files not accepted", "no answer"),
    line("---", "---", "---", "---", "---"),
    ...verifiers.map((verifier) =>
      line(
        verifier,
        `${right(verifier, rows)} of ${rows.length}`,
        dangerous(verifier).length,
        refused(verifier),
        silent(verifier),
      ),
    ),
    "",
    "*Dangerous* is a file called valid that is invalid or cannot be decided. *No answer* is a crash, or a minute without one.",
    "",
    "Read it with care. We wrote the catalogue, so our own row proves only that we keep our word. The libraries for JSON get what `JSON.parse` of their caller",
    "leaves of a file, cannot read JWT, pictures and PDF (`inconclusive` here), and compare no recipients. Documents are handed to all of them, so whether their own way to the network refuses an address of B19 is not asked. Where the specifications leave a choice, the catalogue has ours",
    "([decision 5](decisions/0005-stricter-than-the-specifications.md)): that all proofs of a set must hold, for example.",
    "",
    "As expected in each part, and dangerous in brackets:",
    "",
    line("part", "files", ...verifiers),
    line("---", "---", ...verifiers.map(() => "---")),
    ...letters,
    ...lists,
  ].join("\n")}\n`;
}

/** One line for each row of the catalogue, with its first file's sentence and how many more there are. */
function byRow(dangerous) {
  const rows = Map.groupBy ? Map.groupBy(dangerous, ({ id }) => id) : grouped(dangerous);
  return [...rows].map(([id, [first, ...more]]) => {
    const others = more.length > 0 ? `, and ${more.length} more` : "";
    return `- ${id}: ${shown(first.what)} (\`${first.file}\`${others})`;
  });
}

function grouped(rows) {
  const groups = new Map();
  for (const row of rows) groups.set(row.id, [...(groups.get(row.id) ?? []), row]);
  return groups;
}

/** Markdown would read these as markup. */
const shown = (text) => text.replace(/[<>|*_[\]\\`]/g, (letter) => `\\${letter}`);
