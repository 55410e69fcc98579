// @digitalbazaar/vc behind the smallest HTTP server: signs the credential that is posted, and stores nothing.
// The only argument is a file with contexts by URL. Its address is the first line of its output.
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import { add } from "./documents.mjs";
import { issue } from "./issue.mjs";

add(JSON.parse(await readFile(process.argv[2], "utf8")));

const server = createServer(async (request, response) => {
  const [status, body] = await text(request)
    .then(issue)
    .then(
      (credential) => [201, credential],
      (error) => [400, { error: String(error) }],
    );
  const bytes = Buffer.from(JSON.stringify(body));
  response.writeHead(status, { "content-type": "application/json", "content-length": bytes.length });
  response.end(bytes);
});
server.listen(0, "127.0.0.1", () => console.log(`127.0.0.1:${server.address().port}`));
