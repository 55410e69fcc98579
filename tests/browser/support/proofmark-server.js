// The real server with its demo data, on its own port and database. It can be stopped and started again.

import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

/** The program under test. */
export const program =
  process.env.PROOFMARK_BIN ?? fileURLToPath(new URL("../../../target/debug/proofmark", import.meta.url));

/**
 * Starts a server, with further variables in its environment and a configuration file.
 *
 * @returns Its addresses, `request` for its API, `createOrganization`, `start` and `stop`, and `remove` for the end.
 */
export async function startServer(more = {}, config = "") {
  if (!existsSync(program))
    throw new Error(`${program} is not there: cargo build --package proofmark-cli makes it`);
  const folder = await mkdtemp(join(tmpdir(), "proofmark-browser-"));
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const database = join(folder, "proofmark.db");
  const settings = join(folder, "proofmark.toml");
  await writeFile(settings, config);
  let running;

  const env = {
    ...process.env,
    PROOFMARK_LISTEN: `127.0.0.1:${port}`,
    PROOFMARK_DATABASE: database,
    PROOFMARK_LOG: "warn",
    ...more,
  };

  async function start() {
    const child = spawn(program, ["serve", "--demo", "--config", settings], {
      cwd: folder,
      env,
      stdio: ["ignore", "ignore", "inherit"],
    });
    const exit = once(child, "exit");
    running = { child, exit };
    await ready(origin, child);
  }

  async function stop() {
    if (!running) return;
    running.child.kill("SIGTERM");
    // A browser may hold a connection open for longer than a test wants to wait.
    const hurry = setTimeout(() => running.child.kill("SIGKILL"), 3000);
    await running.exit;
    clearTimeout(hurry);
    running = undefined;
  }

  await start();
  const demo = JSON.parse(await readFile(join(folder, "proofmark.demo.json"), "utf8"));

  async function request(method, path, body, key = demo.api_key) {
    const response = await fetch(`${origin}${path}`, {
      method,
      headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
      ...(body && { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response.json();
  }

  /** An organization without a past: its keys, as the operator is shown them. */
  async function createOrganization(name) {
    const command = promisify(execFile);
    const { stdout } = await command(program, ["admin", "create-organization", name], { cwd: folder, env });
    return { sandbox: stdout.match(/pm_sandbox_\w+/)[0], live: stdout.match(/pm_live_\w+/)[0] };
  }

  return {
    origin,
    apiKey: demo.api_key,
    achievementId: demo.achievement_id,
    request,
    createOrganization,
    start,
    stop,
    async remove() {
      await stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Issues a credential and gives its id, its page and the bytes of its file. */
export async function issue(server, email = "ada@example.com") {
  const recipient = { name: "Ada Lovelace", email };
  const credential = await server.request("POST", "/v1/credentials", {
    achievementId: server.achievementId,
    recipient,
    // The demo has issued this achievement to her already.
    onDuplicate: "allow",
  });
  const page = `${server.origin}/credentials/${credential.id}`;
  const file = await (await fetch(`${page}.json`)).text();
  return { id: credential.id, page, file };
}

/** The same file with one character of the achievement's name changed. */
export function tamper(file) {
  const changed = file.replace("First steps", "First stepz");
  if (changed === file) throw new Error("there was nothing to change");
  return changed;
}

/** Waits until a server answers. */
export async function ready(origin, child) {
  for (let attempt = 0; attempt < 300; attempt++) {
    if (child.exitCode !== null) throw new Error(`the server ended with code ${child.exitCode}`);
    const response = await fetch(`${origin}/health/ready`).catch(() => undefined);
    if (response?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("the server was not ready after 30 seconds");
}

/** A port that was free a moment ago. */
export async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}
