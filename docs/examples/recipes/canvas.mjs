// Issues when Canvas says that a course is completed. It takes Live Events of the type course_completed, sent by HTTPS
// with "Sign Payload" switched on:
// PROOFMARK_URL=https://badges.example.edu PROOFMARK_KEY=pm_live_… CANVAS_KEYS=https://…/jwks CANVAS_ACCOUNT=… \
//   ACHIEVEMENTS='{"565":"019a…"}' PORT=3000 node canvas.mjs

import { createPublicKey, verify } from "node:crypto";
import { createServer } from "node:http";

const { PROOFMARK_URL, PROOFMARK_KEY, CANVAS_KEYS, CANVAS_ACCOUNT, PORT = "3000" } = process.env;
/** Canvas course → achievement. */
const ACHIEVEMENTS = JSON.parse(process.env.ACHIEVEMENTS);
const MAX_BODY = 1 << 20;
/** It has the credential already: said when the same completion is told of once more, in other words. */
const DONE = ["duplicate_credential", "external_id_taken", "idempotency_key_reused"];

let known = [];
/** Canvas changes its keys every month, so an unknown one is looked for. */
async function keyNamed(kid) {
  const find = () => known.find((key) => key.kid === kid && key.kty === "RSA");
  if (!find()) {
    const answer = await fetch(CANVAS_KEYS);
    if (answer.ok) known = (await answer.json()).keys;
  }
  return find();
}

/** The event, or undefined when it is not from our Canvas. */
async function believed(token) {
  const parts = token.split(".");
  if (parts.length !== 3) return undefined;
  try {
    const [header, event] = parts.slice(0, 2).map((part) => JSON.parse(Buffer.from(part, "base64url")));
    // The sender does not choose how it is checked.
    if (header.alg !== "RS256") return undefined;
    const key = await keyNamed(header.kid);
    if (!key) return undefined;
    const signed = Buffer.from(`${parts[0]}.${parts[1]}`);
    const signature = Buffer.from(parts[2], "base64url");
    if (!verify("sha256", signed, createPublicKey({ key, format: "jwk" }), signature)) return undefined;
    // One set of keys signs for every school that uses Canvas: without this line any of them could issue here.
    return event.metadata.root_account_uuid === CANVAS_ACCOUNT ? event : undefined;
  } catch {
    return undefined;
  }
}

/** Whether nothing is left to do about the event. */
async function handle({ metadata, body }) {
  const achievementId = ACHIEVEMENTS[body.course?.id];
  // `completed_at` is missing when requirements were added since.
  if (metadata.event_name !== "course_completed" || !achievementId || !body.progress?.completed_at)
    return true;
  // The same however often Canvas tells of it; another one when the course is completed again next year.
  const completion = `canvas-${body.course.id}-${body.user.id}-${body.progress.completed_at}`;
  const answer = await fetch(`${PROOFMARK_URL}/v1/credentials`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${PROOFMARK_KEY}`,
      "content-type": "application/json",
      "idempotency-key": completion,
    },
    body: JSON.stringify({
      achievementId,
      recipient: { name: body.user.name, email: body.user.email },
      externalId: completion,
    }),
    signal: AbortSignal.timeout(15_000),
  });
  if (answer.ok) return true;
  const { error } = await answer.json();
  if (DONE.includes(error.code)) return true;
  console.error(
    completion,
    error.message,
    ...error.details.map((each) => `${each.pointer}: ${each.message}`),
  );
  return false;
}

createServer(async (request, response) => {
  const chunks = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > MAX_BODY) return response.writeHead(413).end();
    chunks.push(chunk);
  }
  const event = await believed(Buffer.concat(chunks).toString().trim()).catch(() => undefined);
  if (!event) return response.writeHead(401).end();
  // Anything but 2xx, and Canvas tells again later.
  const done = await handle(event).catch(() => false);
  response.writeHead(done ? 204 : 502).end();
}).listen(Number(PORT), "127.0.0.1");
