// The catalogue of attacks through the package (C09): the answer that stands beside each file, and the same bytes as the
// program on the command line.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { pathToFileURL } from "node:url";
import { installPackage, repository } from "./installed.mjs";

const vectors = join(repository, "tests/vectors/attacks");
const program = process.env.PROOFMARK_BIN ?? join(repository, "target/debug/proofmark");
const { folder, remove } = installPackage();
after(remove);
const { verify } = await import(
  pathToFileURL(join(folder, "node_modules/proofmark/dist/index.inline.mjs")).href
);

const letters = readdirSync(vectors).filter((name) => /^[A-Z]$/.test(name));
const rows = letters.flatMap((letter) => {
  const directory = join(vectors, letter);
  const read = (name) => readFileSync(join(directory, name));
  const index = JSON.parse(read("documents/index.json"));
  const documents = Object.entries(index).map(([url, file]) => [url, read(join("documents", file))]);
  return read("expect.jsonl")
    .toString()
    .trim()
    .split("\n")
    .map((line) => ({ ...JSON.parse(line), directory, documents }));
});

test("the package answers as the catalogue says, in the bytes of the program", async (t) => {
  const work = rows.values();
  const differences = [];
  const worker = async () => {
    for (const row of work) {
      const file = join(row.directory, row.file);
      const { now, recipient } = row;
      const documents = Object.fromEntries(
        row.documents.map(([url, bytes]) => [url, { bytes, retrievedAt: now }]),
      );
      const answer = await verify(readFileSync(file), { now, recipient, offline: true, documents });
      const report = await native(file, row);
      if (answer.verdict !== row.expect.verdict) differences.push(`${row.file} is ${answer.verdict}`);
      if (`${JSON.stringify(answer)}\n` !== report)
        differences.push(`${row.file}: ${firstDifference(answer, report)}`);
    }
  };
  // Starting the program is what takes the time; as many at once as there are cores.
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
  assert.deepEqual(differences, []);
  assert.ok(rows.length > 900, `only ${rows.length} files`);
  t.diagnostic(`${rows.length} files`);
});

/** The first member of the report that is not the same. */
function firstDifference(answer, report) {
  const native = JSON.parse(report);
  const member = Object.keys(native).find(
    (name) => JSON.stringify(native[name]) !== JSON.stringify(answer[name]),
  );
  return `${member}: ${JSON.stringify(answer[member])} instead of ${JSON.stringify(native[member])}`;
}

/** What the program prints; its exit code repeats the verdict. */
function native(file, { now, recipient, directory, expect }) {
  const options = ["--json", "--offline", "--now", now, "--documents", join(directory, "documents")];
  if (recipient) options.push("--recipient", recipient);
  return new Promise((answer, refuse) => {
    execFile(program, ["verify", file, ...options], { maxBuffer: 1 << 24 }, (error, stdout, stderr) => {
      const code = error ? error.code : 0;
      if (code !== ["valid", "invalid", "inconclusive"].indexOf(expect.verdict)) {
        refuse(new Error(`${file}: exit code ${code} ${stderr}`));
      } else answer(stdout);
    });
  });
}
