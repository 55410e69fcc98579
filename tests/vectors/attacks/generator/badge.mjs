// The badge that every attack starts from, and the documents around it.

import { school } from "./keys.mjs";
import { bits, encodedList } from "./status-list.mjs";

export const V2 = "https://www.w3.org/ns/credentials/v2";
export const OPEN_BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json";
/** When vectors are verified that name no other time. */
export const NOW = "2026-03-01T12:00:00Z";

/** An unsigned badge of `issuer`; `members` replace or follow its own, and undefined ones are left out. */
export function badge(members = {}, issuer = school.did) {
  return structuredClone({
    "@context": [V2, OPEN_BADGES],
    id: "urn:uuid:7d9a7a43-1f6c-4a5d-8f3c-0d4b5a6e7f80",
    type: ["VerifiableCredential", "OpenBadgeCredential"],
    issuer: { id: issuer, type: ["Profile"], name: "Example School" },
    validFrom: "2026-01-01T00:00:00Z",
    validUntil: "2036-01-01T00:00:00Z",
    credentialSubject: {
      id: "did:example:ada",
      type: ["AchievementSubject"],
      achievement: {
        id: "urn:uuid:0b0e7c1e-58a7-4f0e-9d5b-1c2d3e4f5a6b",
        type: ["Achievement"],
        name: "Knots",
        description: "Ties twelve knots.",
        criteria: { narrative: "Tie them." },
      },
    },
    ...members,
  });
}

/** The badge with `members` added to its achievement. */
export function withAchievement(members, issuer) {
  const document = badge({}, issuer);
  Object.assign(document.credentialSubject.achievement, members);
  return document;
}

/** The badge with `members` added to its subject. */
export function withSubject(members, issuer) {
  const document = badge({}, issuer);
  Object.assign(document.credentialSubject, members);
  return document;
}

/** A copy that `change` was let loose on. */
export function changed(document, change) {
  const copy = structuredClone(document);
  return change(copy) ?? copy;
}

/** The entry of a status list at `list`. */
export const entry = (list, members = {}) => ({
  id: `${list}#94567`,
  type: "BitstringStatusListEntry",
  statusPurpose: "revocation",
  statusListIndex: "94567",
  statusListCredential: list,
  ...members,
});

/** An unsigned status list credential at `url`, in which nothing is set unless `subject` says so. */
export const statusList = (url, subject = {}, members = {}) => ({
  "@context": [V2],
  id: url,
  type: ["VerifiableCredential", "BitstringStatusListCredential"],
  issuer: school.did,
  validFrom: "2026-01-01T00:00:00Z",
  credentialSubject: {
    id: `${url}#list`,
    type: "BitstringStatusList",
    statusPurpose: "revocation",
    encodedList: encodedList(bits()),
    ...subject,
  },
  ...members,
});

/** The DID document of `did` with these methods, all of them for signing credentials. */
export const didDocument = (did, methods, members = {}) => ({
  "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"],
  id: did,
  verificationMethod: methods,
  assertionMethod: methods.map((method) => method.id),
  ...members,
});

/** A verification method with the key of `issuer`. */
export const multikeyMethod = (id, issuer, members = {}) => ({
  id,
  type: "Multikey",
  controller: id.split("#")[0],
  publicKeyMultibase: issuer.multibase,
  ...members,
});
