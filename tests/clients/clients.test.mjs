// The generated clients, each doing the same things: issue through a network that loses answers, list page by page,
// revoke, verify, and be told that it asks too often or wrongly.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { createClient, everyItem, ProofmarkError } from "@proofmark/client";
import { python } from "./support/python.mjs";
import { LIMIT, startScene } from "./support/scene.mjs";
import { program } from "./support/server.mjs";

const run = promisify(execFile);
const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));
let scene;
before(async () => {
  scene = await startScene();
});
after(() => scene.stop());

test("JavaScript", async () => {
  const { server, limited, lossy } = scene;
  const proofmark = createClient({
    baseUrl: lossy.origin,
    apiKey: server.keys.sandbox,
    sleep: async () => {},
  });
  const achievement = await proofmark.createAchievement({
    body: { name: "Welding 101", description: "Can weld.", criteria: { narrative: "Weld two plates." } },
  });
  const lostBefore = lossy.lost();
  assert.ok(lostBefore > 0, "the answer was lost once");
  for (const name of ["Ada", "Grace", "Hedy"]) {
    await proofmark.issueCredential({
      body: { achievementId: achievement.id, recipient: { name, email: `${name}@example.com` } },
    });
  }
  assert.equal(lossy.lost(), lostBefore + 3);
  const issued = [];
  const filter = { achievementId: achievement.id, limit: 2 };
  for await (const { id } of everyItem(proofmark.listCredentials, filter)) issued.push(id);
  assert.equal(new Set(issued).size, 3, "each was issued once, on two pages");

  const [id] = issued;
  const revoked = await proofmark.revokeCredential({ id, body: { reason: "Issued by mistake" } });
  assert.equal(revoked.status, "revoked");
  const open = createClient({ baseUrl: server.origin });
  assert.equal((await open.verifyCredential({ id })).status, "revoked");
  assert.equal(
    (await open.getCredentialDocument({ id: `${id}.json` })).type.includes("OpenBadgeCredential"),
    true,
  );

  await assert.rejects(
    proofmark.issueCredential({ body: { achievementId: "?", recipient: {} } }),
    (error) => {
      assert.ok(error instanceof ProofmarkError);
      assert.deepEqual([error.status, error.code], [422, "validation_failed"]);
      assert.ok(
        error.details.some(({ pointer }) => pointer.startsWith("/recipient")),
        error.message,
      );
      return true;
    },
  );
  const waits = [];
  const sleep = async (milliseconds) => void waits.push(milliseconds);
  const hasty = createClient({ baseUrl: limited.origin, apiKey: limited.keys.sandbox, retries: 2, sleep });
  await assert.rejects(
    async () => {
      for (let request = 0; request <= 2 * LIMIT; request++) await hasty.getOrganization();
    },
    (error) => {
      assert.deepEqual([error.status, error.code], [429, "rate_limited"]);
      assert.ok(error.retryAfterSeconds >= 1 && error.retryAfterSeconds <= 60);
      return true;
    },
  );
  assert.equal(waits.length, 2);
  assert.ok(
    waits.every((wait) => wait >= 1000 && wait <= 60_000),
    "it waits as long as it is told",
  );
});

test("Python", async () => {
  const environment = { ...scene.environment, PYTHONPATH: path("../../openapi/clients/python") };
  const { stdout } = await run(python, [path("python_client.py")], { env: environment });
  assert.match(stdout, /all of it works/);
});

test("Rust", async () => {
  const example = join(dirname(program), "examples", "scene");
  assert.ok(
    existsSync(example),
    `${example} is not there: cargo build --package proofmark-client --examples makes it`,
  );
  const { stdout } = await run(example, [], { env: scene.environment });
  assert.match(stdout, /all of it works/);
});
