// A real server on its own port and database, as an operator starts it.

import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

/** The server's program. */
export const program =
  process.env.PROOFMARK_BIN ?? fileURLToPath(new URL("../../../target/debug/proofmark", import.meta.url));

/**
 * Starts a server.
 *
 * @param {Record<string, string>} settings More environment variables. Without any, nothing is limited.
 */
export async function startServer(settings = {}) {
  if (!existsSync(program))
    throw new Error(`${program} is not there: cargo build --package proofmark-cli makes it`);
  const folder = await mkdtemp(join(tmpdir(), "proofmark-clients-"));
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const environment = {
    ...process.env,
    PROOFMARK_LISTEN: `127.0.0.1:${port}`,
    PROOFMARK_DATABASE: join(folder, "proofmark.db"),
    PROOFMARK_BASE_URL: "https://badges.example.edu",
    PROOFMARK_LOG: "error",
    PROOFMARK_LIMIT_KEY_REQUESTS_PER_MINUTE: "0",
    PROOFMARK_LIMIT_VERIFICATIONS_PER_MINUTE: "0",
    PROOFMARK_LIMIT_DOCUMENTS_PER_MINUTE: "0",
    PROOFMARK_LIMIT_WRONG_KEYS_PER_MINUTE: "0",
    PROOFMARK_LIMIT_KEY_PUBLICATION_SECONDS: "0",
    PROOFMARK_LIMIT_WEBHOOK_TESTS_PER_MINUTE: "0",
    ...settings,
  };

  /** Makes an organization and gives its keys. */
  async function organization(name = "Example College") {
    const run = await promisify(execFile)(program, ["admin", "create-organization", name], {
      env: environment,
    });
    const key = (kind) => run.stdout.match(new RegExp(`${kind} API key\\s+(\\S+)`))?.[1];
    return { sandbox: key("Sandbox"), live: key("Live") };
  }

  const first = await organization();
  // E-mails are queued; at this address nobody takes them.
  const config = join(folder, "proofmark.toml");
  await writeFile(
    config,
    '[smtp]\nhost = "127.0.0.1"\nport = 1\ntls = "none"\nfrom = "badges@example.edu"\n',
  );
  const child = spawn(program, ["serve", "--config", config], {
    cwd: folder,
    env: environment,
    stdio: ["ignore", "ignore", "inherit"],
  });
  const exit = once(child, "exit");
  await ready(origin, child);
  return {
    origin,
    keys: first,
    organization,
    async stop() {
      child.kill("SIGTERM");
      await exit;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function ready(origin, child) {
  for (let attempt = 0; attempt < 600; attempt++) {
    if (child.exitCode !== null) throw new Error(`the server ended with code ${child.exitCode}`);
    const response = await fetch(`${origin}/health/ready`).catch(() => undefined);
    if (response?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("the server was not ready after 30 seconds");
}

/** A port that nothing listens at. */
export async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}
