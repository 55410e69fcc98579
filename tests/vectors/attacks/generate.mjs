// Writes the vectors beside it. The same bytes on every run; drift.test.mjs holds it to that.
//
//   npm ci && npm run generate --workspace tests/vectors/attacks

import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { everything, LETTERS } from "./generator/everything.mjs";

for (const letter of LETTERS) rmSync(new URL(`${letter}/`, import.meta.url), { recursive: true, force: true });
for await (const [path, bytes] of everything()) {
  const file = fileURLToPath(new URL(path, import.meta.url));
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, bytes);
}
