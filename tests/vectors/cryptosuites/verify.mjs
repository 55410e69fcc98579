// Asks other people's verifiers. Standard input: {"kind": "json", "text"} or {"kind": "jwt", "text", "jwk", "typ"}.
// Standard output: "verified", or what they say is wrong.

import { readFileSync } from "node:fs";
import { DataIntegrityProof } from "@digitalbazaar/data-integrity";
import * as ecdsaSd2023 from "@digitalbazaar/ecdsa-sd-2023-cryptosuite";
import * as eddsaJcs2022 from "@digitalbazaar/eddsa-jcs-2022-cryptosuite";
import { importJWK, jwtVerify } from "jose";
import jsigs from "jsonld-signatures";
import { documentLoader } from "./documents.mjs";

const SUITES = {
  "eddsa-jcs-2022": () => eddsaJcs2022.createVerifyCryptosuite(),
  "ecdsa-sd-2023": () => ecdsaSd2023.createVerifyCryptosuite(),
};
const question = JSON.parse(readFileSync(0, "utf8"));

async function verifyJson({ text }) {
  const document = JSON.parse(text);
  const suite = new DataIntegrityProof({ cryptosuite: SUITES[document.proof.cryptosuite]() });
  const purpose = new jsigs.purposes.AssertionProofPurpose();
  const result = await jsigs.verify(document, { suite, purpose, documentLoader });
  if (!result.verified) throw result.error?.errors?.[0] ?? result.error;
}

async function verifyJwt({ text, jwk, typ }) {
  await jwtVerify(text, await importJWK(jwk, "EdDSA"), { typ, currentDate: new Date("2026-06-01T00:00:00Z") });
}

try {
  await { json: verifyJson, jwt: verifyJwt }[question.kind](question);
  console.log("verified");
} catch (error) {
  console.log(error.message);
}
