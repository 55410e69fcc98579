// Static files from a folder and nothing else: what any cheap web host does.

import { readFile, stat } from "node:fs/promises";
import { createServer } from "node:http";
import { createServer as createSecureServer } from "node:https";
import { extname, join, normalize } from "node:path";

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".json": "application/json",
  ".wasm": "application/wasm",
};

/**
 * Serves `folder`, and `extra` (path → text) on top of it, on a free port of this machine; with `tls` (key and
 * certificate) over HTTPS.
 *
 * @returns The origin, the paths asked for so far, and a function that stops.
 */
export async function serveFiles(folder, extra = {}, headers = {}, tls = undefined) {
  const asked = [];
  const create = tls ? (answer) => createSecureServer(tls, answer) : createServer;
  const server = create(async (request, response) => {
    const { pathname } = new URL(request.url, "http://localhost");
    asked.push(pathname);
    if (await isFolder(folder, pathname)) {
      response.writeHead(301, { location: `${pathname}/` }).end();
      return;
    }
    const path = pathname.endsWith("/") ? `${pathname}index.html` : pathname;
    try {
      const body = extra[path] ?? (await readFile(join(folder, normalize(path))));
      response.writeHead(200, {
        "content-type": TYPES[extname(path)] ?? "application/octet-stream",
        ...headers,
      });
      response.end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    origin: `${tls ? "https" : "http"}://127.0.0.1:${server.address().port}`,
    port: server.address().port,
    asked,
    stop: () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  };
}

/** A folder without its slash: hosts send the browser on. */
async function isFolder(folder, pathname) {
  if (pathname.endsWith("/")) return false;
  return (await stat(join(folder, normalize(pathname))).catch(() => undefined))?.isDirectory() === true;
}
