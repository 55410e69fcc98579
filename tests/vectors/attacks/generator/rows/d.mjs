// D: credentials as JWT.

import { badge, changed, didDocument, multikeyMethod } from "../badge.mjs";
import { base64url } from "../encoding.mjs";
import { Folder, inconclusive, invalid, valid } from "../folder.mjs";
import { claimsOf, ecdsa, header, hmac, jws, jwt, rsa } from "../jwt.mjs";
import { school, thief } from "../keys.mjs";
import { proofOf } from "../proof.mjs";

export const folder = new Folder();
const add = folder.add.bind(folder);

const good = jwt();
const [head, payload, signature] = good.split(".");
const BAD = invalid("signature", "malformed_proof");
const NO_CREDENTIAL = invalid("parse", "malformed_proof");
const REFUSED = invalid("signature", "invalid_signature");
const UNSUPPORTED = inconclusive("signature", "unsupported_cryptosuite");
const BAD_SET = inconclusive("issuer_key", "invalid_issuer_document");
const MISMATCH = invalid("issuer_key", "issuer_mismatch");

add("D00", "untouched.jwt", good, "A badge as JWT, before anything is done to it.", valid());
for (const [name, alg] of [
  ["none", "none"],
  ["mixed-case", "nOnE"],
  ["empty", ""],
  ["null", null],
  ["missing", undefined],
  ["array", ["EdDSA"]],
  ["lower-case", "eddsa"],
  ["space", "EdDSA "],
]) {
  add("D01", `alg-${name}.jwt`, jwt({ alg }), "An algorithm that is none, over a good signature.", BAD);
}
add(
  "D01",
  "alg-none-no-signature.jwt",
  `${base64url(JSON.stringify(header({ alg: "none" })))}.${payload}.`,
  "No algorithm and no signature.",
  BAD,
);
add("D01", "no-signature.jwt", `${head}.${payload}.`, "The signature cut off.", REFUSED);
const strong = rsa(2048);
for (const [name, key] of [
  ["public-key", school.publicKey],
  ["jwk", JSON.stringify(school.jwk)],
  ["base64url", school.jwk.x],
  ["rsa-pem", strong.pem],
  ["rsa-pem-leading-space", ` ${strong.pem}`],
  ["empty", ""],
]) {
  add(
    "D02",
    `hs256-${name}.jwt`,
    jwt({ alg: "HS256" }, undefined, hmac(key)),
    "An HMAC with the public key for its secret.",
    BAD,
  );
}
add("D02", "hs512.jwt", jwt({ alg: "HS512" }, undefined, hmac(school.publicKey)), "Another HMAC.", BAD);
const web = (name) => `https://${name}.jwt.example/issuers/1`;
const keySet = (name, ...keys) => folder.document(`https://${name}.jwt.example/.well-known/jwks.json`, { keys });
/** A badge of an issuer with a web address. */
const webJwt = (name, members, signer, payload = claimsOf(badge({}, web(name)))) =>
  jws({ alg: "EdDSA", typ: "JWT", ...members }, payload, signer ?? school.sign);
const schoolKey = (name, members = {}) => ({
  ...school.jwk,
  kid: `${web(name)}#key-1`,
  alg: "EdDSA",
  use: "sig",
  ...members,
});
const NOT_LISTED = invalid("issuer_key", "key_not_listed");
for (const name of ["jwk-of-thief", "jwk-of-school"]) keySet(name, schoolKey(name));
add(
  "D03",
  "jwk-of-school.jwt",
  webJwt("jwk-of-school", { jwk: school.jwk }),
  "The key in the header, which the issuer publishes too.",
  valid(),
);
add(
  "D03",
  "jwk-of-thief.jwt",
  webJwt("jwk-of-thief", { jwk: thief.jwk }, thief.sign),
  "The thief brings his own key in the header.",
  NOT_LISTED,
);
add(
  "D03",
  "jwk-of-thief-did-key.jwt",
  jwt({ kid: undefined, jwk: thief.jwk }, undefined, thief.sign),
  "The same for an issuer whose identifier is its key.",
  MISMATCH,
);
add(
  "D03",
  "jwk-of-thief-kid-of-school.jwt",
  jwt({ jwk: thief.jwk }, undefined, thief.sign),
  "The thief's key beside the school's key id.",
  MISMATCH,
);
for (const [name, members] of [
  ["jku", { jku: "https://evil.example/jwks.json" }],
  ["x5u", { x5u: "https://evil.example/certificate.pem" }],
  ["x5c", { x5c: ["MIIB"] }],
  ["x5t", { x5t: "AAAA" }],
  ["zip", { zip: "DEF" }],
  ["cty", { cty: "JWT" }],
]) {
  add(
    "D04",
    `header-${name}.jwt`,
    jwt(members),
    `The header member ${name}, which Open Badges do not allow: nothing is fetched for it.`,
    name === "cty" ? NO_CREDENTIAL : BAD,
  );
}
add(
  "D05",
  "kid-foreign-address.jwt",
  jwt({ kid: "https://evil.example/key" }, undefined, thief.sign),
  "The key's id is an address of somebody else.",
  MISMATCH,
);
keySet("kid-foreign", schoolKey("kid-foreign"));
add(
  "D05",
  "kid-foreign-address-web.jwt",
  webJwt("kid-foreign", { kid: "https://evil.example/key" }, thief.sign),
  "The same for an issuer with a web address.",
  MISMATCH,
);
add(
  "D05",
  "kid-look-alike-address.jwt",
  webJwt("kid-foreign", { kid: "https://kid-foreign.jwt.example.evil.example/issuers/1#key-1" }, thief.sign),
  "An address that starts like the issuer's.",
  MISMATCH,
);
add(
  "D06",
  "kid-of-thief.jwt",
  jwt({ kid: thief.method }, undefined, thief.sign),
  "The key's id is the thief's, the issuer the school.",
  MISMATCH,
);
{
  const did = "did:web:kid-of-thief.jwt.example";
  folder.document(
    "https://kid-of-thief.jwt.example/.well-known/did.json",
    didDocument(did, [multikeyMethod(`${did}#key-1`, school)]),
  );
  add(
    "D06",
    "kid-of-thief-did-web.jwt",
    jws(header({ kid: thief.method }), claimsOf(badge({}, did)), thief.sign),
    "The same for a did:web.",
    MISMATCH,
  );
  add(
    "D06",
    "did-web.jwt",
    jws(header({ kid: `${did}#key-1` }), claimsOf(badge({}, did))),
    "A did:web issuer, to compare with.",
    valid(),
  );
}
for (const [name, kid, expect] of [
  ["path", "../../../../dev/null", MISMATCH],
  ["sql", "x' UNION SELECT 'secret", MISMATCH],
  ["nul", "a\0b", BAD],
  ["crlf", "a\r\nb", BAD],
  ["long", "a".repeat(100_000), BAD],
  ["number", 7, BAD],
  ["object", {}, BAD],
  ["empty", "", BAD],
]) {
  add("D07", `kid-${name}.jwt`, jwt({ kid }), "A key id that is meant for whoever looks it up.", expect);
}
const claims = (change) => jwt({}, changed(claimsOf(badge()), change));
const MISSING = invalid("claims", "missing_member");
const DISAGREE = invalid("claims", "claim_mismatch");
for (const claim of ["iss", "sub", "jti", "nbf", "exp"]) {
  add(
    "D08",
    `${claim}-missing.jwt`,
    claims((it) => {
      delete it[claim];
    }),
    `Without ${claim}, which must repeat the credential.`,
    MISSING,
  );
}
for (const [claim, value] of [
  ["iss", thief.did],
  ["sub", "did:example:eve"],
  ["jti", "urn:uuid:0"],
  ["nbf", 1_767_225_599],
  ["exp", 2_082_758_401],
]) {
  add(
    "D08",
    `${claim}-other.jwt`,
    claims((it) => {
      it[claim] = value;
    }),
    `${claim} says something other than the credential.`,
    DISAGREE,
  );
}
add(
  "D08",
  "iss-array.jwt",
  claims((it) => {
    it.iss = [it.iss];
  }),
  "A list of issuers.",
  DISAGREE,
);
add(
  "D08",
  "iss-thief-signed-by-thief.jwt",
  jwt({ kid: thief.method }, { ...claimsOf(badge()), iss: thief.did }, thief.sign),
  "The thief signs, and says so in iss; the credential names the school.",
  MISMATCH,
);
{
  const { iss, jti, sub, nbf, exp, ...credential } = claimsOf(badge());
  const registered = { iss, jti, sub, nbf, exp };
  const { validFrom, validUntil, ...rest } = credential;
  const v1 = {
    ...rest,
    "@context": ["https://www.w3.org/2018/credentials/v1", rest["@context"][1]],
    issuanceDate: validFrom,
    expirationDate: validUntil,
  };
  const other = changed(credential, (it) => {
    it.credentialSubject.achievement.name = "Doctor";
  });
  const SHAPE = invalid("parse", "malformed_value");
  add(
    "D09",
    "vc-claim.jwt",
    jwt({}, { ...registered, vc: v1 }),
    "A credential of data model 1.1 in the claim vc, where it belongs.",
    valid(),
  );
  add(
    "D09",
    "vc-and-top-level.jwt",
    jwt({}, { ...registered, ...other, vc: v1 }),
    "Two credentials, one in the claim vc.",
    SHAPE,
  );
  add(
    "D09",
    "vc-of-version-2.jwt",
    jwt({}, { ...registered, vc: credential }),
    "A credential of data model 2.0 in the claim vc.",
    SHAPE,
  );
  add(
    "D09",
    "version-1-at-top-level.jwt",
    jwt({}, { ...registered, ...v1 }),
    "A credential of data model 1.1 at the top level.",
    SHAPE,
  );
  add(
    "D12",
    "presentation-claim.jwt",
    jwt({}, { ...registered, vp: { type: ["VerifiablePresentation"] } }),
    "A presentation given as a badge.",
    SHAPE,
  );
}
for (const [name, text, expect] of [
  ["string", '"2082758400"', invalid("claims", "invalid_date_time")],
  ["huge", "1e400", invalid("parse", "number_precision")],
  ["2-63", "9223372036854775808", invalid("parse", "number_precision")],
  ["negative", "-1", invalid("claims", "invalid_date_time")],
  ["fraction", "2082758400.5", invalid("claims", "invalid_date_time")],
  ["null", "null", invalid("claims", "invalid_date_time")],
  ["year-10000", "253402300800", invalid("claims", "invalid_date_time")],
  ["array", "[2082758400]", invalid("claims", "invalid_date_time")],
]) {
  const text2 = JSON.stringify(claimsOf(badge())).replace(/"exp":\d+/, `"exp":${text}`);
  add("D10", `exp-${name}.jwt`, jws(header(), text2), "An end that is no time.", expect);
}
add(
  "D11",
  "crit-unknown.jwt",
  jwt({ crit: ["https://evil.example/x"], "https://evil.example/x": 1 }),
  "An extension that must be understood, and is not.",
  BAD,
);
add("D11", "crit-empty.jwt", jwt({ crit: [] }), "An empty list of such extensions.", BAD);
add("D11", "b64-false.jwt", jwt({ b64: false, crit: ["b64"] }), "A payload that is not encoded.", BAD);
for (const typ of ["vp+jwt", "statuslist+jwt", "at+jwt", "dc+sd-jwt"]) {
  add(
    "D12",
    `typ-${typ.replace("+", "-")}.jwt`,
    jwt({ typ }),
    `A token of type ${typ} given as a badge.`,
    NO_CREDENTIAL,
  );
}
{
  const list = {
    ...badge(),
    type: ["VerifiableCredential", "BitstringStatusListCredential"],
    credentialSubject: {
      id: "did:example:ada",
      type: "BitstringStatusList",
      statusPurpose: "revocation",
      encodedList: "uH4sI",
    },
  };
  add(
    "D12",
    "status-list.jwt",
    jwt({}, claimsOf(list)),
    "A status list given as a badge.",
    inconclusive("data_model", "unsupported_credential_type"),
  );
}
add("D13", "two-parts.jwt", `${head}.${payload}`, "Two parts instead of three.", BAD);
add("D13", "four-parts.jwt", `${good}.AAAA`, "Four parts.", BAD);
add("D13", "five-parts.jwt", `${head}..AAAA.${payload}.${signature}`, "Five parts, as in encrypted tokens.", BAD);
add(
  "D13",
  "json-serialisation.json",
  { payload, protected: head, signature },
  "The JSON serialisation of the same.",
  invalid("data_model", "missing_member"),
);
add(
  "D13",
  "json-general-serialisation.json",
  { payload, signatures: [{ protected: head, signature }] },
  "The general one.",
  invalid("data_model", "missing_member"),
);
{
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const last = letters.indexOf(signature.at(-1));
  add(
    "D14",
    "trailing-bits.jwt",
    `${good.slice(0, -1)}${letters[last ^ 1]}`,
    "The last letter replaced by its twin, which decodes alike where nobody looks.",
    BAD,
  );
}
for (const [name, text] of [
  ["padding", `${good}==`],
  ["plus", `${head}.${payload.replace(/[A-Z]/, "+")}.${signature}`],
  ["slash", `${head}.${payload.replace(/[A-Z]/, "/")}.${signature}`],
  ["space", `${head}.${payload} .${signature}`],
  ["line-break", `${head}.\n${payload}.${signature}`],
  ["percent", `${head}.${payload}.${signature}%3D`],
]) {
  add(
    "D14",
    `${name}.jwt`,
    text,
    "Letters that base64url does not have.",
    name === "padding" ? BAD : invalid("parse", "invalid_json"),
  );
}
add(
  "D15",
  "duplicate-alg.jwt",
  jws(`{"alg":"EdDSA","typ":"JWT","kid":"${school.method}","alg":"none"}`, claimsOf(badge())),
  "Two algorithms: which one counts depends on the reader.",
  BAD,
);
add(
  "D15",
  "duplicate-kid.jwt",
  jws(`{"alg":"EdDSA","typ":"JWT","kid":"${school.method}","\\u006bid":"${thief.method}"}`, claimsOf(badge())),
  "Two key ids, one of them written with an escape.",
  BAD,
);
add(
  "D15",
  "duplicate-iss.jwt",
  jws(header(), JSON.stringify(claimsOf(badge())).replace('"iss":', `"iss":"${thief.did}","iss":`)),
  "Two issuers in the payload.",
  invalid("parse", "duplicate_member"),
);
const NO_METHOD = invalid("signature", "invalid_verification_method");
add("D16", "es256-with-ed25519.jwt", jwt({ alg: "ES256" }), "ES256 with an Ed25519 key.", NO_METHOD);
add("D16", "rs256-with-ed25519.jwt", jwt({ alg: "RS256" }), "RS256 with an Ed25519 key.", NO_METHOD);
add(
  "D16",
  "eddsa-with-p256-jwk.jwt",
  jwt({ kid: undefined, jwk: ecdsa.jwk }),
  "EdDSA with a P-256 key in the header.",
  BAD,
);
add(
  "D16",
  "ed448.jwt",
  jwt({ kid: undefined, jwk: { kty: "OKP", crv: "Ed448", x: "AA" } }),
  "A key of a curve that is not supported.",
  invalid("signature", "invalid_verification_method"),
);
add(
  "D16",
  "oct.jwt",
  jwt({ kid: undefined, jwk: { kty: "oct", k: "AA" } }),
  "A shared secret in the header.",
  invalid("signature", "invalid_verification_method"),
);
add(
  "D16",
  "x-of-another-type.jwt",
  jwt({ kid: undefined, jwk: { ...school.jwk, kty: "EC" } }),
  "An Ed25519 key that calls itself EC.",
  invalid("signature", "invalid_verification_method"),
);
for (const alg of ["ES384", "PS256", "ES256K"]) {
  add("D16", `${alg.toLowerCase()}.jwt`, jwt({ alg }), "An algorithm that this verifier does not have.", UNSUPPORTED);
}
for (const [name, what, expect, ...keys] of [
  [
    "two-keys-one-kid",
    "A key set with two keys of one id.",
    BAD_SET,
    (key) => key,
    (key) => ({ ...key, ...thief.jwk }),
  ],
  [
    "use-enc",
    "A key for encryption.",
    invalid("issuer_key", "invalid_verification_method"),
    (key) => ({ ...key, use: "enc" }),
  ],
  [
    "key-ops-sign",
    "A key whose operations leave out verifying.",
    invalid("issuer_key", "invalid_verification_method"),
    (key) => ({ ...key, use: undefined, key_ops: ["encrypt"] }),
  ],
  [
    "oct-inside",
    "A shared secret in the key set, beside the key that signed.",
    BAD_SET,
    (key) => key,
    (key) => ({ kty: "oct", k: "AAAA", kid: `${key.kid}x` }),
  ],
  [
    "oct-only",
    "A shared secret under the id of the key.",
    BAD_SET,
    (key) => ({ kty: "oct", k: school.jwk.x, kid: key.kid }),
  ],
  [
    "key-of-another-issuer",
    "A key that the set gives to another issuer.",
    MISMATCH,
    (key) => ({ ...key, iss: "https://other.example/issuers/1" }),
  ],
  [
    "alg-other",
    "A key that is for another algorithm.",
    invalid("issuer_key", "invalid_verification_method"),
    (key) => ({ ...key, alg: "ES256" }),
  ],
  [
    "secret",
    "A key set that publishes the secret key.",
    invalid("issuer_key", "key_compromised"),
    (key) => ({ ...key, d: base64url(school.secret) }),
  ],
  ["no-keys", "An empty key set.", NOT_LISTED],
]) {
  const host = `set-${name}`;
  keySet(host, ...keys.map((change) => change(schoolKey(host))));
  add("D17", `${name}.jwt`, webJwt(host, { kid: `${web(host)}#key-1` }), what, expect);
}
{
  const credential = badge();
  const proof = await proofOf(credential);
  add(
    "D18",
    "with-good-proof.jwt",
    jwt({}, claimsOf({ ...credential, proof })),
    "A JWT around a badge that has a proof of its own; both hold.",
    valid(),
  );
  add(
    "D18",
    "with-broken-proof.jwt",
    jwt({}, claimsOf({ ...credential, proof: { ...proof, created: "2026-01-02T00:00:00Z" } })),
    "The proof inside does not hold, the JWT does.",
    REFUSED,
  );
  add(
    "D18",
    "with-proof-of-thief.jwt",
    jwt({}, claimsOf({ ...credential, proof: await proofOf(credential, { by: thief }) })),
    "The proof inside is a stranger's.",
    MISMATCH,
  );
}
add("D19", "sd-jwt-tail.jwt", `${good}~`, "A JWT with the tail of an SD-JWT.", UNSUPPORTED);
add(
  "D19",
  "sd-jwt-disclosure.jwt",
  `${good}~WyJzYWx0IiwibmFtZSIsIkFkYSJd~`,
  "The same with a disclosure.",
  UNSUPPORTED,
);
add(
  "D20",
  "payload-array.jwt",
  jws(header(), [claimsOf(badge())]),
  "A list as payload.",
  invalid("parse", "malformed_value"),
);
add(
  "D20",
  "payload-text.jwt",
  jws(header(), '"credential"'),
  "A text as payload.",
  invalid("parse", "malformed_value"),
);
add(
  "D20",
  "payload-latin-1.jwt",
  jws(header(), Buffer.from(JSON.stringify(claimsOf(badge())).replace("Knots", "Kn\u00f6ts"), "latin1")),
  "A payload that is not UTF-8.",
  invalid("parse", "invalid_encoding"),
);
add(
  "D20",
  "payload-bom.jwt",
  jws(header(), `\ufeff${JSON.stringify(claimsOf(badge()))}`),
  "A byte order mark in front of the payload.",
  invalid("parse", "invalid_encoding"),
);
add("D20", "header-array.jwt", jws([header()], claimsOf(badge())), "A list as header.", BAD);
