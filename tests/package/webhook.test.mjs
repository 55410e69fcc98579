// `proofmark/webhook`, given what the specification's own library signs and what an attacker makes of it. ATTACKS K60, K61, K69.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, test } from "node:test";
import { gzipSync } from "node:zlib";
import { Webhook } from "standardwebhooks";
import { installPackage } from "./installed.mjs";

const { folder, remove } = installPackage();
after(remove);
const { verifyWebhook, WebhookError } = await import(join(folder, "node_modules/proofmark/dist/webhook.mjs"));

const secret = `whsec_${Buffer.from([...Array(32).keys()]).toString("base64")}`;
const other = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;
const now = new Date("2026-11-21T10:00:00Z");
const seconds = now.getTime() / 1000;
const body = JSON.stringify({ id: "event-1", type: "credential.issued", data: { name: "Zoë" } });
const sign = (key = secret, time = now, text = body) => new Webhook(key).sign("event-1", time, text);
const headers = (signature = sign(), timestamp = String(seconds)) => ({
  "webhook-id": "event-1",
  "webhook-timestamp": timestamp,
  "webhook-signature": signature,
});
const verify = (given = headers(), payload = body, key = secret) =>
  verifyWebhook(payload, given, key, { now });

async function refuses(code, promise, name) {
  await assert.rejects(
    promise,
    (error) => error instanceof WebhookError && error.name === "WebhookError" && error.code === code,
    name,
  );
}

test("believes what the specification's library signs, as text or bytes, whatever holds the headers", async () => {
  const bytes = new TextEncoder().encode(body);
  const inside = new Uint8Array([...Array(7), ...bytes, 1, 2]).subarray(7, 7 + bytes.length);
  for (const payload of [body, bytes, bytes.buffer, Buffer.from(body), inside]) {
    assert.equal((await verify(headers(), payload)).type, "credential.issued");
  }
  assert.equal((await verify(new Headers(headers()))).data.name, "Zoë");
});

test("takes each signature of the list, and each secret", async () => {
  for (const list of [`${sign(other)} ${sign()}`, `${sign()} ${sign(other)}`, `v1a,AAAA ${sign()}`]) {
    await verify(headers(list));
  }
  await verify(headers(), body, [other, secret]);
  await refuses("no_matching_signature", verify(headers(sign(other))));
});

test("refuses what was changed, cut short or left out", async () => {
  await refuses("no_matching_signature", verify(headers(), `${body} `));
  await refuses("no_matching_signature", verify({ ...headers(), "webhook-id": "event-2" }));
  await refuses("no_matching_signature", verify(headers(sign(), String(seconds + 1))));
  const good = sign();
  for (const signature of [
    "v1,",
    "v1,AAAA",
    good.slice(3),
    good.replace("v1,", "v2,"),
    "v1,%%%",
    good.slice(0, -4),
  ]) {
    await refuses("no_matching_signature", verify(headers(signature)), signature);
  }
  for (const name of Object.keys(headers())) {
    await refuses("missing_header", verify({ ...headers(), [name]: undefined }), name);
    await refuses("missing_header", verify({ ...headers(), [name]: "" }), name);
    await refuses("missing_header", verify({ ...headers(), [name]: ["a", "b"] }), name);
  }
  for (const payload of [JSON.parse(body), null, 7]) {
    await refuses("parsed_payload", verify(headers(), payload));
  }
});

test("refuses what is five minutes old or from the future", async () => {
  for (const [away, good] of [
    [-300, true],
    [300, true],
    [-301, false],
    [301, false],
  ]) {
    const time = new Date(now.getTime() + away * 1000);
    const message = headers(sign(secret, time), String(seconds + away));
    if (good) await verify(message);
    else await refuses("timestamp_out_of_range", verify(message), String(away));
  }
  for (const timestamp of ["soon", "-1", "1e9", "0x10", " 1", "NaN", "Infinity", "9".repeat(400)]) {
    await refuses("missing_header", verify(headers(sign(), timestamp)), timestamp);
  }
});

test("refuses secrets with which anybody could sign", async () => {
  for (const weak of ["", "whsec_", "whsec_AAAA", secret.slice(6), "whsec_%%%", `whsec_${"A".repeat(400)}`]) {
    await refuses("invalid_secret", verify(headers(), body, weak), weak);
  }
  await refuses("no_matching_signature", verify(headers(), body, []));
});

test("says when a good signature is on something else than JSON", async () => {
  await refuses("not_json", verify(headers(sign(secret, now, "no json")), "no json"));
});

test("is CommonJS too, and small", () => {
  const dist = join(folder, "node_modules/proofmark/dist");
  assert.equal(typeof createRequire(import.meta.url)(join(dist, "webhook.cjs")).verifyWebhook, "function");
  const size = gzipSync(readFileSync(join(dist, "webhook.mjs")), { level: 9 }).length;
  console.log(`proofmark/webhook: ${size} bytes of gzip`);
  assert.ok(size < 1500, `${size} bytes`);
});
