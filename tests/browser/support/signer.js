// An issuer made up for tests: a did:web key that signs badges and status lists with eddsa-jcs-2022. Written from the
// specification and independent of our core, so that a fault in the core cannot hide in what it is tested with.

import { createHash, createPrivateKey, createPublicKey, sign } from "node:crypto";
import { gzipSync } from "node:zlib";

const BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
const OB3 = [
  "https://www.w3.org/ns/credentials/v2",
  "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
];

/** The time that counts as now in every test that looks at pictures. */
export const NOW = "2026-06-15T10:00:00Z";

/** RFC 8410: what stands before the 32 bytes of an Ed25519 secret key in PKCS #8. */
const PKCS8_ED25519 = Buffer.from("302e020100300506032b657004220420", "hex");

/**
 * An issuer, whose key follows from its name and domain: everybody can sign for it, which is what made-up issuers are for.
 *
 * @param domain Where its did:web document lies; without one it is known by its key alone (did:key).
 */
export function newIssuer({ domain, name }) {
  const seed = sha256(`a made-up issuer: ${domain ?? ""} ${name}`);
  const secretKey = createPrivateKey({
    key: Buffer.concat([PKCS8_ED25519, seed]),
    format: "der",
    type: "pkcs8",
  });
  const publicKey = createPublicKey(secretKey);
  const raw = publicKey.export({ format: "der", type: "spki" }).subarray(-32);
  const multikey = `z${base58(Buffer.concat([Buffer.from([0xed, 0x01]), raw]))}`;
  const id = domain === undefined ? `did:key:${multikey}` : `did:web:${domain}`;
  const method = domain === undefined ? `${id}#${multikey}` : `${id}#key-1`;
  const host = domain ?? "badges.example.org";

  const signRaw = (bytes) => sign(null, bytes, secretKey);
  const secure = (document, changeProof = () => undefined) => {
    const proof = {
      "@context": document["@context"],
      type: "DataIntegrityProof",
      cryptosuite: "eddsa-jcs-2022",
      created: "2026-05-01T00:00:00Z",
      verificationMethod: method,
      proofPurpose: "assertionMethod",
    };
    changeProof(proof);
    // vc-di-eddsa 3.3.1: hash(proof configuration) ++ hash(document), both in JCS.
    const signature = signRaw(Buffer.concat([sha256(jcs(proof)), sha256(jcs(document))]));
    return JSON.stringify(
      { ...document, proof: { ...proof, proofValue: `z${base58(signature)}` } },
      undefined,
      2,
    );
  };

  const documents = {};
  if (domain !== undefined) {
    documents[`https://${domain}/.well-known/did.json`] = JSON.stringify({
      "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"],
      id,
      verificationMethod: [{ id: method, type: "Multikey", controller: id, publicKeyMultibase: multikey }],
      assertionMethod: [method],
    });
  }

  return {
    id,
    method,
    multikey,
    /** Signs any document; `changeProof` may alter the proof configuration before. */
    secure,
    /** `encodedList` of a status list with so many bytes, nothing set. */
    encodedList: (bytes) => listOf(bytes, false),
    /** The bare Ed25519 signature. */
    sign: signRaw,
    /** What the issuer publishes: its keys. */
    documents,

    /** A signed badge; `change` may alter it before it is signed. */
    badge(change = () => undefined, changeProof = undefined) {
      const document = {
        "@context": [...OB3],
        id: `https://${host}/credentials/1`,
        type: ["VerifiableCredential", "OpenBadgeCredential"],
        name: "Wild bees of the lower Rhine",
        issuer: { id, type: ["Profile"], name },
        validFrom: "2026-05-01T00:00:00Z",
        credentialSubject: {
          type: ["AchievementSubject"],
          identifier: [
            {
              type: "IdentityObject",
              identityType: "emailAddress",
              hashed: false,
              identityHash: "ada@example.org",
            },
          ],
          achievement: {
            id: `https://${host}/achievements/1`,
            type: ["Achievement"],
            name: "Wild bees of the lower Rhine",
            description: "Can tell forty wild bees apart and knows what each of them needs.",
            criteria: {
              narrative: "Three days in the field, and:\n\n- a **herbarium** of ten food plants\n- an exam",
            },
          },
        },
      };
      change(document);
      return secure(document, changeProof);
    },

    /** A `credentialStatus` entry, and the document of its list under its address. */
    status(purpose, set, change = () => undefined) {
      const list = `https://${host}/status/${purpose}`;
      const encodedList = listOf(16_384, set);
      const unsecured = {
        "@context": [OB3[0]],
        id: list,
        type: ["VerifiableCredential", "BitstringStatusListCredential"],
        issuer: id,
        validFrom: "2026-05-01T00:00:00Z",
        credentialSubject: {
          id: `${list}#list`,
          type: "BitstringStatusList",
          statusPurpose: purpose,
          encodedList,
        },
      };
      change(unsecured);
      const credential = secure(unsecured);
      return {
        entry: {
          id: `${list}#0`,
          type: "BitstringStatusListEntry",
          statusPurpose: purpose,
          statusListIndex: "0",
          statusListCredential: list,
        },
        documents: { [list]: { bytes: credential, retrievedAt: NOW } },
      };
    },
  };
}

function listOf(bytes, set) {
  const bits = Buffer.alloc(bytes);
  if (set) bits[0] = 0x80;
  return `u${gzipSync(bits).toString("base64url")}`;
}

const sha256 = (text) => createHash("sha256").update(text).digest();

/** RFC 8785, for what these tests sign: no numbers but whole ones. */
function jcs(value) {
  if (Array.isArray(value)) return `[${value.map(jcs).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const members = Object.keys(value).sort();
  return `{${members.map((key) => `${JSON.stringify(key)}:${jcs(value[key])}`).join(",")}}`;
}

function base58(bytes) {
  let number = BigInt(`0x${Buffer.from(bytes).toString("hex") || "0"}`);
  let text = "";
  for (; number > 0n; number /= 58n) text = BASE58[Number(number % 58n)] + text;
  for (const byte of bytes) {
    if (byte !== 0) break;
    text = `1${text}`;
  }
  return text;
}
