// A server on this machine that webhooks are posted to.

import { once } from "node:events";
import { createServer } from "node:http";

/**
 * Starts it.
 *
 * @returns Its `url`, `received` with headers and body of each message, `next` that waits for one more, `answerWith` for what it
 *   answers from then on, and `stop`.
 */
export async function startReceiver() {
  const received = [];
  const waiting = [];
  let answer = { status: 200, body: "Thank you" };
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const part of request) body += part;
    received.push({ headers: request.headers, body });
    for (const tell of waiting.splice(0)) tell();
    response.writeHead(answer.status, { "content-type": "text/plain" }).end(answer.body);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${server.address().port}/hook`,
    received,
    answerWith: (status, body) => {
      answer = { status, body };
    },
    /** Waits until there are more than so many, and gives the last. */
    async next(count = received.length) {
      while (received.length <= count) await new Promise((resolve) => waiting.push(resolve));
      return received.at(-1);
    },
    stop: () => server.close(),
  };
}
