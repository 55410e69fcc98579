// A network that loses answers: a request that carries an Idempotency-Key reaches the server, but the first answer to it
// does not come back.

import { once } from "node:events";
import { createServer, request } from "node:http";

/** Starts the proxy before the server at `origin`. */
export async function startLossyProxy(origin) {
  const known = new Set();
  let lost = 0;
  const proxy = createServer((incoming, outgoing) => {
    const { method, url, headers } = incoming;
    const key = headers["idempotency-key"];
    const loses = key !== undefined && !known.has(key);
    known.add(key);
    const forwarded = request(`${origin}${url}`, { method, headers }, (answer) => {
      if (!loses) {
        outgoing.writeHead(answer.statusCode, answer.headers);
        answer.pipe(outgoing);
        return;
      }
      lost += 1;
      answer.resume().on("end", () => incoming.socket.destroy());
    });
    forwarded.on("error", () => incoming.socket.destroy());
    incoming.pipe(forwarded);
  }).listen(0, "127.0.0.1");
  await once(proxy, "listening");
  return {
    origin: `http://127.0.0.1:${proxy.address().port}`,
    lost: () => lost,
    stop() {
      proxy.close();
      proxy.closeAllConnections();
    },
  };
}
