// Proofs made with other people's JSON-LD (jsonld.js), with safe mode off: a careless issuer signs anything, and what
// the verifier says to that is the question.

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import jsonld from "jsonld";
import { base58 } from "./encoding.mjs";
import { canonicalJson } from "./jcs.mjs";
import { school } from "./keys.mjs";

const PINNED = new URL("../../../../crates/core/contexts/", import.meta.url);
const contexts = new Map(
  JSON.parse(readFileSync(new URL("index.json", PINNED), "utf8")).contexts.flatMap(({ urls, file }) => {
    const context = JSON.parse(readFileSync(new URL(file, PINNED), "utf8"));
    return urls.map((url) => [url, context]);
  }),
);
const sha256 = (text) => createHash("sha256").update(text).digest();

/** Loads pinned contexts; `more` are contexts that only this issuer knows. */
const loader = (more) => (url) => {
  const document = contexts.get(url) ?? more[url];
  if (!document) throw new Error(`${url} is not pinned`);
  return { contextUrl: null, documentUrl: url, document };
};

/** Canonical N-Quads, whatever is lost on the way. */
export function canonize(document, more = {}) {
  const written = JSON.parse(JSON.stringify(document)); // without members that are undefined
  return jsonld.canonize(written, {
    algorithm: "RDFC-1.0",
    format: "application/n-quads",
    base: null,
    safe: false,
    documentLoader: loader(more),
  });
}

/** What a proof is made of, when nothing is wrong with it. */
export const configuration = (members = {}, by = school) => ({
  type: "DataIntegrityProof",
  cryptosuite: "eddsa-rdfc-2022",
  created: "2026-01-01T00:00:00Z",
  verificationMethod: by.method,
  proofPurpose: "assertionMethod",
  ...members,
});

/** The bytes that an eddsa-rdfc-2022 proof signs. */
export async function hashData(document, proof, more) {
  const { proof: _, ...unsecured } = document;
  const options = { "@context": document["@context"], ...proof };
  return Buffer.concat([sha256(await canonize(options, more)), sha256(await canonize(unsecured, more))]);
}

/** An eddsa-rdfc-2022 proof over `document`; `members` of the proof may say whatever they like. */
export async function proofOf(document, { by = school, members = {}, previous = [], more } = {}) {
  const proof = configuration(members, by);
  const signed = previous.length > 0 ? { ...document, proof: previous } : document;
  const data =
    previous.length > 0 ? await hashWithPrevious(signed, proof, more) : await hashData(document, proof, more);
  return { ...proof, proofValue: `z${base58(by.sign(data))}` };
}

async function hashWithPrevious(document, proof, more) {
  const options = { "@context": document["@context"], ...proof };
  return Buffer.concat([sha256(await canonize(options, more)), sha256(await canonize(document, more))]);
}

/** The document with such a proof. */
export async function signed(document, options = {}) {
  return { ...document, proof: await proofOf(document, options) };
}

/** The document with an eddsa-jcs-2022 proof; `byCodePoint` sorts the names as a common mistake does. */
export function signedJcs(document, { by = school, members = {}, byCodePoint = false } = {}) {
  const proof = configuration(
    { "@context": structuredClone(document["@context"]), cryptosuite: "eddsa-jcs-2022", ...members },
    by,
  );
  if (proof["@context"] === undefined) delete proof["@context"];
  const data = Buffer.concat([sha256(canonicalJson(proof)), sha256(canonicalJson(document, byCodePoint))]);
  return { ...document, proof: { ...proof, proofValue: `z${base58(by.sign(data))}` } };
}
