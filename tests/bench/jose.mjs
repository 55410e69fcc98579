// `jose` under Node, for measuring: one JSON request per line, as verify.mjs reads them. Like every verifier that meets a
// badge for the first time, it makes the key from the did:key in `kid`.
import { createInterface } from "node:readline";
import {
  decodeProtectedHeader,
  importJWK,
  jwtVerify,
} from "../vectors/cryptosuites/node_modules/jose/dist/webapi/index.js";

const ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

/** The 32 bytes of an Ed25519 key in base64url: what stands behind two bytes of multicodec. */
function ed25519(multibase) {
  const number = [...multibase.slice(1)].reduce(
    (sum, sign) => sum * 58n + BigInt(ALPHABET.indexOf(sign)),
    0n,
  );
  return Buffer.from(number.toString(16), "hex").subarray(2).toString("base64url");
}

async function verify(token) {
  const [, multibase] = decodeProtectedHeader(token).kid.split("#");
  const key = await importJWK({ kty: "OKP", crv: "Ed25519", x: ed25519(multibase) }, "EdDSA");
  await jwtVerify(token, key, { currentDate: new Date("2026-01-01T00:00:00Z") });
}

for await (const line of createInterface({ input: process.stdin })) {
  const { document, iterations } = JSON.parse(line);
  // Processor time, as verify.mjs measures it.
  const start = process.cpuUsage();
  let answer;
  try {
    for (let i = 0; i < iterations; i++) await verify(document);
    const { user, system } = process.cpuUsage(start);
    answer = { nanoseconds: 1000 * (user + system) };
  } catch (error) {
    answer = { error: `${error.code ?? error.name}: ${error.message}` };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
