// A mail server on this machine that keeps what it is sent.

import { once } from "node:events";
import { createServer } from "node:net";

/**
 * Starts it.
 *
 * @returns The `config` that makes a Proofmark server send here, `received` with the messages as text (headers and
 *   body; quoted-printable and base64 undone), `next` that waits for one more, and `stop`.
 */
export async function startMailServer() {
  const received = [];
  const waiting = [];
  const server = createServer((socket) => {
    socket.setEncoding("utf8");
    socket.on("error", () => socket.destroy());
    const say = (line) => socket.write(`${line}\r\n`);
    let unread = "";
    let message;
    say("220 mail.example ESMTP");
    socket.on("data", (text) => {
      unread += text;
      for (let end = unread.indexOf("\r\n"); end >= 0; end = unread.indexOf("\r\n")) {
        const line = unread.slice(0, end);
        unread = unread.slice(end + 2);
        if (message !== undefined) {
          if (line !== ".") {
            // RFC 5321 §4.5.2: a dot that begins a line was doubled.
            message.push(line.replace(/^\./, ""));
            continue;
          }
          received.push(decoded(message.join("\n")));
          message = undefined;
          say("250 OK");
          for (const tell of waiting.splice(0)) tell();
        } else if (/^EHLO/i.test(line)) say("250-mail.example\r\n250-8BITMIME\r\n250 SMTPUTF8");
        else if (/^DATA/i.test(line)) {
          message = [];
          say("354 Go on");
        } else if (/^QUIT/i.test(line)) socket.end("221 Bye\r\n");
        else say("250 OK");
      }
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  return {
    config: `[smtp]\nhost = "127.0.0.1"\nport = ${port}\ntls = "none"\nfrom = "badges@mail.example"\n`,
    received,
    /** Waits until there are more than so many. */
    async next(count = received.length) {
      while (received.length <= count) await new Promise((resolve) => waiting.push(resolve));
      return received.at(-1);
    },
    stop: () => server.close(),
  };
}

function decoded(message) {
  return message
    .split(/\n--/)
    .map((part) => {
      const [head, body] = halves(part);
      if (/^Content-Transfer-Encoding: base64/im.test(head))
        return `${head}\n\n${Buffer.from(body, "base64").toString()}`;
      if (/^Content-Transfer-Encoding: quoted-printable/im.test(head)) return `${head}\n\n${unquoted(body)}`;
      return part;
    })
    .join("\n--");
}

function halves(part) {
  const end = part.indexOf("\n\n");
  return end < 0 ? [part, ""] : [part.slice(0, end), part.slice(end + 2)];
}

function unquoted(text) {
  const bytes = text
    .replace(/=\n/g, "")
    .replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, "latin1").toString();
}
