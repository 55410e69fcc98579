// Requests that schemathesis makes up from the OpenAPI document, good and bad ones, against a running server: nothing may
// answer otherwise than the document says, and nothing may be a fault of the server.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { folder as python } from "./support/python.mjs";
import { startServer } from "./support/server.mjs";

const isLong = process.env.PROOFMARK_LONG !== undefined;

/** Checks that are off, and why. Every other check of schemathesis runs. */
const DISABLED = {
  positive_data_acceptance:
    "rules between members cannot be written into a schema: `validUntil` after `validFrom`, `ids` or `filter`, an `achievementId` that exists",
  negative_data_rejection:
    "an optional member may be null and counts as left out (tests/http/validation.rs); the document does not spell that out for each of them",
};

/** Operations that are left out, and why. */
const LEFT_OUT = {
  revokeApiKey: "it would revoke the key that the other requests are sent with",
  rotateApiKey: "the same",
};

test("schemathesis finds nothing", async () => {
  const server = await startServer();
  // It keeps notes in the working folder.
  const folder = await mkdtemp(join(tmpdir(), "proofmark-schemathesis-"));
  try {
    const options = [
      ...["run", fileURLToPath(new URL("../../openapi/openapi.json", import.meta.url))],
      ...["--url", server.origin, "--header", `Authorization: Bearer ${server.keys.sandbox}`],
      ...["--exclude-checks", Object.keys(DISABLED).join(",")],
      ...Object.keys(LEFT_OUT).flatMap((id) => ["--exclude-operation-id", id]),
      ...[
        "--max-examples",
        isLong ? "200" : "2",
        "--phases",
        isLong ? "examples,coverage,fuzzing,stateful" : "examples,coverage,fuzzing",
      ],
      ...[
        "--seed",
        "1",
        "--workers",
        "1",
        "--suppress-health-check",
        "all",
        "--warnings",
        "off",
        "--no-color",
      ],
    ];
    const { stdout } = await promisify(execFile)(`${python}/bin/schemathesis`, options, {
      cwd: folder,
      maxBuffer: 1 << 28,
    }).catch((error) => assert.fail(`${error.stdout}${error.stderr}`));
    console.log(/Test cases:\s+(.*)/.exec(stdout)?.[1] ?? "");
    assert.match(stdout, /Tested: [3-9]\d/, "most operations were tried");
  } finally {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
});
