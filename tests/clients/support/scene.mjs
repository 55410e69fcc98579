// What each client is tried against: a server, the same behind a network that loses answers, and one that limits.

import { startLossyProxy } from "./lossy-proxy.mjs";
import { startServer } from "./server.mjs";

/** Requests that the limiting server takes in a minute. */
export const LIMIT = 3;

export async function startScene() {
  const server = await startServer();
  const limited = await startServer({ PROOFMARK_LIMIT_KEY_REQUESTS_PER_MINUTE: String(LIMIT) });
  const lossy = await startLossyProxy(server.origin);
  return {
    server,
    limited,
    lossy,
    /** The scene for a program in another language. */
    environment: {
      ...process.env,
      SCENE_URL: server.origin,
      SCENE_LOSSY_URL: lossy.origin,
      SCENE_KEY: server.keys.sandbox,
      SCENE_LIMITED_URL: limited.origin,
      SCENE_LIMITED_KEY: limited.keys.sandbox,
    },
    async stop() {
      lossy.stop();
      await Promise.all([server.stop(), limited.stop()]);
    },
  };
}
