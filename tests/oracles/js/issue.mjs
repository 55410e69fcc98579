// Issuing by @digitalbazaar/vc, one credential after the other, with a fresh key and everything local.
import { DataIntegrityProof } from "@digitalbazaar/data-integrity";
import * as Ed25519Multikey from "@digitalbazaar/ed25519-multikey";
import { cryptosuite } from "@digitalbazaar/eddsa-rdfc-2022-cryptosuite";
import * as vc from "@digitalbazaar/vc";
import { load } from "./documents.mjs";

const key = await Ed25519Multikey.generate();
key.controller = `did:key:${key.publicKeyMultibase}`;
key.id = `${key.controller}#${key.publicKeyMultibase}`;
const now = new Date("2026-01-01T00:00:00Z");

/** Signs a credential given as JSON text and gives it back with its proof; its issuer becomes the key's. */
export async function issue(text) {
  const credential = JSON.parse(text);
  const issuer = credential.issuer;
  credential.issuer = typeof issuer === "string" ? key.controller : { ...issuer, id: key.controller };
  const suite = new DataIntegrityProof({ signer: key.signer(), cryptosuite, date: now });
  return await vc.issue({ credential, suite, documentLoader: load, now });
}
