// A: JSON-LD and Data Integrity. Over 600 lines: one attack after another, which nobody reads at once.

import { badge, changed, entry, OPEN_BADGES, statusList, V2, withAchievement, withSubject } from "../badge.mjs";
import { base58, base64url } from "../encoding.mjs";
import { Folder, inconclusive, invalid, valid } from "../folder.mjs";
import { school, thief } from "../keys.mjs";
import { proofOf, signed, signedJcs } from "../proof.mjs";
import { bits, encodedList } from "../status-list.mjs";

export const folder = new Folder();
const add = folder.add.bind(folder);

const good = await signed(badge());
const goodJcs = signedJcs(badge());
/** The signed badge after `change`. */
const after = (change) => changed(good, change);
const withProof = (proof) => ({ ...badge(), proof });
const INVALID_SIGNATURE = invalid("signature", "invalid_signature");
const evidence = (members) => ({ type: ["Evidence"], name: "A photograph", ...members });

add("A00", "untouched.json", good, "The badge before anything is done to it.", valid());
add("A00", "untouched-jcs.json", goodJcs, "The same with eddsa-jcs-2022.", valid());

const UNDEFINED = invalid("canonicalization", "undefined_term");
add(
  "A01",
  "undefined-member-added.json",
  after((it) => {
    it.credentialSubject.extra = "with honours";
  }),
  "A member that no context defines, added after signing: its value is in no signature.",
  UNDEFINED,
);
add(
  "A01",
  "undefined-member-signed.json",
  await signed(withSubject({ extra: "with honours" })),
  "The same, by a careless issuer: the signature holds, and covers nothing of it.",
  UNDEFINED,
);
add(
  "A02",
  "undefined-type.json",
  after((it) => {
    it.credentialSubject.achievement.type.push("MasterDegree");
  }),
  "A type that no context defines, added after signing.",
  invalid("canonicalization", "undefined_type"),
);
for (const [name, id] of [
  ["empty", ""],
  ["fragment", "#list"],
  ["word", "urn"],
]) {
  const document = await signed(badge({ evidence: [evidence({ id, narrative: "Twelve knots." })] }));
  document.evidence[0].narrative = "A hundred knots.";
  add(
    "A03",
    `relative-id-${name}.json`,
    document,
    "Evidence with a relative id leaves the dataset with all it says, so it can be rewritten after signing.",
    invalid("canonicalization", "relative_iri"),
  );
}
const FORBIDDEN_CONTEXT = invalid("canonicalization", "forbidden_context");
{
  const document = badge({ evidence: [evidence({ id: "#list" })] });
  document["@context"].push({ "@base": "https://evil.example/" });
  add(
    "A04",
    "inline-base.json",
    await signed(document),
    "An inline @base makes relative ids survive.",
    FORBIDDEN_CONTEXT,
  );
}
{
  const swapped = {
    name: "https://schema.org/description",
    description: "https://schema.org/name",
  };
  const document = after((it) => {
    it["@context"].push(swapped);
    const { name, description } = it.credentialSubject.achievement;
    Object.assign(it.credentialSubject.achievement, { name: description, description: name });
  });
  add(
    "A05",
    "inline-context-swaps-members.json",
    document,
    "An inline context gives name and description each other's meaning.",
    FORBIDDEN_CONTEXT,
  );
}
for (const [name, change] of [
  [
    "achievement",
    (it) => {
      it.credentialSubject.achievement["@context"] = { extra: "https://evil.example/extra" };
    },
  ],
  [
    "achievement-known",
    (it) => {
      it.credentialSubject.achievement["@context"] = OPEN_BADGES;
    },
  ],
  [
    "evidence",
    (it) => {
      it.evidence = [evidence({ "@context": { name: "https://evil.example/name" } })];
    },
  ],
]) {
  add(
    "A06",
    `nested-context-${name}.json`,
    after(change),
    "A context inside of the document changes what the terms below it mean.",
    FORBIDDEN_CONTEXT,
  );
}
add(
  "A06",
  "nested-context-proof.json",
  after((it) => {
    it.proof["@context"] = { created: "https://evil.example/created" };
  }),
  "The same inside of an eddsa-rdfc-2022 proof.",
  FORBIDDEN_CONTEXT,
);
{
  const url = "https://evil.example/context.json";
  const document = badge();
  document["@context"].push(url);
  add(
    "A07",
    "unknown-context.json",
    await signed(document, { more: { [url]: { "@context": {} } } }),
    "A context that nobody pinned: what it says today is anybody's guess.",
    inconclusive("canonicalization", "unknown_context"),
  );
}
add(
  "A08",
  "vocab-appended.json",
  after((it) => {
    it["@context"].push({ "@vocab": "https://evil.example/#" });
    it.credentialSubject.extra = "with honours";
  }),
  "An @vocab, appended after signing, defines whatever is added.",
  FORBIDDEN_CONTEXT,
);
{
  const document = withSubject({ extra: "with honours" });
  document["@context"].push({ "@vocab": "https://school.example/#" });
  add("A08", "vocab-signed.json", await signed(document), "The same, signed by the issuer itself.", FORBIDDEN_CONTEXT);
}
for (const name of ["undefined-terms", "examples"]) {
  add(
    "A08",
    `${name}-appended.json`,
    after((it) => {
      it["@context"].push(`https://www.w3.org/ns/credentials/${name}/v2`);
      it.credentialSubject.extra = "with honours";
    }),
    "A published context with an @vocab, appended after signing.",
    inconclusive("canonicalization", "unknown_context"),
  );
}
const MULTIKEY = "https://w3id.org/security/multikey/v1";
const contextsOf = (...contexts) =>
  after((it) => {
    it["@context"] = contexts;
  });
add(
  "A09",
  "context-in-the-middle.json",
  contextsOf(V2, MULTIKEY, OPEN_BADGES),
  "A harmless context put between the two.",
  invalid("data_model", "malformed_value"),
);
add(
  "A09",
  "contexts-reordered.json",
  contextsOf(OPEN_BADGES, V2),
  "The contexts in the other order.",
  invalid("data_model", "malformed_value"),
);
add(
  "A09",
  "context-repeated.json",
  contextsOf(V2, OPEN_BADGES, OPEN_BADGES),
  "A context listed twice.",
  invalid("data_model", "malformed_value"),
);
add(
  "A09",
  "known-context-appended.json",
  contextsOf(V2, OPEN_BADGES, MULTIKEY),
  "A pinned context appended after signing: it defines what nothing here uses, so nothing of what was signed changes.",
  valid("unusual_context"),
);
const changedJcs = (change) => changed(goodJcs, change);
add(
  "A10",
  "jcs-known-context-appended.json",
  changedJcs((it) => {
    it["@context"].push(MULTIKEY);
  }),
  "A pinned context appended behind those that an eddsa-jcs-2022 proof signed.",
  valid(),
);
add(
  "A10",
  "jcs-unknown-context-appended.json",
  changedJcs((it) => {
    it["@context"].push("https://evil.example/context.json");
  }),
  "An unknown context appended behind them.",
  inconclusive("canonicalization", "unknown_context"),
);
add(
  "A10",
  "jcs-inline-context-appended.json",
  changedJcs((it) => {
    it["@context"].push({ name: "https://schema.org/description", description: "https://schema.org/name" });
  }),
  "An inline context appended behind them, which swaps name and description.",
  FORBIDDEN_CONTEXT,
);
add(
  "A11",
  "jcs-proof-without-context.json",
  signedJcs(badge(), { members: { "@context": undefined } }),
  "An eddsa-jcs-2022 proof without contexts of its own signs the document as it is.",
  valid(),
);
for (const [name, context] of [
  ["number", 7],
  ["object", {}],
  ["null", null],
]) {
  add(
    "A12",
    `jcs-context-${name}.json`,
    signedJcs(badge(), { members: { "@context": context } }),
    "An eddsa-jcs-2022 proof whose contexts are no list of URLs.",
    invalid("canonicalization", "malformed_proof"),
  );
}
const MALFORMED_PROOF = invalid("signature", "malformed_proof");
const proofWith = (members) => signed(badge(), { members });
add(
  "A13",
  "type-other.json",
  await proofWith({ type: "Other" }),
  "A proof of another type that borrows the name of a cryptosuite; its signature is good.",
  MALFORMED_PROOF,
);
for (const [name, cryptosuite] of [
  ["space", "eddsa-rdfc-2022 "],
  ["case", "EdDSA-RDFC-2022"],
  ["array", ["eddsa-rdfc-2022"]],
  ["missing", undefined],
]) {
  add(
    "A14",
    `cryptosuite-${name}.json`,
    await proofWith({ cryptosuite }),
    "The name of the cryptosuite is nearly right; the signature is good.",
    MALFORMED_PROOF,
  );
}
add(
  "A15",
  "jcs-as-rdfc.json",
  changedJcs((it) => {
    it.proof.cryptosuite = "eddsa-rdfc-2022";
    delete it.proof["@context"];
  }),
  "An eddsa-jcs-2022 signature presented as eddsa-rdfc-2022.",
  INVALID_SIGNATURE,
);
add(
  "A15",
  "rdfc-as-jcs.json",
  after((it) => {
    it.proof.cryptosuite = "eddsa-jcs-2022";
  }),
  "The reverse.",
  INVALID_SIGNATURE,
);
const rsaProof = {
  type: "RsaSignature2018",
  created: "2026-01-01T00:00:00Z",
  verificationMethod: "https://school.example/keys/1#key",
  proofPurpose: "assertionMethod",
  jws: "eyJhbGciOiJSUzI1NiIsImI2NCI6ZmFsc2UsImNyaXQiOlsiYjY0Il19..AAAA",
};
const UNSUPPORTED = inconclusive("signature", "unsupported_cryptosuite");
add(
  "A16",
  "rsa-signature-2018.json",
  withProof(rsaProof),
  "A proof of a suite that is no longer taken for safe.",
  UNSUPPORTED,
);
add(
  "A16",
  "ed25519-signature-2018.json",
  withProof({ ...rsaProof, type: "Ed25519Signature2018" }),
  "Another of these.",
  UNSUPPORTED,
);
add(
  "A16",
  "rsa-signature-2018-beside-good.json",
  withProof([good.proof, rsaProof]),
  "Such a proof beside a good one.",
  UNSUPPORTED,
);
add(
  "A16",
  "rsa-signature-2018-over-tampered.json",
  changed(withProof(rsaProof), (it) => {
    it.credentialSubject.achievement.name = "Doctor";
  }),
  "Such a proof alone on a badge that was changed.",
  UNSUPPORTED,
);
add(
  "A17",
  "purpose-authentication.json",
  await proofWith({ proofPurpose: "authentication" }),
  "A proof made to log in, not to assert; its signature is good.",
  invalid("signature", "wrong_proof_purpose"),
);
add(
  "A17",
  "purpose-missing.json",
  await proofWith({ proofPurpose: undefined }),
  "A proof without a purpose.",
  MALFORMED_PROOF,
);
add(
  "A17",
  "purpose-array.json",
  await proofWith({ proofPurpose: ["assertionMethod"] }),
  "The purpose as a list.",
  MALFORMED_PROOF,
);
add(
  "A18",
  "proof-empty-list.json",
  withProof([]),
  "A list of no proofs, all of which hold.",
  invalid("signature", "missing_proof"),
);
add("A19", "proof-absent.json", badge(), "No proof at all.", invalid("signature", "missing_proof"));
for (const [name, proof] of [
  ["null", null],
  ["string", "eddsa-rdfc-2022"],
  ["number", 7],
  ["list-of-null", [null]],
]) {
  add("A19", `proof-${name}.json`, withProof(proof), "A proof that is no object.", MALFORMED_PROOF);
}

// Proof sets and chains.
const broken = {
  ...(await proofOf(badge(), { members: { created: "2026-01-02T00:00:00Z" } })),
  created: "2026-01-03T00:00:00Z",
};
const thiefsProof = await proofOf(badge(), { by: thief });
add(
  "A20",
  "good-then-broken.json",
  withProof([good.proof, broken]),
  "Two proofs of the issuer, of which the second does not hold.",
  INVALID_SIGNATURE,
);
add(
  "A21",
  "thiefs-good-issuers-broken.json",
  changed(withProof([thiefsProof, broken]), () => {}),
  "A stranger's proof that holds beside one of the issuer that does not.",
  invalid("issuer_key", "issuer_mismatch"),
);
{
  const document = changed(badge(), (it) => {
    it.credentialSubject.achievement.name = "Doctor";
  });
  add(
    "A21",
    "thiefs-good-over-tampered.json",
    { ...document, proof: [await proofOf(document, { by: thief }), good.proof] },
    "The badge changed and signed by a stranger; the issuer's old proof is left beside.",
    INVALID_SIGNATURE,
  );
}
add(
  "A22",
  "broken-then-good.json",
  withProof([broken, good.proof]),
  "Two proofs of the issuer, of which the first does not hold: the answer is not that of the last one.",
  INVALID_SIGNATURE,
);
const previous = (previousProof) => proofWith({ previousProof });
add(
  "A23",
  "previous-proof-dangling.json",
  await previous("urn:uuid:00000000-0000-4000-8000-000000000000"),
  "A proof that builds on one that is not there.",
  MALFORMED_PROOF,
);
add("A23", "previous-proof-number.json", await previous(7), "A previous proof that is a number.", MALFORMED_PROOF);
const first = await proofOf(badge(), { members: { id: "urn:uuid:11111111-0000-4000-8000-000000000001" } });
const second = await proofOf(badge(), {
  members: {
    id: "urn:uuid:11111111-0000-4000-8000-000000000002",
    created: "2026-01-02T00:00:00Z",
    previousProof: first.id,
  },
  previous: [first],
});
add(
  "A23",
  "chain-whole.json",
  withProof([first, second]),
  "A chain of two proofs as the specification has it.",
  valid(),
);
add(
  "A23",
  "previous-proofs-one-dangling.json",
  withProof([
    first,
    await proofOf(badge(), {
      members: { previousProof: [first.id, "urn:uuid:00000000-0000-4000-8000-000000000000"] },
      previous: [first],
    }),
  ]),
  "Two previous proofs, of which one is not there.",
  MALFORMED_PROOF,
);
{
  const [a, b] = ["urn:uuid:11111111-0000-4000-8000-00000000000a", "urn:uuid:11111111-0000-4000-8000-00000000000b"];
  const pair = [
    await proofOf(badge(), { members: { id: a, previousProof: b } }),
    await proofOf(badge(), { members: { id: b, previousProof: a } }),
  ];
  add("A24", "chain-circle.json", withProof(pair), "Two proofs, each of which builds on the other.", MALFORMED_PROOF);
  add(
    "A24",
    "chain-self.json",
    await proofWith({ id: a, previousProof: a }),
    "A proof that builds on itself.",
    MALFORMED_PROOF,
  );
}
add(
  "A25",
  "same-id-twice.json",
  withProof([first, { ...second, id: first.id }]),
  "Two proofs with one id.",
  MALFORMED_PROOF,
);
add("A25", "chain-head-removed.json", withProof([second]), "The first proof of a chain taken away.", MALFORMED_PROOF);
add(
  "A25",
  "chain-end-removed.json",
  withProof([first]),
  "The last proof of a chain taken away: what is left holds by itself.",
  valid(),
);
add(
  "A26",
  "nine-proofs.json",
  withProof(Array(9).fill(good.proof)),
  "More proofs than anybody needs.",
  invalid("signature", "limit_exceeded"),
);
add(
  "A26",
  "ten-thousand-proofs.json",
  JSON.stringify(withProof(Array(10_000).fill({ type: "DataIntegrityProof" }))),
  "Ten thousand of them.",
  invalid("signature", "limit_exceeded"),
);
add(
  "A27",
  "proof-in-subject.json",
  changed(badge(), (it) => {
    it.credentialSubject.proof = good.proof;
  }),
  "The proof moved to where nobody looks for it.",
  invalid("signature", "missing_proof"),
);
add(
  "A27",
  "proof-included.json",
  { ...badge(), "@included": [{ id: badge().id, proof: good.proof }] },
  "The proof in an @included block.",
  invalid("signature", "missing_proof"),
);
add(
  "A27",
  "proof-aliased.json",
  changed(badge(), (it) => {
    it["@context"].push({ seal: { "@id": "https://w3id.org/security#proof", "@type": "@id", "@container": "@graph" } });
    it.seal = good.proof;
  }),
  "The proof under another name, which an inline context defines.",
  invalid("signature", "missing_proof"),
);
add("A28", "list-of-one.json", [good], "A list around the credential.", invalid("data_model", "malformed_value"));
add("A28", "list-of-two.json", [good, good], "Two credentials in a list.", invalid("data_model", "malformed_value"));
add(
  "A28",
  "graph.json",
  { "@context": good["@context"], "@graph": [good] },
  "The credential in a @graph.",
  invalid("data_model", "missing_member"),
);
add(
  "A28",
  "two-in-one-file.json",
  `${JSON.stringify(good)}\n${JSON.stringify(good)}\n`,
  "Two credentials one after the other.",
  invalid("parse", "invalid_json"),
);
{
  const node = { ...badge().credentialSubject.achievement, type: ["Achievement", "Evidence"] };
  const whole = changed(badge(), (it) => {
    it.credentialSubject.achievement = node;
    it.evidence = [{ id: node.id, type: ["Evidence"] }];
  });
  const restructured = changed(await signed(whole), (it) => {
    it.credentialSubject.achievement = node.id;
    it.evidence = [node];
  });
  add(
    "A29",
    "achievement-moved.json",
    restructured,
    "The same RDF, with the achievement written at another place and only linked from its own.",
    invalid("data_model", "malformed_value"),
  );
}
for (const [name, change] of [
  [
    "reverse",
    (it) => {
      it.credentialSubject["@reverse"] = { knows: { id: "did:example:eve" } };
    },
  ],
  [
    "nest",
    (it) => {
      it.credentialSubject["@nest"] = { narrative: "With honours." };
    },
  ],
  [
    "index",
    (it) => {
      it.credentialSubject["@index"] = "with honours";
    },
  ],
  [
    "included",
    (it) => {
      it["@included"] = [{ id: "did:example:eve", type: "AchievementSubject" }];
    },
  ],
  [
    "graph",
    (it) => {
      it.credentialSubject["@graph"] = [{ id: "did:example:eve" }];
    },
  ],
]) {
  add(
    "A30",
    `keyword-${name}.json`,
    after(change),
    `The keyword @${name}, which no credential needs, added after signing.`,
    invalid("canonicalization", "forbidden_keyword"),
  );
}
add(
  "A30",
  "keyword-json.json",
  after((it) => {
    it.credentialSubject.narrative = { "@value": "With honours.", "@type": "@json" };
  }),
  "A JSON literal where a text belongs.",
  invalid("data_model", "malformed_value"),
);
add(
  "A30",
  "keyword-aliases.json",
  changed(badge(), (it) => {
    it["@id"] = it.id;
    delete it.id;
    it.proof = good.proof;
  }),
  "@id in the place of id: the same RDF, but not the member that readers look for.",
  invalid("data_model", "missing_member"),
);

// The same statement under another name: the graph is as it was signed, and a reader who looks for the usual name misses it.
const CREDENTIALS = "https://www.w3.org/2018/credentials#";
const DATE_TIME = "http://www.w3.org/2001/XMLSchema#dateTime";
/** `name` of the document renamed to `other`, with `value` in its place. */
const renamed = (document, name, other, value = document[name]) => {
  const { [name]: _, ...rest } = document;
  return { ...rest, [other]: value };
};
const expired = await signed(badge({ validUntil: "2026-02-01T00:00:00Z" }));
add(
  "A30",
  "valid-until-as-iri.json",
  renamed(expired, "validUntil", `${CREDENTIALS}validUntil`, { "@value": expired.validUntil, "@type": DATE_TIME }),
  "The end of an expired badge under the full IRI of its name.",
  UNDEFINED,
);
{
  const list = "https://status.example/a30";
  folder.document(list, await signed(statusList(list, { encodedList: encodedList(bits([94_567])) })));
  const revoked = await signed(badge({ credentialStatus: entry(list) }));
  add("A30", "revoked.json", revoked, "A revoked badge.", invalid("status", "revoked"));
  add(
    "A30",
    "status-as-iri.json",
    renamed(revoked, "credentialStatus", `${CREDENTIALS}credentialStatus`),
    "The status of a revoked badge under the full IRI of its name.",
    UNDEFINED,
  );
  add(
    "A30",
    "status-in-included.json",
    {
      ...renamed(revoked, "credentialStatus", "@included", [
        { id: revoked.id, credentialStatus: revoked.credentialStatus },
      ]),
    },
    "The status of a revoked badge in an @included block about the badge.",
    invalid("canonicalization", "forbidden_keyword"),
  );
  add(
    "A30",
    "status-elsewhere.json",
    changed(renamed(revoked, "credentialStatus", "evidence", undefined), (it) => {
      delete it.evidence;
      it.credentialSubject.achievement.related = [
        { id: revoked.id, type: ["Related", "VerifiableCredential"], credentialStatus: revoked.credentialStatus },
      ];
    }),
    "The status of a revoked badge said of it at another place of the document.",
    INVALID_SIGNATURE,
  );
}
add(
  "A30",
  "keyword-type-twice.json",
  after((it) => {
    it["@type"] = it.type;
  }),
  "@type beside type, with the same types: still the same set.",
  valid(),
);
add(
  "A30",
  "keyword-id-twice.json",
  after((it) => {
    it["@id"] = it.id;
  }),
  "@id beside id.",
  invalid("canonicalization", "invalid_json_ld"),
);
add(
  "A30",
  "value-as-object.json",
  after((it) => {
    it.credentialSubject.achievement.name = { "@value": "Knots" };
  }),
  "A name as value object: the same text to JSON-LD, none to a reader of JSON.",
  invalid("data_model", "malformed_value"),
);
add(
  "A30",
  "valid-until-as-object.json",
  changed(expired, (it) => {
    it.validUntil = { "@value": it.validUntil, "@type": DATE_TIME };
  }),
  "The end of an expired badge as value object.",
  invalid("data_model", "invalid_date_time"),
);
add(
  "A30",
  "subject-in-set.json",
  after((it) => {
    it.credentialSubject = { "@set": [it.credentialSubject] };
  }),
  "The subject in a set.",
  invalid("data_model", "missing_member"),
);

// Arrays are sets in RDF and lists in JSON.
const results = ["11", "12"].map((value) => ({
  type: ["Result"],
  resultDescription: "urn:uuid:11111111-2f0d-4c7e-a3b4-7b8fd3b0e3a1",
  value,
}));
const reverse = (it) => {
  it.credentialSubject.result.reverse();
};
const twice = (it) => {
  it.credentialSubject.achievement.tag.push("knots");
};
add(
  "A31",
  "rdfc-results-reordered.json",
  changed(await signed(withSubject({ result: results })), reverse),
  "Results in another order: for eddsa-rdfc-2022 they have none.",
  valid(),
);
add(
  "A31",
  "jcs-results-reordered.json",
  changed(signedJcs(withSubject({ result: results })), reverse),
  "The same under eddsa-jcs-2022, which signs the order.",
  INVALID_SIGNATURE,
);
add(
  "A32",
  "rdfc-duplicate-members.json",
  changed(await signed(withAchievement({ tag: ["knots", "ropes"] })), twice),
  "A member of a list written twice: still the same set.",
  valid(),
);
add(
  "A32",
  "jcs-duplicate-members.json",
  changed(signedJcs(withAchievement({ tag: ["knots", "ropes"] })), twice),
  "The same under eddsa-jcs-2022.",
  INVALID_SIGNATURE,
);
{
  const points = await signed(withSubject({ creditsEarned: 0.3 }));
  const text = JSON.stringify(points, null, 2);
  add("A33", "double-untouched.json", text, "A number with a fraction.", valid());
  add(
    "A33",
    "double-collapses.json",
    text.replace('"creditsEarned": 0.3', '"creditsEarned": 0.30000000000000004'),
    "Its neighbour, which RDF writes with the same digits.",
    invalid("canonicalization", "number_precision"),
  );
  add(
    "A33",
    "double-18-digits.json",
    text.replace('"creditsEarned": 0.3', '"creditsEarned": 0.299999999999999988'),
    "A number with more digits than a double has.",
    invalid("parse", "number_precision"),
  );
}
{
  const name = { "@value": "Knots", "@language": "ar", "@direction": "ltr" };
  const document = await signed(badge({ name }));
  add(
    "A34",
    "direction-signed.json",
    document,
    "A text with a direction, which RDF leaves out.",
    invalid("canonicalization", "dropped_value"),
  );
  add(
    "A34",
    "direction-changed.json",
    changed(document, (it) => {
      it.name["@direction"] = "rtl";
    }),
    "The direction changed after signing.",
    invalid("canonicalization", "dropped_value"),
  );
}
for (const [name, url] of [
  ["space", "https://school.example/a b"],
  ["brackets", "https://school.example/<b>"],
  ["escape", "https://school.example/\\u00e9\u0001"],
  ["quote", 'https://school.example/"'],
  ["pipe-brace", "https://school.example/{a|b}"],
]) {
  const document = badge();
  document.issuer.url = url;
  document.evidence = [evidence({ id: url })];
  add(
    "A35",
    `iri-${name}.json`,
    await signed(document),
    "An identifier with letters that no IRI has.",
    invalid("canonicalization", "relative_iri"),
  );
}
for (const [name, change] of [
  [
    "valid-until",
    (it) => {
      it.validUntil = null;
    },
  ],
  [
    "credential-status",
    (it) => {
      it.credentialStatus = null;
    },
  ],
  [
    "evidence",
    (it) => {
      it.evidence = null;
    },
  ],
]) {
  const before = name === "valid-until" ? await signed(badge({ validUntil: undefined })) : good;
  add(
    "A36",
    `null-${name}.json`,
    changed(before, change),
    "A member with the value null: JSON-LD leaves it out, a reader of the JSON may not.",
    invalid("canonicalization", "dropped_value"),
  );
}
add(
  "A37",
  "status-empty-list.json",
  after((it) => {
    it.credentialStatus = [];
  }),
  "An empty list as status, added after signing.",
  invalid("canonicalization", "dropped_value"),
);
add(
  "A37",
  "status-empty-object.json",
  after((it) => {
    it.credentialStatus = {};
  }),
  "An empty object as status, added after signing.",
  invalid("signature", "invalid_signature"),
);

// Graphs that are made to be expensive.
{
  const numbers = Array.from({ length: 10 }, (_, number) => number);
  const node = (from) => ({
    id: `_:n${from}`,
    type: ["Achievement"],
    related: numbers.filter((to) => to !== from).map((to) => ({ id: `_:n${to}` })),
  });
  add(
    "A38",
    "clique-of-ten.json",
    { ...badge(), evidence: numbers.map(node), proof: good.proof },
    "Ten nodes without names, each linked to every other.",
    invalid("canonicalization", "work_budget_exceeded"),
  );
}
add(
  "A40",
  "many-quads.json",
  JSON.stringify({ ...withAchievement({ tag: Array.from({ length: 25_000 }, (_, n) => `t${n}`) }), proof: good.proof }),
  "More statements than anybody needs.",
  invalid("canonicalization", "limit_exceeded"),
);
add(
  "A40",
  "many-blank-nodes.json",
  JSON.stringify({ ...badge({ evidence: Array(10_000).fill({ type: ["Evidence"] }) }), proof: good.proof }),
  "Ten thousand nodes without names.",
  invalid("canonicalization", "limit_exceeded"),
);
add(
  "A41",
  "nesting-65.json",
  `{"@context":${"[".repeat(64)}${"]".repeat(64)}}`,
  "A document nested deeper than anybody needs.",
  invalid("parse", "limit_exceeded"),
);
add(
  "A41",
  "thousand-contexts.json",
  after((it) => {
    it["@context"] = [V2, OPEN_BADGES, ...Array.from({ length: 998 }, (_, n) => `https://evil.example/${n}.json`)];
  }),
  "A thousand contexts.",
  invalid("canonicalization", "limit_exceeded"),
);
add(
  "A42",
  "nesting-100000.json",
  "[".repeat(100_000),
  "A hundred thousand brackets.",
  invalid("parse", "limit_exceeded"),
);
add(
  "A42",
  "nesting-objects.json",
  '{"a":'.repeat(50_000),
  "Fifty thousand objects, one in the other.",
  invalid("parse", "limit_exceeded"),
);
{
  const labelled = badge({
    evidence: [evidence({ id: "_:c14n0" }), evidence({ id: "_:b0", narrative: "Twelve knots." })],
  });
  const unlabelled = await signed(badge({ evidence: [evidence(), evidence({ narrative: "Twelve knots." })] }));
  add(
    "A43",
    "explicit-labels.json",
    changed(unlabelled, (it) => {
      it.evidence = labelled.evidence;
    }),
    "Nodes without names that are given names such as _:c14n0 after signing: the same graph.",
    valid(),
  );
}
add(
  "A44",
  "created-date-only.json",
  await proofWith({ created: "2026-01-01" }),
  "A proof made on a day without a time.",
  invalid("signature", "invalid_date_time"),
);
add(
  "A44",
  "created-without-zone.json",
  await proofWith({ created: "2026-01-01T00:00:00" }),
  "A proof made at a time without a zone.",
  invalid("signature", "invalid_date_time"),
);
add(
  "A44",
  "proof-expired.json",
  await proofWith({ expires: "2026-02-01T00:00:00Z" }),
  "A proof that says itself that it is over.",
  invalid("signature", "proof_expired"),
);
add(
  "A44",
  "created-in-the-future.json",
  await proofWith({ created: "2026-04-01T00:00:00Z" }),
  "A proof from the future.",
  valid("proof_created_in_future"),
);
for (const member of ["domain", "challenge"]) {
  const document = await proofWith({ [member]: "school.example" });
  add(
    "A45",
    `${member}-changed.json`,
    changed(document, (it) => {
      it.proof[member] = "evil.example";
    }),
    `The ${member} of the proof changed after signing.`,
    INVALID_SIGNATURE,
  );
  add(
    "A45",
    `${member}-added.json`,
    after((it) => {
      it.proof[member] = "school.example";
    }),
    `A ${member} added after signing.`,
    INVALID_SIGNATURE,
  );
}
for (const [name, members] of [
  ["nonce", { nonce: "x" }],
  ["id", { id: "urn:uuid:11111111-0000-4000-8000-00000000000c" }],
  ["created", { created: "2026-01-01T00:00:01Z" }],
  ["expires", { expires: "2036-01-01T00:00:00Z" }],
]) {
  add(
    "A46",
    `proof-${name}.json`,
    after((it) => {
      Object.assign(it.proof, members);
    }),
    "Another member of the proof changed after signing.",
    INVALID_SIGNATURE,
  );
}
{
  const { proofValue } = good.proof;
  const bytes = school.sign(Buffer.from("x"));
  const withValue = (value) =>
    after((it) => {
      it.proof.proofValue = value;
    });
  const WRONG = invalid("signature", "invalid_proof_value");
  const real = Buffer.from(await rawSignature(proofValue));
  for (const [name, value] of [
    ["base64url", `u${base64url(real)}`],
    ["base64", `m${real.toString("base64")}`],
    ["base16", `f${real.toString("hex")}`],
    ["no-prefix", proofValue.slice(1)],
    ["63-bytes", `z${base58(real.subarray(0, 63))}`],
    ["65-bytes", `z${base58(Buffer.concat([real, bytes.subarray(0, 1)]))}`],
    ["leading-one", `z1${proofValue.slice(1)}`],
    ["long", `z${"2".repeat(100_000)}`],
    ["empty", ""],
    ["number", 7],
  ]) {
    add(
      "A47",
      `proof-value-${name}.json`,
      withValue(value),
      "The signature written otherwise than its suite says.",
      WRONG,
    );
  }
}
add(
  "A48",
  "claims-of-a-failed-check.json",
  after((it) => {
    it.credentialSubject.achievement.name = "Doctor of Knots";
  }),
  "A changed name: the report must not repeat it.",
  INVALID_SIGNATURE,
);
// Not signed here: the JSON-LD library of this generator would write into Object.prototype.
add(
  "A50",
  "id-proto.json",
  { ...badge({ evidence: [evidence({ id: "__proto__" })] }), proof: good.proof },
  "A node that is called __proto__.",
  invalid("canonicalization", "relative_iri"),
);
add(
  "A50",
  "member-proto.json",
  JSON.stringify(good).replace('"id":"did:example:ada"', '"id":"did:example:ada","__proto__":{"name":"Doctor"}'),
  "A member that is called __proto__.",
  UNDEFINED,
);

/** The bytes of a base58 multibase text. */
async function rawSignature(text) {
  const alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
  let number = 0n;
  for (const letter of text.slice(1)) number = number * 58n + BigInt(alphabet.indexOf(letter));
  return Buffer.from(number.toString(16).padStart(128, "0"), "hex");
}
