// Writes examples.json: a badge for every code that a check can have, all of them made up, signed by made-up issuers,
// with every document that is needed to get there. `node web/playground/make-examples.mjs` writes it anew;
// web/test/playground.test.mjs verifies each and looks for the code.

import { writeFile } from "node:fs/promises";
import { NOW, newIssuer } from "../../tests/browser/support/signer.js";

const DOMAIN = "university.example";
const DID_DOCUMENT = `https://${DOMAIN}/.well-known/did.json`;
const issuer = newIssuer({ domain: DOMAIN, name: "University of the Lower Rhine" });
const stranger = newIssuer({ name: "Somebody else" });
const clear = issuer.status("revocation", false);
const known = { ...issuer.documents, ...clear.documents };

const examples = [];

/** One more example. `document` values are texts or `{ bytes, retrievedAt }`. */
function example(code, input, documents = known, options = {}) {
  const binary = typeof input !== "string";
  examples.push({
    code,
    input: binary ? Buffer.from(input).toString("base64") : input,
    ...(binary && { binary }),
    documents,
    options: { now: NOW, ...options },
  });
}

const badge = (change, changeProof) =>
  issuer.badge((document) => {
    document.credentialStatus = clear.entry;
    change?.(document);
  }, changeProof);
/** A badge changed after it was signed, as text. */
const changed = (change, text = badge()) => {
  const document = JSON.parse(text);
  change(document);
  return JSON.stringify(document, undefined, 2);
};
const withStatus = (entry, documents) => [
  badge((document) => {
    document.credentialStatus = entry;
  }),
  { ...issuer.documents, ...documents },
];
/** The issuer's keys, written otherwise. */
const withKeys = (change) => {
  const document = JSON.parse(issuer.documents[DID_DOCUMENT]);
  change(document);
  return { ...known, [DID_DOCUMENT]: JSON.stringify(document) };
};
const list = (change, set = false) => {
  const status = issuer.status("revocation", set, change);
  return [
    badge((document) => {
      document.credentialStatus = status.entry;
    }),
    { ...issuer.documents, ...status.documents },
  ];
};

// Not errors, but what most people try first.
example("valid", badge());
example("tampered", badge().replaceAll("Wild bees", "Wild boars"));

// Reading
example("invalid_encoding", Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(badge())]));
example("invalid_json", badge().slice(0, -40));
example(
  "duplicate_member",
  badge().replace('"name": "Wild bees', '"name": "Wild wasps",\n  "name": "Wild bees'),
);
example("invalid_unicode", badge().replace("Can tell", "Can tell \\ud800"));
example(
  "number_precision",
  badge().replace('"validFrom"', '"creditsAvailable": 0.1234567890123456789012,\n  "validFrom"'),
);
example("limit_exceeded", `${"[".repeat(300)}${"]".repeat(300)}`);
example("unsupported_container", Buffer.from("ffd8ffe000104a46494600", "hex"));
example(
  "malformed_container",
  Buffer.concat([Buffer.from("89504e470d0a1a0a", "hex"), Buffer.from("not a chunk")]),
);
const inSvg = (body) =>
  `<svg xmlns="http://www.w3.org/2000/svg" xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0" viewBox="0 0 9 9">${body}</svg>`;
const credentialElement = `<openbadges:credential><![CDATA[${badge()}]]></openbadges:credential>`;
example("ambiguous_container", inSvg(credentialElement + credentialElement));
example("no_credential", inSvg('<circle r="4" cx="4.5" cy="4.5"/>'));

// Meaning
const addContext = (context) => (document) => document["@context"].push(context);
example("unknown_context", badge(addContext("https://example.org/own-words.json")));
const rdfc = (change) =>
  badge(change, (proof) => {
    proof.cryptosuite = "eddsa-rdfc-2022";
    delete proof["@context"];
  });
example("forbidden_context", rdfc(addContext({ name: "https://example.org/other-name" })));
example(
  "undefined_term",
  rdfc((document) => {
    document.favouriteColour = "blue";
  }),
);
example(
  "undefined_type",
  rdfc((document) => document.type.push("GoldBadge")),
);
example(
  "relative_iri",
  rdfc((document) => {
    document.credentialSubject.id = "students/7";
  }),
);
example(
  "dropped_value",
  rdfc((document) => {
    document.credentialSubject.achievement.humanCode = null;
  }),
);
example(
  "forbidden_keyword",
  rdfc((document) => {
    document["@reverse"] = {};
  }),
);
example(
  "invalid_json_ld",
  rdfc((document) => {
    document.name = { "@value": { a: 1 } };
  }),
);
example(
  "work_budget_exceeded",
  rdfc((document) => {
    // Twins with twelve children each that nothing tells apart: every order of them has to be tried.
    const alignment = Array.from({ length: 12 }, () => ({
      type: ["Alignment"],
      targetName: "Bees",
      targetUrl: "https://university.example/bees",
    }));
    document.credentialSubject.result = [1, 2].map(() => ({ type: ["Result"], value: "A", alignment }));
  }),
);

// Shape
example(
  "missing_member",
  badge((document) => {
    delete document.credentialSubject.achievement.criteria;
  }),
);
example(
  "malformed_value",
  badge((document) => {
    document.credentialSubject.achievement.name = 7;
  }),
);
example(
  "invalid_date_time",
  badge((document) => {
    document.validFrom = "1 May 2026";
  }),
);
example(
  "unsupported_credential_type",
  badge((document) => {
    document.type = ["VerifiableCredential", "DrivingLicence"];
  }),
);
example(
  "invalid_period",
  badge((document) => {
    document.validUntil = "2026-04-01T00:00:00Z";
  }),
);

// Proof
example(
  "missing_proof",
  changed((document) => {
    delete document.proof;
  }),
);
example(
  "malformed_proof",
  changed((document) => {
    delete document.proof.verificationMethod;
  }),
);
example(
  "unsupported_cryptosuite",
  badge(undefined, (proof) => {
    proof.cryptosuite = "bbs-2023";
  }),
);
example(
  "wrong_proof_purpose",
  badge(undefined, (proof) => {
    proof.proofPurpose = "authentication";
  }),
);
example(
  "proof_expired",
  badge(undefined, (proof) => {
    proof.expires = "2026-06-01T00:00:00Z";
  }),
);
example(
  "domain_mismatch",
  badge(undefined, (proof) => {
    proof.domain = "https://other.example";
  }),
  known,
  { policy: { domain: "https://university.example" } },
);
example("challenge_mismatch", badge(), known, { policy: { challenge: "7f3a" } });
example(
  "invalid_proof_value",
  changed((document) => {
    document.proof.proofValue = document.proof.proofValue.slice(0, 20);
  }),
);
example(
  "invalid_signature",
  changed((document) => {
    document.validUntil = "2036-01-01T00:00:00Z";
  }),
);
const { proof: _, ...unsecured } = JSON.parse(badge());
example("claim_mismatch", jwt(issuer, unsecured, { nbf: 1 }));

// Keys
const naming = (method) => (proof) => {
  proof.verificationMethod = method;
};
example("invalid_verification_method_url", badge(undefined, naming("did:web:university.example:..:keys#1")));
example(
  "invalid_verification_method",
  badge(),
  withKeys((document) => {
    document.verificationMethod[0].publicKeyMultibase = "z6MkiTB";
  }),
);
example(
  "invalid_relationship",
  badge(),
  withKeys((document) => {
    document.assertionMethod = [];
    document.authentication = [issuer.method];
  }),
);
example(
  "issuer_mismatch",
  badge((document) => {
    document.issuer.id = "did:web:famous.example";
  }),
);
example(
  "unsupported_did_method",
  badge((document) => {
    document.issuer.id = "did:example:1";
  }, naming("did:example:1#key-1")),
);
example("issuer_document_unavailable", badge(), clear.documents);
example("invalid_issuer_document", badge(), { ...known, [DID_DOCUMENT]: "<!doctype html><h1>Welcome</h1>" });
example(
  "issuer_document_id_mismatch",
  badge(),
  withKeys((document) => {
    document.id = "did:web:other.example";
  }),
);
example(
  "key_not_listed",
  badge(),
  withKeys((document) => {
    document.verificationMethod[0].id = `${issuer.id}#key-2`;
    document.assertionMethod = [`${issuer.id}#key-2`];
  }),
);
example(
  "unsupported_key_type",
  badge(),
  withKeys((document) => {
    document.verificationMethod[0].type = "SomeKey2031";
  }),
);
example(
  "key_compromised",
  badge(),
  withKeys((document) => {
    document.verificationMethod[0].secretKeyMultibase = "z3u2en7t5LR2WtQH5PfFqMqwVHgeXouLzo6haApm8XHqvjxq";
  }),
);
example(
  "key_withdrawn",
  badge(),
  withKeys((document) => {
    document.verificationMethod[0].revoked = "2026-04-01T00:00:00Z";
  }),
);

// Open Badges 2.0
const OB2 = "https://w3id.org/openbadges/v2";
const SCHOOL = "https://school.example";
const hosted = {
  "@context": OB2,
  id: `${SCHOOL}/badges/1`,
  type: "Assertion",
  recipient: { type: "email", hashed: false, identity: "ada@example.org" },
  badge: `${SCHOOL}/knots`,
  issuedOn: "2026-01-01T00:00:00Z",
  verification: { type: "hosted" },
};
const knots = {
  "@context": OB2,
  id: `${SCHOOL}/knots`,
  type: "BadgeClass",
  name: "Knots",
  description: "Ties them.",
  image: `${SCHOOL}/knots.png`,
  criteria: { narrative: "Tie them." },
  issuer: `${SCHOOL}/issuer`,
};
const school = {
  "@context": OB2,
  id: `${SCHOOL}/issuer`,
  type: "Profile",
  name: "Example School",
  url: SCHOOL,
  email: "office@school.example",
};
const published = (change = {}) => {
  const pages = [hosted, knots, school].map((page) => [page.id, { ...page, ...change[page.id] }]);
  return Object.fromEntries(pages.map(([id, page]) => [id, JSON.stringify(page)]));
};
const old = JSON.stringify(hosted, undefined, 2);
example("hosted_document_unavailable", old, {});
example("invalid_hosted_document", old, { ...published(), [knots.id]: "<!doctype html>" });
example("assertion_mismatch", old.replace("ada@", "eve@"), published());
example(
  "outside_issuer_scope",
  old,
  published({
    [school.id]: { verification: { type: "VerificationObject", startsWith: `${SCHOOL}/other/` } },
  }),
);

// Time and recipient
example(
  "not_yet_valid",
  badge((document) => {
    document.validFrom = "2026-09-01T00:00:00Z";
  }),
);
example(
  "expired",
  badge((document) => {
    document.validUntil = "2026-06-01T00:00:00Z";
  }),
);
example("unknown_issuer", badge(), known, { policy: { trustedIssuers: ["did:web:other.example"] } });
example("recipient_mismatch", badge(), known, { recipient: "eve@example.org" });
example(
  "weak_identity_hash",
  badge((document) => {
    Object.assign(document.credentialSubject.identifier[0], {
      hashed: true,
      identityHash: "md5$0b20de1a2e8b2a2cbdd4dbf8a5a0ea2b",
    });
  }),
  known,
  { recipient: "ada@example.org" },
);

// Status
const revoked = issuer.status("revocation", true);
const suspended = issuer.status("suspension", true);
example("revoked", ...withStatus(revoked.entry, revoked.documents));
example("suspended", ...withStatus(suspended.entry, suspended.documents));
example("unsupported_status_type", ...withStatus({ ...clear.entry, type: "StatusOfTomorrow" }, {}));
example("malformed_status_entry", ...withStatus({ ...clear.entry, statusListIndex: "first" }, {}));
example("status_unavailable", badge(), issuer.documents);
const [listUrl] = Object.keys(clear.documents);
example("status_stale", badge(), {
  ...issuer.documents,
  [listUrl]: { ...clear.documents[listUrl], retrievedAt: "2026-05-02T00:00:00Z" },
});
example("status_verification", badge(), {
  ...issuer.documents,
  [listUrl]: stranger.status("revocation", false, (document) => {
    document.id = listUrl;
    document.credentialSubject.id = `${listUrl}#list`;
  }).documents["https://badges.example.org/status/revocation"],
});
example(
  "status_list_length",
  ...list((document) => {
    document.credentialSubject.encodedList = issuer.encodedList(100);
  }),
);
example(
  "status_index_range",
  ...withStatus({ ...clear.entry, statusListIndex: "99999999" }, clear.documents),
);
example(
  "malformed_status_list",
  ...list((document) => {
    document.credentialSubject.encodedList = "uAAAA";
  }),
);

// What stands beside the badge
const endorsement = (of) =>
  jwt(stranger, {
    "@context": [
      "https://www.w3.org/ns/credentials/v2",
      "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
    ],
    id: "urn:uuid:11111111-1f6c-4a5d-8f3c-0d4b5a6e7f80",
    type: ["VerifiableCredential", "EndorsementCredential"],
    name: "Praise",
    issuer: { id: stranger.id, type: ["Profile"], name: "Guild of beekeepers" },
    validFrom: "2026-05-01T00:00:00Z",
    credentialSubject: { id: of, type: ["EndorsementSubject"], endorsementComment: "Knows bees." },
  });
example(
  "endorsement_mismatch",
  badge((document) => {
    document.endorsementJwt = [endorsement("https://other.example/badge")];
  }),
);
example(
  "endorsement_unchecked",
  badge((document) => {
    document.endorsementJwt = Array.from({ length: 40 }, () => endorsement(document.id));
  }),
);
const DIARY = "https://university.example/diary.txt";
const evidence = (digest) =>
  badge((document) => {
    document.evidence = [{ id: DIARY, type: ["Evidence"], name: "Field diary", ...digest }];
  });
example("digest_mismatch", evidence({ digestSRI: "sha256-uU0nuZNNPgilLlLX2n2r+sSE7+N6U4DukIj3rOLvzek=" }), {
  ...known,
  [DIARY]: "Nothing was seen.",
});
example("unsupported_digest", evidence({ digestSRI: "md5-XUFAKrxLKna5cZ2REBfFkg==" }), {
  ...known,
  [DIARY]: "Bees.",
});

/** A credential as a JWT (Open Badges 3.0, 8.2.1), with claims changed before it is signed. */
function jwt(signer, credential, change = {}) {
  const encode = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const claims = {
    ...credential,
    iss: signer.id,
    jti: credential.id,
    nbf: Date.parse(credential.validFrom) / 1000,
    ...(credential.credentialSubject.id !== undefined && { sub: credential.credentialSubject.id }),
    ...change,
  };
  const signed = `${encode({ alg: "EdDSA", typ: "JWT", kid: signer.method })}.${encode(claims)}`;
  return `${signed}.${signer.sign(Buffer.from(signed)).toString("base64url")}`;
}

await writeFile(new URL("examples.json", import.meta.url), `${JSON.stringify(examples)}\n`);
