// Makes the vectors in this folder: one badge, signed by other people's libraries in every way that Open Badges know.
//
//   npm ci && node generate.mjs
//
// Every run makes new keys and throws them away, so all files change together. What they must show stands in README.md.

import { writeFileSync } from "node:fs";
import { generateKeyPairSync } from "node:crypto";
import { DataIntegrityProof } from "@digitalbazaar/data-integrity";
import * as EcdsaMultikey from "@digitalbazaar/ecdsa-multikey";
import { cryptosuite as ecdsaRdfc2019 } from "@digitalbazaar/ecdsa-rdfc-2019-cryptosuite";
import * as ecdsaSd2023 from "@digitalbazaar/ecdsa-sd-2023-cryptosuite";
import * as Ed25519Multikey from "@digitalbazaar/ed25519-multikey";
import { Ed25519Signature2020 } from "@digitalbazaar/ed25519-signature-2020";
import { Ed25519VerificationKey2020 } from "@digitalbazaar/ed25519-verification-key-2020";
import { cryptosuite as eddsa2022 } from "@digitalbazaar/eddsa-2022-cryptosuite";
import * as eddsaJcs2022 from "@digitalbazaar/eddsa-jcs-2022-cryptosuite";
import { SignJWT } from "jose";
import jsigs from "jsonld-signatures";
import { documentLoader } from "./documents.mjs";

const { AssertionProofPurpose } = jsigs.purposes;
const CREATED = "2026-01-01T00:00:00Z";

function write(name, content) {
  const text = typeof content === "string" ? content : `${JSON.stringify(content, null, 2)}\n`;
  writeFileSync(new URL(name, import.meta.url), text);
}

/** A badge with a good many nodes that have no id, which is what selective disclosure has to relabel. */
function badge(issuer, ...moreContexts) {
  return {
    "@context": [
      "https://www.w3.org/ns/credentials/v2",
      "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
      ...moreContexts,
    ],
    id: "urn:uuid:6a4dfd0e-3c9f-4b52-8f0a-63b3b2a52a5d",
    type: ["VerifiableCredential", "OpenBadgeCredential"],
    name: "Knots",
    issuer: { id: issuer, type: ["Profile"], name: "TEST – Example School", url: "https://school.example/" },
    validFrom: "2026-01-01T00:00:00Z",
    validUntil: "2036-01-01T00:00:00Z",
    credentialSubject: {
      id: "did:example:ada",
      type: ["AchievementSubject"],
      identifier: [
        { type: "IdentityObject", hashed: false, identityHash: "ada@example.org", identityType: "emailAddress" },
        { type: "IdentityObject", hashed: false, identityHash: "Ada", identityType: "name" },
      ],
      achievement: {
        id: "urn:uuid:7e7c1f0b-2f0d-4c7e-a3b4-7b8fd3b0e3a1",
        type: ["Achievement"],
        name: "Knots",
        description: "Ties twelve knots: „Palstek“, \"Kreuzknoten\" and ten more 🪢.",
        criteria: { narrative: "Tie them." },
        alignment: [
          { type: ["Alignment"], targetName: "Ropework", targetUrl: "https://skills.example/ropework" },
          { type: ["Alignment"], targetName: "Patience", targetUrl: "https://skills.example/patience" },
        ],
        resultDescription: [
          { id: "urn:uuid:11111111-2f0d-4c7e-a3b4-7b8fd3b0e3a1", type: ["ResultDescription"], name: "Knots", resultType: "RawScore" },
        ],
      },
      result: [
        { type: ["Result"], resultDescription: "urn:uuid:11111111-2f0d-4c7e-a3b4-7b8fd3b0e3a1", value: "12" },
        { type: ["Result"], resultDescription: "urn:uuid:11111111-2f0d-4c7e-a3b4-7b8fd3b0e3a1", value: "11" },
      ],
    },
    evidence: [{ type: ["Evidence"], name: "A photograph", narrative: "Twelve knots on one rope." }],
  };
}

/** A key pair that is its own did:key. */
async function didKey(generate, options) {
  const pair = await generate(options);
  const { publicKeyMultibase } = await pair.export({ publicKey: true });
  pair.controller = `did:key:${publicKeyMultibase}`;
  pair.id = `${pair.controller}#${publicKeyMultibase}`;
  return pair;
}

async function sign(document, suite) {
  return jsigs.sign(document, { suite, purpose: new AssertionProofPurpose(), documentLoader });
}

const ed25519 = await didKey(Ed25519Multikey.generate);
const p256 = await didKey(EcdsaMultikey.generate, { curve: "P-256" });

const dataIntegrity = (pair, cryptosuite) =>
  new DataIntegrityProof({ signer: pair.signer(), date: CREATED, cryptosuite });

write("ecdsa-rdfc-2019.json", await sign(badge(p256.controller), dataIntegrity(p256, ecdsaRdfc2019)));
write("eddsa-2022.json", await sign(badge(ed25519.controller), dataIntegrity(ed25519, eddsa2022)));
write(
  "eddsa-jcs-2022.json",
  await sign(badge(ed25519.controller), dataIntegrity(ed25519, eddsaJcs2022.createSignCryptosuite())),
);

// ecdsa-sd-2023: the issuer's base proof, and three that a holder derives from it.
const mandatoryPointers = ["/issuer", "/validFrom", "/validUntil", "/credentialSubject/achievement/id", "/credentialSubject/id"];
const base = await sign(
  badge(p256.controller),
  dataIntegrity(p256, ecdsaSd2023.createSignCryptosuite({ mandatoryPointers })),
);
write("ecdsa-sd-2023.base.json", base);
const disclosures = {
  whole: ["/id", "/name", "/credentialSubject", "/evidence"],
  selective: ["/id", "/name", "/credentialSubject/achievement", "/credentialSubject/result/1", "/credentialSubject/identifier/0"],
  mandatory: [],
};
for (const [name, selectivePointers] of Object.entries(disclosures)) {
  const suite = new DataIntegrityProof({
    cryptosuite: ecdsaSd2023.createDiscloseCryptosuite({ selectivePointers }),
  });
  const derived = await jsigs.derive(base, { suite, purpose: new AssertionProofPurpose(), documentLoader });
  write(`ecdsa-sd-2023.${name}.json`, derived);
}

// The peer looks for blank node labels inside of literals too. What it derives then, it cannot verify itself.
{
  const document = badge(p256.controller);
  document.credentialSubject.achievement.description = "How to write _:c14n0 in N-Quads.";
  const suite = dataIntegrity(p256, ecdsaSd2023.createSignCryptosuite({ mandatoryPointers }));
  const disclose = new DataIntegrityProof({
    cryptosuite: ecdsaSd2023.createDiscloseCryptosuite({ selectivePointers: disclosures.whole }),
  });
  const options = { suite: disclose, purpose: new AssertionProofPurpose(), documentLoader };
  write("ecdsa-sd-2023.label-in-literal.json", await jsigs.derive(await sign(document, suite), options));
}

// Ed25519Signature2020, which has a key class of its own.
{
  const pair = await Ed25519VerificationKey2020.generate();
  pair.controller = `did:key:${pair.publicKeyMultibase}`;
  pair.id = `${pair.controller}#${pair.publicKeyMultibase}`;
  const suite = new Ed25519Signature2020({ key: pair, date: CREATED });
  const document = badge(pair.controller, "https://w3id.org/security/suites/ed25519-2020/v1");
  write("ed25519-signature-2020.json", await sign(document, suite));
}

// VC-JWT of Open Badges 3.0 with every claim it demands, and vc+jwt of VC-JOSE-COSE.
const issuer = "https://school.example/issuers/7";
const keys = [];
const seconds = (time) => Date.parse(time) / 1000;
const kinds = {
  EdDSA: ["ed25519", {}],
  ES256: ["ec", { namedCurve: "P-256" }],
  RS256: ["rsa", { modulusLength: 2048 }],
};
for (const [alg, [kind, options]] of Object.entries(kinds)) {
  const { privateKey, publicKey } = generateKeyPairSync(kind, options);
  const kid = `${issuer}#${alg}`;
  const jwk = publicKey.export({ format: "jwk" });
  keys.push({ ...jwk, kid, alg, use: "sig" });
  const credential = badge(issuer);
  const claims = {
    ...credential,
    iss: issuer,
    jti: credential.id,
    sub: credential.credentialSubject.id,
    nbf: seconds(credential.validFrom),
    exp: seconds(credential.validUntil),
  };
  const jwt = (payload, header) => new SignJWT(payload).setProtectedHeader(header).sign(privateKey);
  write(`vc-jwt.${alg.toLowerCase()}.jwt`, await jwt(claims, { alg, typ: "JWT", kid }));
  write(`vc-jwt.jwk.${alg.toLowerCase()}.jwt`, await jwt(claims, { alg, typ: "JWT", jwk }));
  write(`vc-jose.${alg.toLowerCase()}.jwt`, await jwt(credential, { alg, typ: "vc+jwt", kid, cty: "vc" }));
  if (alg === "EdDSA") {
    const { validFrom, validUntil, name, ...rest } = credential;
    const vc = {
      ...rest,
      "@context": ["https://www.w3.org/2018/credentials/v1", credential["@context"][1]],
      issuanceDate: validFrom,
      expirationDate: validUntil,
      name,
    };
    const { iss, jti, sub, nbf, exp } = claims;
    write(`vc-jwt.v1.${alg.toLowerCase()}.jwt`, await jwt({ iss, jti, sub, nbf, exp, vc }, { alg, typ: "JWT", kid }));
  }
}
write("jwks.json", { keys });
