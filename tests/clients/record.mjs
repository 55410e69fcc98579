// Writes the answers of the OpenAPI document's examples: `cargo xtask clients` calls it. An answer that still has the
// recorded shape stays as it is, so that a change of one operation shows as a change of one file.

import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { isDeepStrictEqual } from "node:util";
import {
  folder,
  operationsOf,
  Runner,
  readExamples,
  readRecorded,
  recordedFile,
  shape,
} from "./support/examples.mjs";
import { startServer } from "./support/server.mjs";

/** Of lists so much is shown. */
const MOST_ITEMS = 2;

const server = await startServer();
try {
  // Its own, not the committed one: that is written after this.
  const document = await (await fetch(`${server.origin}/openapi.json`)).json();
  const examples = await readExamples();
  await mkdir(new URL("recorded/", folder), { recursive: true });
  const wanted = operationsOf(document).filter(({ id }) => examples[id]);
  for (const { id } of wanted) {
    const known = await readRecorded(id);
    const runner = new Runner(server.origin, await server.organization(), document, examples);
    const fresh = await runner.run(id).then(abridged, (error) => console.error(error.message));
    if (!fresh) {
      // What may come too late was recorded when it did not.
      if (!(known && examples[id].mayBeLate)) process.exitCode = 1;
      continue;
    }
    if (known && isDeepStrictEqual(shape(known), shape(fresh))) continue;
    console.log(`${known ? "again" : "new"}: ${id}`);
    await writeFile(recordedFile(id), `${JSON.stringify(masked(fresh), undefined, 2)}\n`);
  }
  const names = new Set(wanted.map(({ id }) => `${id}.json`));
  for (const file of await readdir(new URL("recorded/", folder))) {
    if (!names.has(file)) await rm(new URL(`recorded/${file}`, folder));
  }
} finally {
  await server.stop();
}

function abridged(run) {
  const { items } = run.answer ?? {};
  return Array.isArray(items)
    ? { ...run, answer: { ...run.answer, items: items.slice(0, MOST_ITEMS) } }
    : run;
}

/** Keys of servers that are gone, but people must not get used to keys in documents. */
function masked(value) {
  const text = JSON.stringify(value).replace(/(pm_(?:sandbox|live)|whsec)_[\w+/=-]{12,}/g, "$1_…");
  const unclaimed = text.replace(/(\/claim\/)[\w-]{12,}/g, "$1…");
  return JSON.parse(unclaimed.replaceAll(server.origin, "https://badges.example.edu"));
}
