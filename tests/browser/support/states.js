// One badge in every state that a reader may meet it in, with the documents that make it so.

import { NOW, newIssuer } from "./signer.js";

const DOMAIN = "university.example";

/**
 * Every state by its name: what to give to `<proofmark-badge>` and what it has to say.
 *
 * @returns {Record<string, { input: string, documents: object, verdict?: string, reason?: string|null, title: RegExp,
 *   dir?: string, scale?: number, hangs?: boolean }>}
 */
export function states() {
  const issuer = newIssuer({ domain: DOMAIN, name: "University of the Lower Rhine" });
  const clear = issuer.status("revocation", false);
  const revoked = issuer.status("revocation", true);
  const suspended = issuer.status("suspension", true);
  const withStatus = (entry, change = () => undefined) =>
    issuer.badge((document) => {
      document.credentialStatus = entry;
      change(document);
    });
  const known = { ...issuer.documents, ...clear.documents };
  const valid = withStatus(clear.entry);
  return {
    valid: { input: valid, documents: known, verdict: "valid", reason: null, title: /^Valid$/ },
    expired: {
      input: withStatus(clear.entry, (document) => {
        document.validUntil = "2026-06-01T00:00:00Z";
      }),
      documents: known,
      verdict: "invalid",
      reason: "expired",
      title: /^Expired$/,
    },
    "not-yet-valid": {
      input: withStatus(clear.entry, (document) => {
        document.validFrom = "2026-09-01T00:00:00Z";
      }),
      documents: known,
      verdict: "invalid",
      reason: "notYetValid",
      title: /^Not valid yet$/,
    },
    revoked: {
      input: withStatus(revoked.entry),
      documents: { ...issuer.documents, ...revoked.documents },
      verdict: "invalid",
      reason: "revoked",
      title: /^Revoked$/,
    },
    suspended: {
      input: withStatus(suspended.entry),
      documents: { ...issuer.documents, ...suspended.documents },
      verdict: "invalid",
      reason: "suspended",
      title: /^Suspended$/,
    },
    renewed: renewed(issuer, clear, known),
    tampered: {
      input: valid.replaceAll("Wild bees", "Wild boars"),
      documents: known,
      verdict: "invalid",
      reason: "proof",
      title: /^Invalid$/,
    },
    "not-checkable": {
      input: valid,
      documents: issuer.documents,
      verdict: "inconclusive",
      reason: "unchecked",
      title: /^Could not check revocation$/,
    },
    "unknown-issuer": {
      input: valid,
      documents: known,
      policy: { trustedIssuers: ["did:web:other.example"] },
      verdict: "inconclusive",
      reason: "unchecked",
      title: /^Unknown issuer$/,
    },
    "issuer-out-of-reach": {
      input: valid,
      documents: clear.documents,
      verdict: "inconclusive",
      reason: "unchecked",
      title: /^Could not check the issuer$/,
    },
    test: {
      input: newIssuer({ name: "TEST – Sandbox" }).badge(),
      documents: {},
      verdict: "valid",
      reason: null,
      title: /^Valid$/,
    },
    loading: { input: "https://slow.example/badge.json", documents: {}, title: /^Checking …$/, hangs: true },
    "huge-text": {
      input: withStatus(clear.entry, (document) => {
        const { achievement } = document.credentialSubject;
        achievement.name = "Rheinschifffahrtsgesellschaftskapitänsanwärterprüfung ".repeat(4).trim();
        achievement.description = "Donaudampfschifffahrt".repeat(12);
      }),
      documents: known,
      verdict: "valid",
      reason: null,
      title: /^Valid$/,
      scale: 2,
    },
    "right-to-left": {
      input: withStatus(clear.entry, (document) => {
        const { achievement } = document.credentialSubject;
        document.issuer.name = "جامعة الراين الأدنى";
        achievement.name = "النحل البري في الراين الأدنى";
        achievement.description = "يميز أربعين نوعا من النحل البري ويعرف ما يحتاجه كل منها.";
        achievement.criteria.narrative = "ثلاثة أيام في الحقل وامتحان";
      }),
      documents: known,
      verdict: "valid",
      reason: null,
      title: /^Valid$/,
      dir: "rtl",
    },
  };
}

/** The issuer's service for newer versions has one. */
function renewed(issuer, clear, known) {
  const service = `https://${DOMAIN}/credentials/1/newest`;
  const version = (validUntil) =>
    issuer.badge((document) => {
      document.credentialStatus = clear.entry;
      document.validUntil = validUntil;
      document.refreshService = { id: service, type: "1EdTechCredentialRefresh" };
    });
  return {
    input: version("2026-06-01T00:00:00Z"),
    documents: { ...known, [service]: { bytes: version("2029-06-01T00:00:00Z"), retrievedAt: NOW } },
    verdict: "valid",
    reason: null,
    title: /^Valid$/,
  };
}
