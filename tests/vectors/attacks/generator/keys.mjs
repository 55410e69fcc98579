// Issuers with fixed test keys. The secret of number n is 32 bytes of n: known to everybody, good for nothing else.

import { createPrivateKey, createPublicKey, sign } from "node:crypto";
import { base64url, ED25519, multikey } from "./encoding.mjs";

const PKCS8_ED25519 = Buffer.from("302e020100300506032b657004220420", "hex");

/** An Ed25519 key with its did:key. */
export function issuer(number) {
  const key = createPrivateKey({
    key: Buffer.concat([PKCS8_ED25519, Buffer.alloc(32, number)]),
    format: "der",
    type: "pkcs8",
  });
  const publicKey = Buffer.from(createPublicKey(key).export({ format: "jwk" }).x, "base64url");
  const multibase = multikey(ED25519, publicKey);
  const did = `did:key:${multibase}`;
  return {
    did,
    multibase,
    publicKey,
    method: `${did}#${multibase}`,
    jwk: { kty: "OKP", crv: "Ed25519", x: base64url(publicKey) },
    secret: Buffer.alloc(32, number),
    sign: (bytes) => sign(null, bytes, key),
  };
}

/** Whose badges are attacked. */
export const school = issuer(1);
/** Who attacks them, with a good key of his own. */
export const thief = issuer(2);
