// JWTs as Open Badges 3.0 has them, and as attackers write them.

import { createHmac, createPrivateKey, sign } from "node:crypto";
import { readFileSync } from "node:fs";
import { p256 } from "@noble/curves/p256";
import { badge } from "./badge.mjs";
import { base64url } from "./encoding.mjs";
import { school } from "./keys.mjs";

const seconds = (time) => Date.parse(time) / 1000;
const text = (value) => (typeof value === "string" ? value : JSON.stringify(value));

/** The claims of Open Badges 3.0 for `credential`, which is at the top level. */
export const claimsOf = (credential) => ({
  ...credential,
  iss: credential.issuer.id,
  jti: credential.id,
  sub: credential.credentialSubject.id,
  nbf: seconds(credential.validFrom),
  exp: seconds(credential.validUntil),
});

/** The ordinary header. */
export const header = (members = {}) => ({ alg: "EdDSA", typ: "JWT", kid: school.method, ...members });

/** A compact JWS over `payload`; header and payload are objects, or the bytes or text to be encoded. */
export function jws(head, payload, signer = school.sign) {
  const part = (value) => base64url(value instanceof Uint8Array ? value : Buffer.from(text(value)));
  const signed = `${part(head)}.${part(payload)}`;
  return `${signed}.${base64url(signer(Buffer.from(signed)))}`;
}

/** A badge as JWT; `members` of the header may say whatever they like. */
export const jwt = (members = {}, payload = claimsOf(badge()), signer = school.sign) =>
  jws(header(members), payload, signer);

/** HMAC with any key. */
export const hmac = (key) => (bytes) => createHmac("sha256", key).update(bytes).digest();

/** ECDSA over P-256 with deterministic k (RFC 6979), so that the file is the same each time. */
export const ecdsa = {
  jwk: (() => {
    const point = p256.getPublicKey(Buffer.alloc(32, 5), false);
    return { kty: "EC", crv: "P-256", x: base64url(point.subarray(1, 33)), y: base64url(point.subarray(33)) };
  })(),
  order: p256.CURVE.n,
  /** `r` and `s` as numbers. */
  raw(bytes) {
    return p256.sign(bytes, Buffer.alloc(32, 5), { prehash: true, lowS: true });
  },
  sign: (bytes) => ecdsa.raw(bytes).toCompactRawBytes(),
};

/** RSA keys of test strength, kept beside. */
export function rsa(bits) {
  const pem = readFileSync(new URL(`keys/rsa-${bits}.pem`, import.meta.url), "utf8");
  const key = createPrivateKey(pem);
  const { kty, n, e } = key.export({ format: "jwk" });
  return { jwk: { kty, n, e }, sign: (bytes) => sign("sha256", bytes, key), pem };
}
