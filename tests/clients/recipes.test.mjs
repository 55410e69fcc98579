// The recipes of docs/guides/recipes.md, each told of a completed course as its platform tells it: one credential is
// issued, and none when the same is told again. What is not from the platform issues nothing.

import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { createHmac, generateKeyPairSync, sign } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { runWorkflow } from "./recipes/n8n.mjs";
import { freePort, startServer } from "./support/server.mjs";

const run = promisify(execFile);
const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const recipes = path("../../docs/examples/recipes/");

let server;
let folder;
/** A key that may issue and nothing else, as the guide says. */
let key;
before(async () => {
  server = await startServer();
  folder = await mkdtemp(join(tmpdir(), "proofmark-recipes-"));
  key = (await api("POST", "/v1/api-keys", { name: "LMS", scopes: ["issue"] })).key;
});
after(async () => {
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

async function api(method, at, body) {
  const answer = await fetch(server.origin + at, {
    method,
    headers: { authorization: `Bearer ${server.keys.sandbox}`, "content-type": "application/json" },
    body: body && JSON.stringify(body),
  });
  const json = await answer.json();
  assert.ok(answer.ok, `${method} ${at}: ${JSON.stringify(json)}`);
  return json;
}

async function achievement(name) {
  const body = { name, description: "Can do it.", criteria: { narrative: "Do it." } };
  return (await api("POST", "/v1/achievements", body)).id;
}

/** What was issued of an achievement: `[recipient's name, e-mail, external id]`. */
async function issued(id) {
  const { items } = await api("GET", `/v1/credentials?achievementId=${id}&limit=100`);
  return items.map((item) => [item.recipient.name, item.recipient.email, item.externalId]);
}

/** Starts a recipe that receives, and gives a function that posts to it and answers with the status. */
async function receiver(t, program, args, environment) {
  const port = await freePort();
  const child = spawn(program, args, {
    cwd: recipes,
    env: {
      ...process.env,
      PROOFMARK_URL: server.origin,
      PROOFMARK_KEY: key,
      PORT: String(port),
      ...environment,
    },
    stdio: ["ignore", "ignore", "ignore"],
  });
  const exit = once(child, "exit");
  t.after(async () => {
    child.kill();
    await exit;
  });
  const post = (body, headers = {}) =>
    fetch(`http://127.0.0.1:${port}/`, { method: "POST", headers, body }).then((answer) => answer.status);
  for (let attempt = 0; attempt < 200; attempt++) {
    assert.equal(child.exitCode, null, `${program} ${args} ended`);
    if ((await post("").catch(() => undefined)) !== undefined) return post;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${program} ${args} does not answer`);
}

test("Moodle", async () => {
  const id = await achievement("Moodle");
  const moodle = (environment) =>
    run("php", ["-d", "zend.assertions=1", path("recipes/moodle.php"), join(recipes, "moodle")], {
      env: {
        ...process.env,
        COPIES: "1",
        CONFIG_URL: `${server.origin}/`,
        CONFIG_KEY: key,
        CONFIG_ACHIEVEMENTS: `6 = other\r\n7 = ${id}\r\n`,
        ...environment,
      },
    });
  await moodle({ DELETED: "1" });
  await moodle({ CONFIG_ACHIEVEMENTS: `6=${id}` });
  assert.deepEqual(await issued(id), []);
  // A task that fails throws, so that Moodle runs it again.
  await assert.rejects(moodle({ CONFIG_KEY: "pm_sandbox_wrong" }), /401/);
  await assert.rejects(moodle({ CONFIG_URL: `http://127.0.0.1:${await freePort()}` }), /local_proofmark/);
  assert.match((await moodle({ COPIES: "2" })).stdout, /2 tasks/);
  await moodle();
  assert.deepEqual(await issued(id), [["Grace Hopper", "grace@example.com", "moodle-completion-93"]]);
});

test("Canvas", async (t) => {
  const id = await achievement("Canvas");
  const account = "VicYj3cu5BIFpoZhDVU4DZumnlBrWi1grgJEzADs";
  const ours = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const theirs = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const jwk = { ...ours.publicKey.export({ format: "jwk" }), kid: "2026-11", alg: "RS256", use: "sig" };
  const keys = createServer((_, response) => response.end(JSON.stringify({ keys: [jwk] })));
  keys.listen(0, "127.0.0.1");
  await once(keys, "listening");
  t.after(() => keys.close());
  const post = await receiver(t, "node", ["canvas.mjs"], {
    CANVAS_KEYS: `http://127.0.0.1:${keys.address().port}/jwks`,
    CANVAS_ACCOUNT: account,
    ACHIEVEMENTS: JSON.stringify({ 565: id }),
  });
  const event = (change = () => {}) => {
    const event = {
      metadata: {
        event_name: "course_completed",
        event_time: "2026-11-20T19:11:26.615Z",
        producer: "canvas",
        request_id: "1dd9dc6f-2fb0-4c19-a6c5-7ee1bf3ed295",
        root_account_uuid: account,
      },
      body: {
        progress: {
          requirement_count: 3,
          requirement_completed_count: 3,
          next_requirement_url: null,
          completed_at: "2026-11-20T19:11:26Z",
        },
        user: { id: "123", name: "Grace Hopper", email: "grace@example.com" },
        course: { id: "565", name: "Welding 101", account_id: "79", sis_source_id: "2017.100.101.101-1" },
      },
    };
    change(event);
    return event;
  };
  const token = (event, { privateKey } = ours, header = { alg: "RS256", typ: "JWT", kid: "2026-11" }) => {
    const text = [header, event]
      .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"))
      .join(".");
    return `${text}.${sign("sha256", Buffer.from(text), privateKey).toString("base64url")}`;
  };

  const another = (event) => {
    event.metadata.root_account_uuid = "another school";
  };
  const [head, body] = token(event()).split(".");
  for (const [name, message] of [
    ["no token", JSON.stringify(event())],
    ["no signature", `${head}.${body}.`],
    ["another key", token(event(), theirs)],
    ["an unknown key", token(event(), theirs, { alg: "RS256", kid: "unknown" })],
    ["no algorithm", token(event(), ours, { alg: "none", kid: "2026-11" })],
    ["another school", token(event(another))],
  ])
    assert.equal(await post(message), 401, name);
  // Not about a completion, or not of a course that has an achievement.
  for (const change of [
    (event) => (event.metadata.event_name = "course_progress"),
    (event) => (event.body.progress.completed_at = null),
    (event) => (event.body.course.id = "566"),
  ])
    assert.equal(await post(token(event(change))), 204);
  assert.deepEqual(await issued(id), []);
  // What is refused is told of again.
  assert.equal(await post(token(event((event) => (event.body.user.email = "nobody")))), 502);

  assert.equal(await post(token(event())), 204);
  assert.equal(await post(token(event())), 204);
  // Canvas tells of the same completion in another event.
  const later = (event) => {
    event.metadata.request_id = "b4b2ac0d-1111-4c19-a6c5-7ee1bf3ed295";
    event.body.user.name = "Grace Brewster Hopper";
  };
  assert.equal(await post(token(event(later))), 204);
  const completion = "canvas-565-123-2026-11-20T19:11:26Z";
  assert.deepEqual(await issued(id), [["Grace Hopper", "grace@example.com", completion]]);
});

test("a learning platform with signed webhooks", async (t) => {
  const id = await achievement("Platform");
  const thinkific = JSON.parse(await readFile(join(recipes, "lms.json"), "utf8"));
  thinkific.achievements = { 68: id };
  const file = join(folder, "lms.json");
  await writeFile(file, JSON.stringify(thinkific));
  const post = await receiver(t, "python3", ["lms.py", file], { LMS_SECRET: "secret of the site" });
  const message = (change = () => {}) => {
    const message = {
      id: "20261120191810790022472",
      resource: "enrollment",
      action: "completed",
      tenant_id: "59",
      created_at: "2026-11-20T00:18:10.768Z",
      payload: {
        completed_at: "2026-11-20T00:18:10.767Z",
        course: { id: 68, name: "Welding 101" },
        course_id: 68,
        id: 3,
        percentage_completed: "1.0",
        user: { email: "grace@example.com", first_name: "Grace", id: 94, last_name: "Höpper" },
      },
    };
    change(message);
    return JSON.stringify(message);
  };
  const send = (body, secret = "secret of the site") =>
    post(body, { "x-thinkific-hmac-sha256": createHmac("sha256", secret).update(body).digest("hex") });

  assert.equal(await post(message()), 401);
  assert.equal(await send(message(), "another secret"), 401);
  assert.equal(await send("[]"), 400);
  assert.equal(await send(message((message) => delete message.payload.user)), 400);
  assert.equal(await send(message((message) => (message.action = "progress"))), 204);
  assert.equal(await send(message((message) => (message.payload.course.id = 69))), 204);
  assert.equal(await send(message((message) => (message.payload.user.email = "nobody"))), 502);
  assert.deepEqual(await issued(id), []);

  assert.equal(await send(message()), 204);
  assert.equal(await send(message()), 204);
  assert.equal(await send(message((message) => (message.id = "20261121000000000000000"))), 204);
  assert.equal(await send(message((message) => (message.payload.user.first_name = "G."))), 204);
  assert.deepEqual(await issued(id), [["Grace Höpper", "grace@example.com", "lms-3"]]);
});

test("n8n", async () => {
  const id = await achievement("n8n");
  const workflow = JSON.parse(await readFile(join(recipes, "n8n.json"), "utf8"));
  const body = {
    enrolmentId: 4711,
    achievementId: id,
    name: 'Grace "Amazing" Hopper',
    email: "grace@example.com",
  };
  const deliver = () => runWorkflow(workflow, { headers: {}, body }, { bearer: key, origin: server.origin });
  const [first, second] = [await deliver(), await deliver()];
  assert.equal(second.id, first.id);
  assert.deepEqual(await issued(id), [['Grace "Amazing" Hopper', "grace@example.com", "enrolment-4711"]]);
});

test("Zapier", async () => {
  const id = await achievement("Zapier");
  const source = await readFile(join(recipes, "zapier.js"), "utf8");
  const AsyncFunction = (async () => {}).constructor;
  // As Zapier does: inside of a function, with texts as input.
  const step = new AsyncFunction("inputData", "fetch", `let output;\n${source}\nreturn output;`);
  const input = {
    url: server.origin,
    key,
    achievementId: id,
    enrolmentId: "4712",
    name: "Grace Hopper",
    email: "grace@example.com",
  };
  await assert.rejects(step({ ...input, email: "nobody" }, fetch));
  const [first, second] = [await step(input, fetch), await step(input, fetch)];
  assert.equal(second.id, first.id);
  assert.match(first.verificationUrl, /^https:\/\/badges\.example\.edu\//);
  assert.deepEqual(await issued(id), [["Grace Hopper", "grace@example.com", "enrolment-4712"]]);
});
