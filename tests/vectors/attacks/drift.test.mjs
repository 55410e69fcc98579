// The vectors are what the generator makes, byte for byte: nobody has edited one by hand, and no machine makes others.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { everything, LETTERS } from "./generator/everything.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));

test("the generator makes exactly the files that are here", async (t) => {
  const made = new Map();
  for await (const [path, bytes] of everything()) made.set(path, bytes);
  const present = LETTERS.flatMap((letter) =>
    readdirSync(join(here, letter), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(here.length)),
  );
  assert.deepEqual(present.sort(), [...made.keys()].sort());
  for (const [path, bytes] of made) {
    assert.ok(readFileSync(join(here, path)).equals(bytes), `${path} has other bytes`);
  }
  t.diagnostic(`${made.size} files compared`);
});
