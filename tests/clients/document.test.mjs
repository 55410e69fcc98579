// The committed document: valid for an independent linter, and what the clients were made from.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const repository = new URL("../../", import.meta.url);
const root = fileURLToPath(repository);

for (const name of ["openapi.json", "openapi-3.0.json"]) {
  test(`${name} is valid`, async () => {
    const linter = [
      "redocly",
      "lint",
      `openapi/${name}`,
      "--config",
      "tests/clients/redocly.yaml",
      "--format=json",
    ];
    const env = { ...process.env, REDOCLY_TELEMETRY: "off", REDOCLY_SUPPRESS_UPDATE_NOTICE: "true" };
    const { stdout } = await promisify(execFile)("npx", ["--no-install", ...linter], {
      cwd: root,
      env,
    }).catch((error) => error);
    const { totals, problems } = JSON.parse(stdout);
    const found = problems.map(
      ({ ruleId, message, location }) => `${ruleId}: ${message} ${location[0]?.pointer}`,
    );
    assert.deepEqual([totals.errors, totals.warnings, found], [0, 0, []]);
  });
}

test("the clients were generated from this document", async () => {
  for (const [name, files] of Object.entries({
    "openapi.json": [
      "typescript/src/generated/schema.ts",
      "typescript/src/generated/operations.ts",
      "python/proofmark_client/generated/__init__.py",
    ],
    "openapi-3.0.json": ["rust/src/generated.rs"],
  })) {
    const hash = createHash("sha256")
      .update(await readFile(new URL(`openapi/${name}`, repository)))
      .digest("hex");
    for (const file of files) {
      const text = await readFile(new URL(`openapi/clients/${file}`, repository), "utf8");
      assert.ok(text.includes(`sha256-${hash}`), `${file} is of another ${name}: cargo xtask clients`);
    }
  }
});
