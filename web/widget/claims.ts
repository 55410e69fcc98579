// What the badge says: only claims out of the report, which has them only after the proof held.

import type { CredentialClaims, IssuerClaims, RecipientClaims } from "proofmark";
import { element } from "./element.js";
import { seal } from "./icons.js";
import { narrative } from "./narrative.js";
import { fill, type Speech } from "./speech.js";
import { abbreviated, name, prose } from "./words.js";

/** The issuer with its domain first, the achievement, the recipient and the dates. */
export function claims(credential: CredentialClaims, speech: Speech): HTMLElement {
  const { texts } = speech;
  const { achievement, issuer, recipient, validFrom, validUntil } = credential;
  const title = name(achievement?.name ?? credential.name ?? "") || texts.untitled;
  const description = achievement?.description ?? credential.description;
  return element(
    "section",
    { class: "card-section", part: "claims", "aria-label": texts.whatItSays },
    element("dl", { class: "issuer", part: "issuer" }, issuerFact(issuer, speech)),
    element(
      "div",
      { class: "claims-head" },
      seal(title),
      element(
        "div",
        { class: "claims-words" },
        element("h3", { dir: "auto", part: "name" }, title),
        description !== undefined &&
          element("p", { class: "claims-description", dir: "auto" }, prose(description)),
      ),
    ),
    element(
      "dl",
      { class: "facts" },
      recipientFact(recipient, speech),
      validFrom !== undefined && fact(texts.validFrom, speech.moment(validFrom)),
      validUntil !== undefined && fact(texts.validUntil, speech.moment(validUntil)),
      achievement?.criteria !== undefined && criteriaFact(achievement.criteria, speech),
    ),
  );
}

function issuerFact(issuer: IssuerClaims, { texts }: Speech): HTMLElement {
  const calledItself =
    issuer.name === undefined ? undefined : fill(texts.callsItself, { name: name(issuer.name) });
  if (issuer.domain !== undefined) return fact(texts.issuedBy, name(issuer.domain), calledItself);
  const knownBy = fill(texts.knownOnlyBy, { id: abbreviated(issuer.id) });
  return fact(texts.issuedBy, texts.noDomain, calledItself, knownBy);
}

function recipientFact(recipient: RecipientClaims, { texts }: Speech): HTMLElement {
  const plain = recipient.identifiers
    .filter((identifier) => !identifier.hashed)
    .map(({ value }) => name(value));
  const shown = recipient.id === undefined ? plain : [...plain, abbreviated(recipient.id)];
  const hashed = recipient.identifiers.some((identifier) => identifier.hashed);
  return fact(
    texts.awardedTo,
    shown[0] ?? (hashed ? texts.notNamed : texts.nobody),
    ...shown.slice(1, 5),
    hashed ? texts.fingerprint : undefined,
  );
}

function criteriaFact(criteria: string, { texts }: Speech): HTMLElement {
  return element(
    "div",
    { class: "fact-wide" },
    element("dt", {}, texts.howEarned),
    element("dd", { dir: "auto", part: "narrative" }, narrative(criteria)),
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
