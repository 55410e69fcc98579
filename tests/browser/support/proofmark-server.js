// The real server with its demo data, on its own port and database. It can be stopped and started again.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const program =
  process.env.PROOFMARK_BIN ?? fileURLToPath(new URL("../../../target/debug/proofmark", import.meta.url));

/**
 * Starts a server.
 *
 * @returns Its addresses, `request` for its API, `start` and `stop`, and `remove` for the end.
 */
export async function startServer() {
  if (!existsSync(program))
    throw new Error(`${program} is not there: cargo build --package proofmark-cli makes it`);
  const folder = await mkdtemp(join(tmpdir(), "proofmark-browser-"));
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const database = join(folder, "proofmark.db");
  let running;

  async function start() {
    const child = spawn(program, ["serve", "--demo"], {
      cwd: folder,
      env: {
        ...process.env,
        PROOFMARK_LISTEN: `127.0.0.1:${port}`,
        PROOFMARK_DATABASE: database,
        PROOFMARK_LOG: "warn",
      },
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

  async function request(method, path, body) {
    const response = await fetch(`${origin}${path}`, {
      method,
      headers: { authorization: `Bearer ${demo.api_key}`, "content-type": "application/json" },
      ...(body && { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response.json();
  }

  return {
    origin,
    achievementId: demo.achievement_id,
    request,
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

async function ready(origin, child) {
  for (let attempt = 0; attempt < 300; attempt++) {
    if (child.exitCode !== null) throw new Error(`the server ended with code ${child.exitCode}`);
    const response = await fetch(`${origin}/health/ready`).catch(() => undefined);
    if (response?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("the server was not ready after 30 seconds");
}

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}
