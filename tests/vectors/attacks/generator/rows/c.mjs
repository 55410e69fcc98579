// C: signature primitives and their encodings.

import { createHash } from "node:crypto";
import { badge, changed } from "../badge.mjs";
import { base58, base64url, bigEndian, ED25519, fromLittleEndian, littleEndian, multikey } from "../encoding.mjs";
import { Folder, invalid, valid } from "../folder.mjs";
import { claimsOf, ecdsa, header, jws, rsa } from "../jwt.mjs";
import { school } from "../keys.mjs";
import { configuration, hashData, signed } from "../proof.mjs";

export const folder = new Folder();
const add = folder.add.bind(folder);

const document = badge();
const data = await hashData(document, configuration());
const signature = school.sign(data);
const withSignature = (bytes) => ({ ...document, proof: { ...configuration(), proofValue: `z${base58(bytes)}` } });
const REFUSED = invalid("signature", "invalid_signature");
const NO_SIGNATURE = invalid("signature", "invalid_proof_value");
const NO_KEY = invalid("issuer_key", "invalid_verification_method");

/** The order of the group of Ed25519. */
const L = 2n ** 252n + 27742317777372353535851937790883648493n;
const s = fromLittleEndian(signature.subarray(32));
const withS = (value) => withSignature(Buffer.concat([signature.subarray(0, 32), littleEndian(value, 32)]));
add("C00", "untouched.json", withSignature(signature), "The signature before anything is done to it.", valid());
for (const times of [1n, 2n, 8n]) {
  add(
    "C01",
    `s-plus-${times}l.json`,
    withS(s + times * L),
    "The same signature with S beyond the order of the group: a second signature that nobody made.",
    REFUSED,
  );
}
add("C01", "s-high-bits.json", withS(s | (7n << 253n)), "The three highest bits of S set.", REFUSED);
add("C01", "s-minus.json", withS(L - s), "S negated.", REFUSED);

// Under the neutral element as key, R = neutral and S = 0 verify anything where small orders are let through.
const neutral = Buffer.from([1, ...Buffer.alloc(31)]);
const smallOrder = {
  neutral,
  "minus-one": Buffer.from(`ec${"ff".repeat(30)}7f`, "hex"),
  "order-four": Buffer.alloc(32),
  "order-eight": Buffer.from("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a", "hex"),
  "neutral-not-canonical": Buffer.from(`ee${"ff".repeat(30)}7f`, "hex"),
};
for (const [name, point] of Object.entries(smallOrder)) {
  const did = `did:key:${multikey(ED25519, point)}`;
  const proof = configuration({
    verificationMethod: `${did}#${did.slice(8)}`,
    proofValue: `z${base58(Buffer.concat([neutral, Buffer.alloc(32)]))}`,
  });
  add(
    "C05",
    `key-${name}.json`,
    { ...badge({}, did), proof },
    "An issuer whose key is a point of small order, under which anybody can sign.",
    NO_KEY,
  );
}
add(
  "C05",
  "r-small-order.json",
  withSignature(Buffer.concat([neutral, signature.subarray(32)])),
  "A signature whose R is the neutral element.",
  REFUSED,
);
for (const [name, bytes] of [
  ["not-on-curve", Buffer.from([2, ...Buffer.alloc(31)])],
  ["y-is-p", Buffer.from(`ed${"ff".repeat(30)}7f`, "hex")],
  ["y-above-p", Buffer.from(`f1${"ff".repeat(30)}7f`, "hex")],
  ["all-ones", Buffer.alloc(32, 0xff)],
]) {
  const did = `did:key:${multikey(ED25519, bytes)}`;
  const proof = configuration({ verificationMethod: `${did}#${did.slice(8)}`, proofValue: `z${base58(signature)}` });
  add(
    "C06",
    `key-${name}.json`,
    { ...badge({}, did), proof },
    "A key that is no point of the curve, or not the way to write it.",
    NO_KEY,
  );
}
for (const length of [0, 32, 63]) {
  add(
    "C07",
    `signature-${length}-bytes.json`,
    withSignature(signature.subarray(0, length)),
    `A signature of ${length} bytes.`,
    NO_SIGNATURE,
  );
}
add(
  "C07",
  "signature-65-bytes.json",
  withSignature(Buffer.concat([signature, Buffer.alloc(1)])),
  "A signature of 65 bytes.",
  NO_SIGNATURE,
);
add("C07", "signature-zero.json", withSignature(Buffer.alloc(64)), "A signature of nothing but zero.", REFUSED);
const swapped = Buffer.concat([data.subarray(32), data.subarray(0, 32)]);
add(
  "C08",
  "hashes-swapped.json",
  withSignature(school.sign(swapped)),
  "The document's hash in front of the proof's.",
  REFUSED,
);
add(
  "C08",
  "hashed-again.json",
  withSignature(school.sign(createHash("sha256").update(data).digest())),
  "The two hashes hashed once more.",
  REFUSED,
);
add(
  "C08",
  "document-hash-only.json",
  withSignature(school.sign(data.subarray(32))),
  "The document's hash alone: what the proof says of itself would be unsigned.",
  REFUSED,
);
for (const [name, text] of [
  ["base16", `f${Buffer.from([...ED25519, ...school.publicKey]).toString("hex")}`],
  ["base64url", `u${base64url([...ED25519, ...school.publicKey])}`],
]) {
  const did = `did:key:${text}`;
  add(
    "C11",
    `did-key-${name}.json`,
    await signed(badge({}, did), { members: { verificationMethod: `${did}#${text}` } }),
    "A did:key in another base than its specification has.",
    NO_KEY,
  );
}
for (const [name, codec, bytes] of [
  ["overlong", [0xed, 0x81, 0x00], school.publicKey],
  ["private-use", [0x80, 0x80, 0xc0, 0x01], school.publicKey],
  ["31-bytes", ED25519, school.publicKey.subarray(0, 31)],
  ["33-bytes", ED25519, Buffer.concat([school.publicKey, Buffer.alloc(1)])],
]) {
  const did = `did:key:${multikey(codec, bytes)}`;
  add(
    "C12",
    `did-key-${name}.json`,
    await signed(badge({}, did), { members: { verificationMethod: `${did}#${did.slice(8)}` } }),
    "A did:key with a wrong codec or length.",
    NO_KEY,
  );
}
add(
  "C13",
  "base58-signature.json",
  changed(withSignature(signature), (it) => {
    it.proof.proofValue = `z${"2".repeat(100_000)}`;
  }),
  "A signature of a hundred thousand letters, which take seconds to decode.",
  NO_SIGNATURE,
);
{
  const did = `did:key:z${"2".repeat(4_000)}`;
  const proof = configuration({ verificationMethod: `${did}#x`, proofValue: `z${base58(signature)}` });
  add(
    "C13",
    "base58-key.json",
    { ...badge({}, did), proof },
    "A key of thousands of letters.",
    invalid("issuer_key", "invalid_verification_method_url"),
  );
  const method = `did:web:c13.example#key-1`;
  folder.document("https://c13.example/.well-known/did.json", {
    id: "did:web:c13.example",
    verificationMethod: [
      {
        id: method,
        type: "Multikey",
        controller: "did:web:c13.example",
        publicKeyMultibase: `z${"2".repeat(100_000)}`,
      },
    ],
    assertionMethod: [method],
  });
  add(
    "C13",
    "base58-published-key.json",
    await signed(badge({}, "did:web:c13.example"), { members: { verificationMethod: method } }),
    "A published key of a hundred thousand letters.",
    NO_KEY,
  );
}

/** A badge as JWT of an issuer with a web address, whose key set has just this key. */
function jwtOf(name, jwk, alg, sign) {
  const issuer = `https://${name}.keys.example/issuers/1`;
  const kid = `${issuer}#key-1`;
  folder.document(`https://${name}.keys.example/.well-known/jwks.json`, { keys: [{ ...jwk, kid, alg, use: "sig" }] });
  return jws(header({ alg, kid }), claimsOf(badge({}, issuer)), sign);
}
const r = (bytes) => ecdsa.raw(bytes);
const raw = (first, second) => Buffer.concat([bigEndian(first, 32), bigEndian(second, 32)]);
add(
  "C16",
  "es256.jwt",
  jwtOf("es256", ecdsa.jwk, "ES256", ecdsa.sign),
  "A badge signed with ES256, before anything is done to it.",
  valid(),
);
add(
  "C16",
  "es256-der.jwt",
  jwtOf("es256-der", ecdsa.jwk, "ES256", (bytes) => r(bytes).toDERRawBytes()),
  "The signature as DER.",
  REFUSED,
);
add(
  "C16",
  "es256-zeros.jwt",
  jwtOf("es256-zeros", ecdsa.jwk, "ES256", () => Buffer.alloc(64)),
  "r and s are zero, which satisfies the equation where nobody looks.",
  REFUSED,
);
add(
  "C16",
  "es256-r-zero.jwt",
  jwtOf("es256-r-zero", ecdsa.jwk, "ES256", (bytes) => raw(0n, r(bytes).s)),
  "r is zero.",
  REFUSED,
);
add(
  "C16",
  "es256-s-zero.jwt",
  jwtOf("es256-s-zero", ecdsa.jwk, "ES256", (bytes) => raw(r(bytes).r, 0n)),
  "s is zero.",
  REFUSED,
);
add(
  "C16",
  "es256-order.jwt",
  jwtOf("es256-order", ecdsa.jwk, "ES256", () => raw(ecdsa.order, ecdsa.order)),
  "r and s are the order of the group.",
  REFUSED,
);
add(
  "C16",
  "es256-high-s.jwt",
  jwtOf("es256-high-s", ecdsa.jwk, "ES256", (bytes) => raw(r(bytes).r, ecdsa.order - r(bytes).s)),
  "The other s of the pair: JOSE does not forbid it, and it signs the same bytes.",
  valid(),
);
add(
  "C16",
  "es256-s-plus-order.jwt",
  jwtOf("es256-s-plus-order", ecdsa.jwk, "ES256", (bytes) =>
    Buffer.concat([bigEndian(r(bytes).r, 32), bigEndian(r(bytes).s + ecdsa.order, 33)]),
  ),
  "s plus the order, in 65 bytes.",
  REFUSED,
);
add(
  "C16",
  "es256-not-on-curve.jwt",
  jwtOf("es256-not-on-curve", { ...ecdsa.jwk, y: ecdsa.jwk.x }, "ES256", ecdsa.sign),
  "A P-256 key that is no point of the curve.",
  NO_KEY,
);

const strong = rsa(2048);
const weak = rsa(1024);
add(
  "C17",
  "rs256.jwt",
  jwtOf("rs256", strong.jwk, "RS256", strong.sign),
  "A badge signed with RS256, before anything is done to it.",
  valid(),
);
add("C17", "rs256-1024-bits.jwt", jwtOf("rs256-1024", weak.jwk, "RS256", weak.sign), "A key of 1024 bits.", NO_KEY);
const modulus = Buffer.from(strong.jwk.n, "base64url");
const withKey = (name, members, sign = strong.sign) => jwtOf(name, { ...strong.jwk, ...members }, "RS256", sign);
add(
  "C17",
  "rs256-exponent-one.jwt",
  withKey("rs256-e1", { e: "AQ" }, paddedHash),
  "An exponent of one: the padded hash is its own signature.",
  NO_KEY,
);
add("C17", "rs256-exponent-two.jwt", withKey("rs256-e2", { e: "Ag" }), "An even exponent.", NO_KEY);
add("C17", "rs256-exponent-zero.jwt", withKey("rs256-e0", { e: "AA" }), "An exponent of zero.", NO_KEY);
add(
  "C17",
  "rs256-exponent-long.jwt",
  withKey("rs256-long-e", { e: base64url(Buffer.alloc(256, 0xff)) }),
  "An exponent as long as the modulus, which takes long to raise to.",
  NO_KEY,
);
add(
  "C17",
  "rs256-16384-bits.jwt",
  withKey("rs256-16384", { n: base64url(Buffer.alloc(2048, 0xff)) }),
  "A modulus of 16,384 bits, which takes long to divide by.",
  NO_KEY,
);
add(
  "C17",
  "rs256-even-modulus.jwt",
  withKey("rs256-even", { n: base64url(Buffer.from([...modulus.subarray(0, 255), modulus[255] & 0xfe])) }),
  "An even modulus.",
  NO_KEY,
);
add(
  "C17",
  "rs256-leading-zero.jwt",
  withKey("rs256-zero", {}, (bytes) => Buffer.concat([Buffer.alloc(1), strong.sign(bytes)])),
  "The signature with a zero byte in front.",
  REFUSED,
);
add(
  "C17",
  "rs256-signature-zero.jwt",
  withKey("rs256-none", {}, () => Buffer.alloc(256)),
  "A signature of nothing but zero.",
  REFUSED,
);

/** EMSA-PKCS1-v1_5 of SHA-256 for 256 bytes (RFC 8017 §9.2). */
function paddedHash(bytes) {
  const info = Buffer.from("3031300d060960864801650304020105000420", "hex");
  const hash = Buffer.concat([info, createHash("sha256").update(bytes).digest()]);
  return Buffer.concat([Buffer.from([0, 1]), Buffer.alloc(253 - hash.length, 0xff), Buffer.alloc(1), hash]);
}
