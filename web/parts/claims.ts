// What the badge says: only claims out of the report, which has them only after the proof held.

import type { CredentialClaims, IssuerClaims, RecipientClaims } from "proofmark";
import { element } from "./element.js";
import { seal } from "./icons.js";
import { abbreviated, moment, name, prose } from "./words.js";

/** The achievement, the issuer with its domain first, the recipient and the dates. */
export function claims(credential: CredentialClaims): HTMLElement {
  const { achievement, issuer, recipient, validFrom, validUntil } = credential;
  const title = name(achievement?.name ?? credential.name ?? "An achievement without a name");
  const description = achievement?.description ?? credential.description;
  return element(
    "section",
    { class: "card-section", "aria-label": "What the badge says" },
    element(
      "div",
      { class: "claims-head" },
      seal(title),
      element(
        "div",
        { class: "claims-words" },
        element("h3", { dir: "auto" }, title),
        description !== undefined &&
          element("p", { class: "claims-description", dir: "auto" }, prose(description)),
      ),
    ),
    element(
      "dl",
      { class: "facts" },
      issuerFact(issuer),
      recipientFact(recipient),
      validFrom !== undefined && fact("Valid from", moment(validFrom)),
      validUntil !== undefined && fact("Valid until", moment(validUntil)),
      achievement?.criteria !== undefined && criteriaFact(achievement.criteria),
    ),
  );
}

function issuerFact(issuer: IssuerClaims): HTMLElement {
  const calledItself = issuer.name === undefined ? undefined : `Calls itself “${name(issuer.name)}”`;
  if (issuer.domain !== undefined) return fact("Issued by", name(issuer.domain), calledItself);
  return fact(
    "Issued by",
    "An issuer without a domain",
    calledItself,
    `Known only by ${abbreviated(issuer.id)}`,
  );
}

function recipientFact(recipient: RecipientClaims): HTMLElement {
  const plain = recipient.identifiers
    .filter((identifier) => !identifier.hashed)
    .map(({ value }) => name(value));
  const shown = recipient.id === undefined ? plain : [...plain, abbreviated(recipient.id)];
  const hashed = recipient.identifiers.some((identifier) => identifier.hashed);
  return fact(
    "Awarded to",
    shown[0] ?? (hashed ? "A person whom the file does not name" : "Nobody in particular"),
    ...shown.slice(1),
    hashed ? "The file holds the address only as a fingerprint" : undefined,
  );
}

/** Issuers write this in Markdown, which stays as they wrote it: rendering it is not worth the risk here. */
function criteriaFact(criteria: string): HTMLElement {
  return element(
    "div",
    { class: "fact-wide" },
    element("dt", {}, "How it is earned"),
    element("dd", { dir: "auto" }, prose(criteria)),
  );
}

function fact(label: string, main: string, ...more: (string | undefined)[]): HTMLElement {
  return element(
    "div",
    {},
    element("dt", {}, label),
    element(
      "dd",
      {},
      element("bdi", { class: "fact-main" }, main),
      ...more.map((line) => line !== undefined && element("bdi", { class: "fact-more" }, line)),
    ),
  );
}
