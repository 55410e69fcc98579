// Receives webhooks with nothing but Node.js: WEBHOOK_SECRET=whsec_… PORT=3000 node receiver.mjs
// (With the package `proofmark`: import { verifyWebhook } from "proofmark/webhook".)

import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer } from "node:http";

const TOLERANCE_SECONDS = 300;
const MAX_BODY = 1 << 20;

/** The event, or undefined when the message is not to be believed. `body` is a Buffer: the bytes as they arrived. */
export function verify(body, headers, secrets, now = Date.now() / 1000) {
  const id = headers["webhook-id"];
  const timestamp = headers["webhook-timestamp"];
  const signatures = headers["webhook-signature"];
  if (!id || !timestamp || !signatures) return undefined;
  // An old message that somebody recorded is refused.
  if (!/^[0-9]+$/.test(timestamp) || Math.abs(now - Number(timestamp)) > TOLERANCE_SECONDS) return undefined;
  for (const secret of secrets) {
    const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
    const expected = createHmac("sha256", key).update(`${id}.${timestamp}.`).update(body).digest();
    for (const signature of signatures.split(" ")) {
      if (!signature.startsWith("v1,")) continue;
      const given = Buffer.from(signature.slice(3), "base64");
      // timingSafeEqual throws when the lengths differ.
      if (given.length === expected.length && timingSafeEqual(given, expected)) return JSON.parse(body);
    }
  }
  return undefined;
}

// Several while one replaces another, separated by spaces.
const secrets = process.env.WEBHOOK_SECRET.split(" ");
const seen = new Set(); // keep it in a database: an event may arrive twice

createServer(async (request, response) => {
  const chunks = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > MAX_BODY) return response.writeHead(413).end();
    chunks.push(chunk);
  }
  const event = verify(Buffer.concat(chunks), request.headers, secrets);
  if (!event) return response.writeHead(400).end();
  if (!seen.has(event.id)) {
    seen.add(event.id);
    console.log(event.type, event.data.credentialId ?? "");
  }
  response.writeHead(204).end();
}).listen(Number(process.env.PORT ?? 3000), "127.0.0.1");
