// Opens a page in a browser and waits for `globalThis.answered`.

import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { launch } from "../../browser/support/browser.js";

const SECONDS = 60;

/** Chromium: `answered(url)` opens a page in a profile of its own. */
export async function chromium() {
  const browser = await launch();
  return {
    async answered(url) {
      const context = await browser.newContext();
      const page = await context.newPage();
      const faults = [];
      page.on("pageerror", (error) => faults.push(error.message));
      page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
      try {
        await page.goto(url);
        await page.waitForFunction(() => globalThis.answered, null, { timeout: SECONDS * 1000 });
        return await page.evaluate(() => globalThis.answered);
      } catch (error) {
        throw new Error(`${error.message}\n${faults.join("\n")}`);
      } finally {
        await context.close();
      }
    },
    close: () => browser.close(),
  };
}

/** Firefox over WebDriver BiDi, which Debian's package speaks. */
export async function firefox() {
  const { default: WebSocket } = await import("ws");
  const profile = mkdtempSync(join(tmpdir(), "proofmark-firefox-"));
  const program = process.env.PROOFMARK_FIREFOX ?? "/usr/bin/firefox-esr";
  const browser = spawn(program, [
    ...["--headless", "--no-remote", "--profile", profile, "--remote-debugging-port", "0"],
  ]);
  const address = await new Promise((resolve, reject) => {
    let text = "";
    browser.stderr.on("data", (data) => {
      text += data;
      const found = /WebDriver BiDi listening on (ws:\S+)/.exec(text);
      if (found) resolve(`${found[1]}/session`);
    });
    browser.once("error", reject);
    browser.once("exit", () => reject(new Error(`Firefox ended: ${text}`)));
  });
  const socket = new WebSocket(address);
  await new Promise((resolve, reject) => socket.once("open", resolve).once("error", reject));
  const waiting = new Map();
  socket.on("message", (data) => {
    const message = JSON.parse(data);
    waiting.get(message.id)?.(message);
  });
  let last = 0;
  const ask = async (method, params) => {
    last += 1;
    const id = last;
    const answer = new Promise((resolve) => waiting.set(id, resolve));
    socket.send(JSON.stringify({ id, method, params }));
    const { result, error, message } = await answer;
    if (error) throw new Error(`${method}: ${error} ${message}`);
    return result;
  };
  await ask("session.new", { capabilities: {} });
  return {
    async answered(url) {
      const { context } = await ask("browsingContext.create", { type: "tab" });
      await ask("browsingContext.navigate", { context, url, wait: "complete" });
      const { result } = await ask("script.evaluate", {
        target: { context },
        awaitPromise: true,
        expression: `new Promise((resolve, reject) => {
          const end = Date.now() + ${SECONDS * 1000};
          const look = () => globalThis.answered
            ? resolve(JSON.stringify(globalThis.answered))
            : Date.now() > end ? reject(new Error("no answer")) : setTimeout(look, 50);
          look();
        })`,
      });
      await ask("browsingContext.close", { context });
      return JSON.parse(result.value);
    },
    async close() {
      const ended = new Promise((resolve) => browser.once("exit", resolve));
      browser.kill();
      await ended;
      rmSync(profile, { recursive: true, force: true });
    },
  };
}
