// B: issuer, controller, DID.

import { badge, changed, didDocument, multikeyMethod } from "../badge.mjs";
import { base58, base64url, ED25519, multikey, P256, X25519 } from "../encoding.mjs";
import { Folder, inconclusive, invalid, valid } from "../folder.mjs";
import { issuer, school, thief } from "../keys.mjs";
import { signed } from "../proof.mjs";

export const folder = new Folder();
const add = folder.add.bind(folder);

/** A badge that names `name` as its issuer, with a proof by `by` under `method`. */
const issued = (name, method, by = school) => signed(badge({}, name), { by, members: { verificationMethod: method } });
const MISMATCH = invalid("issuer_key", "issuer_mismatch");
const BAD_URL = invalid("issuer_key", "invalid_verification_method_url");
const NO_IRI = invalid("canonicalization", "relative_iri");
const NOT_LISTED = invalid("issuer_key", "key_not_listed");
const BAD_METHOD = invalid("issuer_key", "invalid_verification_method");

/**
 * A badge of a did:web issuer whose document is `document(did, method id)`, and whose proof names that method or `named`.
 * Each vector has an issuer of its own, so that all documents fit into one folder.
 */
async function web(id, name, what, expect, document, { named, by = school } = {}) {
  const did = `did:web:${name}.${id.toLowerCase()}.example`;
  const method = named?.(did) ?? `${did}#key-1`;
  const content = document(did, `${did}#key-1`);
  const documents = content === undefined ? {} : { [`https://${did.slice(8)}/.well-known/did.json`]: content };
  add(id, `${name}.json`, await issued(did, method, by), what, expect, { documents });
}
const ordinary =
  (members = {}, by = school) =>
  (did, id) =>
    didDocument(did, [multikeyMethod(id, by, members)]);

await web("B00", "did-web", "A badge of a did:web issuer, before anything is done to it.", valid(), ordinary());
add(
  "B01",
  "issuer-of-another-key.json",
  await signed(badge(), { by: thief }),
  "The thief signs with a good key of his own and writes the school's name on it.",
  MISMATCH,
);
{
  const victim = "https://b02.example/issuers/1";
  const document = { ...didDocument(victim, [multikeyMethod(`${victim}#key-1`, school)]) };
  add(
    "B02",
    "key-in-fragment.json",
    await issued(victim, `${victim}#${thief.multibase}`, thief),
    "The thief's key written into the fragment of the victim's address.",
    NOT_LISTED,
    { documents: { [victim]: document } },
  );
}
await web("B03", "key-in-fragment", "The same with a did:web.", NOT_LISTED, ordinary(), {
  named: (did) => `${did}#${thief.multibase}`,
  by: thief,
});

// B04: forms of did:key. The identifier is the key, and there is one way to write it.
{
  const { publicKey, multibase, did } = school;
  const form = (name, identifier, fragment, what, expect, by = school) =>
    issued(identifier, fragment === undefined ? identifier : `${identifier}#${fragment}`, by).then((document) =>
      add("B04", `did-key-${name}.json`, document, what, expect),
    );
  const raw = (bytes) => `z${base58(Buffer.from(bytes))}`;
  const same = (text) => [`did:key:${text}`, text];
  await form(
    "fragment-of-thief",
    did,
    thief.multibase,
    "The victim's identifier with the thief's key as fragment.",
    BAD_URL,
    thief,
  );
  await form("fragment-key-1", did, "key-1", "A fragment that did:key does not have.", BAD_URL);
  await form("fragment-empty", did, "", "An empty fragment.", BAD_URL);
  await form("fragment-none", did, undefined, "No fragment.", BAD_URL);
  await form("fragment-twice", did, `${multibase}#${multibase}`, "Two fragments.", NO_IRI);
  await form("fragment-case", did, multibase.toLowerCase(), "The fragment in lower case.", BAD_URL);
  await form("fragment-percent", did, multibase.replace("z", "%7A"), "The fragment with an escape.", BAD_URL);
  await form("query", `${did}?x=1`, multibase, "A query.", BAD_URL);
  await form("path", `${did}/x`, multibase, "A path.", BAD_URL);
  await form("params", `${did};service=x`, multibase, "A parameter.", BAD_URL);
  const twice = (name, text, what, expect = BAD_METHOD, by = school) => form(name, ...same(text), what, expect, by);
  await twice("method-case", multibase, "The right form, to compare with.", valid());
  await form("method-upper", `DID:KEY:${multibase}`, multibase, "The method in capitals.", BAD_URL);
  await form(
    "method-mixed",
    `did:Key:${multibase}`,
    multibase,
    "The method in mixed case.",
    inconclusive("issuer_key", "unsupported_did_method"),
  );
  await twice("base58-without-prefix", multibase.slice(1), "Without the multibase prefix.");
  await twice("base58-flickr", `Z${multibase.slice(1)}`, "With the prefix of another alphabet.");
  await twice("base16", `f${Buffer.from([...ED25519, ...publicKey]).toString("hex")}`, "In base16.");
  await twice("base32", `b${base32(Buffer.from([...ED25519, ...publicKey]))}`, "In base32.");
  await twice(
    "base64",
    `m${Buffer.from([...ED25519, ...publicKey])
      .toString("base64")
      .replaceAll("/", "%2F")}`,
    "In base64.",
  );
  await twice("base64url", `u${base64url([...ED25519, ...publicKey])}`, "In base64url.");
  await twice("leading-one", `z1${multibase.slice(1)}`, "With a zero byte in front, as base58 writes it.");
  await twice("trailing-one", `${multibase}1`, "With a letter behind.");
  await twice("letter-zero", multibase.replace("6", "0"), "With a letter that base58 does not have.");
  await twice("letter-l", multibase.replace("6", "l"), "With another one.");
  await twice("no-codec", raw(publicKey), "Without a codec.");
  await twice("codec-secret-key", raw([0x80, 0x26, ...publicKey]), "With the codec of a secret key.");
  await twice("codec-overlong", raw([0xed, 0x81, 0x00, ...publicKey]), "With the codec as an overlong varint.");
  await twice("codec-cut", raw([0xed]), "A codec and nothing else.");
  await twice("codec-x25519", multikey(X25519, publicKey), "A key for encryption.");
  await twice("codec-ed448", raw([0x83, 0x24, ...publicKey, ...publicKey.subarray(0, 25)]), "A key of another curve.");
  await twice("31-bytes", multikey(ED25519, publicKey.subarray(0, 31)), "A key of 31 bytes.");
  await twice("33-bytes", multikey(ED25519, Buffer.concat([publicKey, Buffer.from([0])])), "A key of 33 bytes.");
  await twice("64-bytes", multikey(ED25519, Buffer.concat([publicKey, publicKey])), "Two keys.");
  await twice("empty", "", "No key.", invalid("issuer_key", "invalid_verification_method_url"));
  await twice("only-z", "z", "A prefix and nothing else.");
  await twice(
    "small-order-identity",
    multikey(ED25519, Buffer.from([1, ...Buffer.alloc(31)])),
    "The neutral element, under which signatures can be made without a key.",
  );
  await twice(
    "small-order-8",
    multikey(ED25519, Buffer.from("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05", "hex")),
    "A point of order eight.",
  );
  await twice(
    "not-on-curve",
    multikey(ED25519, Buffer.from([2, ...Buffer.alloc(31)])),
    "Bytes that are no point of the curve.",
  );
  await twice(
    "not-canonical",
    multikey(ED25519, Buffer.from([...Buffer.from([0xee]), ...Buffer.alloc(30, 0xff), 0x7f])),
    "A point with y above p.",
  );
  await twice(
    "long",
    `z${"2".repeat(10_000)}`,
    "Ten thousand letters.",
    invalid("issuer_key", "invalid_verification_method_url"),
  );
  await form("trailing-space", `${did} `, multibase, "A space behind the identifier.", NO_IRI);
  await form("trailing-newline", `${did}\n`, multibase, "A line feed behind the identifier.", NO_IRI);
}
for (const [name, change] of [
  ["trailing-slash", (did) => `${did}/`],
  ["capitals", (did) => did.replace("did:web:issuer", "did:web:Issuer")],
  ["percent-escape", (did) => did.replace("issuer", "%69ssuer")],
  ["space", (did) => `${did} `],
  ["port", (did) => `${did}%3A443`],
]) {
  const did = `did:web:issuer-${name}.b05.example`;
  const document = didDocument(did, [multikeyMethod(`${did}#key-1`, school)]);
  add(
    "B05",
    `issuer-${name}.json`,
    await issued(change(did), `${did}#key-1`),
    "An issuer that is nearly the controller of the key: identifiers are equal or they are not.",
    name === "space" ? NO_IRI : MISMATCH,
    { documents: { [`https://${did.slice(8)}/.well-known/did.json`]: document } },
  );
}
add(
  "B05",
  "issuer-array.json",
  await signed(
    changed(badge(), (it) => {
      it.issuer = [it.issuer];
    }),
  ),
  "A list of issuers.",
  invalid("data_model", "malformed_value"),
);
add(
  "B05",
  "issuer-two.json",
  await signed(
    changed(badge(), (it) => {
      it.issuer = [it.issuer, { id: thief.did, type: ["Profile"] }];
    }),
  ),
  "Two issuers.",
  invalid("data_model", "malformed_value"),
);
const RELATIONSHIP = invalid("issuer_key", "invalid_relationship");
const relation = (name) => (did, id) => ({ id: did, verificationMethod: [multikeyMethod(id, school)], [name]: [id] });
for (const name of ["authentication", "keyAgreement", "capabilityInvocation", "capabilityDelegation"]) {
  await web(
    "B06",
    `only-${name.toLowerCase()}`,
    `A key that is listed for ${name} only.`,
    RELATIONSHIP,
    relation(name),
  );
}
await web("B06", "no-relationship", "A key that is listed for nothing.", RELATIONSHIP, (did, id) => ({
  id: did,
  verificationMethod: [multikeyMethod(id, school)],
}));
await web(
  "B07",
  "method-of-another-document",
  "The victim's document names a key of somebody else for signing; the proof names it too.",
  MISMATCH,
  (did) => ({ id: did, assertionMethod: [thief.method] }),
  { named: () => thief.method, by: thief },
);
await web(
  "B08",
  "controller-other",
  "A key whose controller is somebody else.",
  BAD_METHOD,
  ordinary({ controller: "did:web:evil.example" }),
);
await web("B08", "controller-list", "A key with a list of controllers.", BAD_METHOD, (did, id) =>
  didDocument(did, [multikeyMethod(id, school, { controller: [did, "did:web:evil.example"] })]),
);
const ID_MISMATCH = inconclusive("issuer_key", "issuer_document_id_mismatch");
await web(
  "B09",
  "document-of-another",
  "The document at the issuer's address is about somebody else.",
  ID_MISMATCH,
  (did, id) => ({ ...ordinary()(did, id), id: "did:web:evil.example" }),
);
await web("B09", "document-without-id", "The document says not whose it is.", ID_MISMATCH, (did, id) => ({
  ...ordinary()(did, id),
  id: undefined,
}));
await web("B09", "document-id-case", "The document's id differs in case.", ID_MISMATCH, (did, id) => ({
  ...ordinary()(did, id),
  id: did.toUpperCase(),
}));
await web("B10", "two-methods-one-id", "Two keys with one id.", BAD_METHOD, (did, id) =>
  didDocument(did, [multikeyMethod(id, school), multikeyMethod(id, thief)]),
);
await web("B10", "two-methods-one-id-reversed", "The same in the other order.", BAD_METHOD, (did, id) =>
  didDocument(did, [multikeyMethod(id, thief), multikeyMethod(id, school)]),
);
await web(
  "B10",
  "embedded-method-same-id",
  "A second key of the same id stands in the list of signing keys.",
  BAD_METHOD,
  (did, id) => ({
    id: did,
    verificationMethod: [multikeyMethod(id, school)],
    assertionMethod: [id, multikeyMethod(id, thief)],
  }),
);
await web(
  "B11",
  "relative-id",
  "A key with a relative id, whose absolute form is the one in the proof.",
  valid(),
  (did) => didDocument(did, [{ ...multikeyMethod(`${did}#key-1`, school), id: "#key-1" }]),
);
await web("B11", "relative-id-in-proof", "A relative id in the proof itself.", NO_IRI, ordinary(), {
  named: () => "#key-1",
});
await web("B11", "relative-id-other", "A relative id that is another one in absolute form.", NOT_LISTED, (did) =>
  didDocument(did, [{ ...multikeyMethod(`${did}#key-1`, school), id: "key-1" }]),
);
await web(
  "B12",
  "foreign-method",
  "The victim's document lists a key of the thief under the same fragment.",
  NOT_LISTED,
  (did) => didDocument(did, [multikeyMethod("did:web:evil.example#key-1", thief)]),
  { by: thief },
);
const WITHDRAWN = invalid("issuer_key", "key_withdrawn");
await web(
  "B13",
  "revoked-before",
  "A key that was revoked before the proof was made.",
  WITHDRAWN,
  ordinary({ revoked: "2025-12-31T00:00:00Z" }),
);
await web("B13", "expired-before", "A key that had expired.", WITHDRAWN, ordinary({ expires: "2025-12-31T00:00:00Z" }));
await web("B13", "revoked-garbled", "A key revoked at no time.", BAD_METHOD, ordinary({ revoked: "yes" }));
await web(
  "B13",
  "revoked-later",
  "A key that was revoked after the proof was made.",
  valid(),
  ordinary({ revoked: "2026-02-01T00:00:00Z" }),
);
await web("B14", "rotated", "A key that the issuer replaced without keeping the old one.", NOT_LISTED, (did) =>
  didDocument(did, [multikeyMethod(`${did}#key-2`, issuer(3))]),
);
await web(
  "B14",
  "rotated-same-id",
  "A new key under the id of the old one.",
  invalid("signature", "invalid_signature"),
  ordinary({}, issuer(3)),
);
await web(
  "B15",
  "not-found",
  "No document at the issuer's address.",
  inconclusive("issuer_key", "issuer_document_unavailable"),
  () => undefined,
);
await web("B15", "deactivated", "A document of which nothing is left.", NOT_LISTED, (did) => ({ id: did }));
await web(
  "B16",
  "multibase-and-jwk-disagree",
  "A method with two different keys in it.",
  BAD_METHOD,
  ordinary({ publicKeyJwk: thief.jwk }),
);
await web(
  "B16",
  "multibase-and-jwk-agree",
  "A method that gives its key twice.",
  valid(),
  ordinary({ publicKeyJwk: school.jwk }),
);
const COMPROMISED = invalid("issuer_key", "key_compromised");
await web("B17", "jwk-with-d", "A document that publishes the secret key as JWK.", COMPROMISED, (did, id) =>
  didDocument(did, [
    { id, type: "JsonWebKey", controller: did, publicKeyJwk: { ...school.jwk, d: base64url(school.secret) } },
  ]),
);
await web(
  "B17",
  "secret-multibase",
  "A document that publishes the secret key as Multikey.",
  COMPROMISED,
  ordinary({ secretKeyMultibase: multikey([0x80, 0x26], school.secret) }),
);
await web("B18", "x25519", "A key for encryption under a signing suite.", BAD_METHOD, (did, id) =>
  didDocument(did, [multikeyMethod(id, { multibase: multikey(X25519, school.publicKey) })]),
);
await web(
  "B18",
  "p-256",
  "A P-256 key under an Ed25519 suite.",
  invalid("signature", "invalid_verification_method"),
  (did, id) =>
    didDocument(did, [
      multikeyMethod(id, {
        multibase: multikey(
          P256,
          Buffer.from("03" + "6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296", "hex"),
        ),
      }),
    ]),
);

// B19: hosts that a lenient reader of did:web would go to. Each such place offers a document that would do.
{
  const { default: forms } = await import("../did-web-forms.mjs");
  for (const [name, did, ...places] of forms) {
    const free = places.filter((place) => !folder.has(place));
    const documents = Object.fromEntries(
      free.map((place) => [place, didDocument(did, [multikeyMethod(`${did}#key-1`, school)])]),
    );
    add(
      "B19",
      `did-web-${name}.json`,
      await issued(did, `${did}#key-1`),
      `An issuer called ${JSON.stringify(did.length > 80 ? `${did.slice(0, 80)}…` : did).replaceAll("\\\\", "\\")}.`,
      whatAboutForm(name),
      { documents },
    );
  }
}
{
  const http = "http://b23.example/issuers/1";
  add(
    "B23",
    "http-issuer.json",
    await issued(http, `${http}#key-1`),
    "An issuer without transport security.",
    BAD_URL,
    { documents: { [http]: didDocument(http, [multikeyMethod(`${http}#key-1`, school)]) } },
  );
}
const BAD_DOCUMENT = inconclusive("issuer_key", "invalid_issuer_document");
await web(
  "B24",
  "page",
  "A web page where the document should be.",
  BAD_DOCUMENT,
  () => "<!doctype html><title>School</title>\n",
);
await web("B24", "empty", "Nothing where the document should be.", BAD_DOCUMENT, () => "");
await web("B24", "list", "A list where the document should be.", BAD_DOCUMENT, (did, id) => [ordinary()(did, id)]);
await web(
  "B24",
  "too-large",
  "A document larger than anybody needs.",
  inconclusive("issuer_key", "issuer_document_unavailable"),
  (did, id) => ({ ...ordinary()(did, id), note: "x".repeat(260 << 10) }),
);
await web("B24", "too-deep", "A document nested deeper than anybody needs.", BAD_DOCUMENT, (did, id) =>
  JSON.stringify(ordinary()(did, id)).replace("{", `{"note":${"[".repeat(100)}${"]".repeat(100)},`),
);
await web(
  "B25",
  "duplicate-members",
  "A document with two lists of keys: which one counts depends on the reader.",
  BAD_DOCUMENT,
  (did, id) => JSON.stringify(ordinary()(did, id)).replace("{", `{"verificationMethod":[],`),
);
await web("B25", "duplicate-id", "A document with two ids.", BAD_DOCUMENT, (did, id) =>
  JSON.stringify(ordinary()(did, id)).replace("{", `{"id":"did:web:evil.example",`),
);
{
  const did = "did:web:host.b26.example:users:harvard.edu";
  folder.document(
    "https://host.b26.example/users/harvard.edu/did.json",
    didDocument(did, [multikeyMethod(`${did}#key-1`, thief)]),
  );
  add(
    "B26",
    "user-of-a-host.json",
    await issued(did, `${did}#key-1`, thief),
    "An issuer that is one of many at its host: the domain is the host's, not what stands in the path.",
    { ...valid(), domain: "host.b26.example" },
  );
}
add(
  "B29",
  "did-method-unknown.json",
  await issued("did:example:school", "did:example:school#key-1"),
  "A DID method that this verifier does not know.",
  inconclusive("issuer_key", "unsupported_did_method"),
);
{
  const address = "https://b30.example/issuers/1";
  add(
    "B30",
    "https-issuer.json",
    await issued(address, `${address}#key-1`),
    "An issuer with a web address, whose document lists its keys.",
    valid(),
    { documents: { [address]: didDocument(address, [multikeyMethod(`${address}#key-1`, school)]) } },
  );
  const other = "https://other.b30.example/issuers/1";
  add(
    "B30",
    "https-issuer-redirected-id.json",
    await issued(other, `${other}#key-1`),
    "A web address whose document is about another one.",
    ID_MISMATCH,
    { documents: { [other]: didDocument(address, [multikeyMethod(`${address}#key-1`, school)]) } },
  );
}
await web(
  "B31",
  "also-known-as",
  "A stranger's document says that he is also known as the school; the badge names the school.",
  MISMATCH,
  (did, id) => didDocument(did, [multikeyMethod(id, thief)], { alsoKnownAs: [school.did] }),
  { named: () => thief.method, by: thief },
);
{
  const did = "did:web:thief.b31.example";
  const document = didDocument(did, [multikeyMethod(`${did}#key-1`, thief)], {
    alsoKnownAs: [school.did],
    service: [{ id: "#d", type: "LinkedDomains", serviceEndpoint: "https://school.example" }],
  });
  add(
    "B31",
    "also-known-as-school.json",
    await issued(school.did, `${did}#key-1`, thief),
    "The school's name on a badge that is signed with a key of that document.",
    MISMATCH,
    { documents: { "https://thief.b31.example/.well-known/did.json": document } },
  );
}
add(
  "B33",
  "unknown-issuer.json",
  await signed(badge({}, issuer(9).did), { by: issuer(9) }),
  "A good signature of somebody that nobody has heard of: authentic, and no more than that.",
  valid(),
);

/** Most forms are refused as did:web; some are no IRI to begin with, and some are of another method. */
function whatAboutForm(name) {
  if (["method-mixed-case", "method-other"].includes(name)) {
    return inconclusive("issuer_key", "unsupported_did_method");
  }
  const noIri = ["ipv6", "ipv6-half-escaped", "backslash", "newline", "space", "escape-cut", "escape-broken"];
  return noIri.includes(name) ? NO_IRI : BAD_URL;
}

/** RFC 4648 base32 in lower case, without padding. */
function base32(bytes) {
  const digits = [...bytes].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  return digits
    .match(/.{1,5}/g)
    .map((five) => "abcdefghijklmnopqrstuvwxyz234567"[Number.parseInt(five.padEnd(5, "0"), 2)])
    .join("");
}
