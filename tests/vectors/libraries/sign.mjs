// Makes digitalcredentials.json: npm ci && node sign.mjs. Every run makes a new key and throws it away.

import { writeFileSync } from "node:fs";
import { DataIntegrityProof } from "@digitalcredentials/data-integrity";
import * as Ed25519Multikey from "@digitalcredentials/ed25519-multikey";
import { cryptosuite } from "@digitalcredentials/eddsa-rdfc-2022-cryptosuite";
import { securityLoader } from "@digitalcredentials/security-document-loader";
import * as vc from "@digitalcredentials/vc";

const pair = await Ed25519Multikey.generate();
const { publicKeyMultibase } = await pair.export({ publicKey: true });
pair.controller = `did:key:${publicKeyMultibase}`;
pair.id = `${pair.controller}#${publicKeyMultibase}`;

const credential = {
  "@context": [
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
  ],
  id: "urn:uuid:6a4dfd0e-3c9f-4b52-8f0a-63b3b2a52a5d",
  type: ["VerifiableCredential", "OpenBadgeCredential"],
  name: "Knots",
  issuer: { id: pair.controller, type: ["Profile"], name: "TEST – Example School" },
  validFrom: "2026-01-01T00:00:00Z",
  credentialSubject: {
    id: "did:example:ada",
    type: ["AchievementSubject"],
    achievement: {
      id: "urn:uuid:7e7c1f0b-2f0d-4c7e-a3b4-7b8fd3b0e3a1",
      type: ["Achievement"],
      name: "Knots",
      description: "Ties twelve knots: „Palstek“ and eleven more 🪢.",
      criteria: { narrative: "Tie them." },
      tag: ["rope", "patience"],
      creditsAvailable: 4.5,
    },
  },
};
const suite = new DataIntegrityProof({ signer: pair.signer(), date: "2026-01-01T00:00:00Z", cryptosuite });
const documentLoader = securityLoader().build();
const signed = await vc.issue({ credential, suite, documentLoader });
writeFileSync(new URL("digitalcredentials.json", import.meta.url), `${JSON.stringify(signed, null, 2)}\n`);
