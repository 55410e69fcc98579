/**
 * The answer of one verification, as JSON. The same bytes give the same report in a browser, in Node and on the
 * command line.
 *
 * There is no boolean in it on purpose: a report is always an object and so always "truthy". Read
 * {@link Report.verdict}, or call `assertValid`.
 *
 * @example
 * ```js
 * const report = await verify(file);
 * if (report.verdict === "valid") console.log(report.credential.achievement.name);
 * else console.log(report.verdict, report.reason);
 * ```
 */
export interface Report {
  /** `valid`: authentic and current. `invalid`: something failed. `inconclusive`: something could not be decided. */
  verdict: Verdict;
  /** Why it is not valid; `null` for a valid credential. Of several reasons the gravest. */
  reason: Reason | null;
  /** The time that counted as now (RFC 3339). */
  verifiedAt: string;
  /** SHA-256 of the bytes that were given, in lower-case hex. */
  digest: string;
  /** What kind of file it was and how it is secured. */
  format: Format;
  /** Every check, in the order in which they ran. */
  checks: Check[];
  /** What a careful reader should know although it changes nothing. */
  warnings: Warning[];
  /** What the credential says. Only there when the proof held: unchecked claims are never shown. */
  credential?: CredentialClaims;
  /** One entry for each `credentialStatus` of the credential. */
  status: StatusFinding[];
  /** Hosts that were contacted for this answer, sorted. */
  hosts: string[];
}

/**
 * The answer in one word.
 *
 * @example
 * ```ts
 * const words: Record<Verdict, string> = { valid: "Valid", invalid: "Not valid", inconclusive: "Not sure" };
 * ```
 */
export type Verdict = "valid" | "invalid" | "inconclusive";

/**
 * Why a credential is not valid.
 *
 * @example
 * ```ts
 * if (report.reason === "revoked") console.log("The issuer has withdrawn it.");
 * ```
 */
export type Reason =
  /** It is not a well-formed credential. */
  | "malformed"
  /** The proof does not hold: changed after signing, or signed by somebody else. */
  | "proof"
  /** The proof holds, but the key is not the issuer's. */
  | "issuer"
  /** The issuer revoked it. */
  | "revoked"
  /** The issuer suspended it. */
  | "suspended"
  /** It is not valid yet. */
  | "notYetValid"
  /** It has expired. */
  | "expired"
  /** It was given to somebody else than the recipient in the options. */
  | "recipient"
  /** Something could not be checked. */
  | "unchecked";

/**
 * What kind of file the credential came in, and how it is secured.
 *
 * @example
 * ```ts
 * const format: Format = { container: "png", securing: "eddsa-rdfc-2022" };
 * ```
 */
export interface Format {
  /** The kind of file. */
  container: "json" | "jwt" | "png" | "svg" | "pdf";
  /** The cryptosuite or kind of JWT, or `ob2-hosted` and `ob2-signed` for Open Badges 2.0; `null` before a proof was read. */
  securing: string | null;
}

/**
 * One check.
 *
 * @example
 * ```ts
 * for (const check of report.checks) console.log(check.outcome, check.id, check.message);
 * ```
 */
export interface Check {
  /** Which check. New ones may come; old ones keep their names. */
  id: CheckId;
  /** What it came to. Nothing unsupported or unreachable is ever `passed`. */
  outcome: Outcome;
  /** Why it did not pass; stable, snake_case. */
  code?: string;
  /** The W3C problem type, where a specification names one. */
  type?: string;
  /** One or two sentences for people. */
  message: string;
  /** What to do about it, in one sentence; there with `code`. */
  nextStep?: string;
  /** JSON pointer of the place in the credential; empty for all of it. */
  pointer: string;
  /** What the answer rests on besides the credential itself. */
  evidence: Evidence[];
}

/**
 * The stable ids of checks.
 *
 * @example
 * ```ts
 * const status = report.checks.filter((check) => check.id === "status");
 * ```
 */
export type CheckId =
  | "parse"
  | "data_model"
  | "canonicalization"
  | "signature"
  | "issuer_key"
  | "hosting"
  | "issuer_scope"
  | "claims"
  | "refresh"
  | "validity_period"
  | "status"
  | "recipient"
  /** Only with the option `trustedIssuers`; otherwise it was not run. */
  | "issuer_trust"
  /** One for each endorsement; these alone do not change the verdict. */
  | "endorsement"
  | "linked_content"
  | (string & {});

/**
 * What a check came to.
 *
 * @example
 * ```ts
 * const open = report.checks.filter((check) => check.outcome === "inconclusive");
 * ```
 */
export type Outcome = "passed" | "failed" | "inconclusive" | "notRun";

/**
 * A document that a check rests on.
 *
 * @example
 * ```ts
 * const age = Date.now() - Date.parse(evidence.retrievedAt);
 * ```
 */
export interface Evidence {
  /** Where it is published. */
  url: string;
  /** Where it was taken from this time. */
  source: "embedded" | "network" | "cache" | "supplied" | "trustPack";
  /** When its origin answered (RFC 3339). */
  retrievedAt: string;
  /** How old it was at the time of the verification, in seconds. */
  ageSeconds: number;
  /** SHA-256 of its bytes, in lower-case hex. */
  sha256: string;
}

/**
 * Something to know that does not change the verdict.
 *
 * @example
 * ```ts
 * if (report.warnings.some((warning) => warning.code === "test_issuer")) console.log("Only a test.");
 * ```
 */
export interface Warning {
  /** Which; stable, snake_case. */
  code: string;
  /** A sentence for people. */
  message: string;
  /** What to do about it, in one sentence. */
  nextStep: string;
  /** JSON pointer of the place in the credential. */
  pointer: string;
}

/**
 * What one `credentialStatus` entry came to.
 *
 * @example
 * ```ts
 * for (const { purpose, state, asOf } of report.status) console.log(purpose, state, "as of", asOf);
 * ```
 */
export interface StatusFinding {
  /** `revocation`, `suspension`, … */
  purpose: string;
  /** `set`: withdrawn. `clear`: not withdrawn as of {@link StatusFinding.asOf}. `unknown`: could not be found out. */
  state: "clear" | "set" | "unknown";
  /** URL of the status list. */
  list: string;
  /** Index in the list, as the credential writes it. */
  index: string;
  /** When the list was received from its origin (RFC 3339); `null` when it could not be had. */
  asOf: string | null;
  /** JSON pointer of the entry. */
  pointer: string;
}

/**
 * What the credential says, read only after its proof held. Pictures are links: their pixels are not signed.
 *
 * @example
 * ```ts
 * const { issuer, achievement } = report.credential;
 * console.log(achievement?.name, "by", issuer.domain ?? issuer.id);
 * ```
 */
export interface CredentialClaims {
  /** Identifier of the credential. */
  id?: string;
  /** Its name. */
  name?: string;
  /** Its description. */
  description?: string;
  /** Start of its validity in UTC, however it was written. */
  validFrom?: string;
  /** End of its validity, likewise. */
  validUntil?: string;
  /** Who issued it. */
  issuer: IssuerClaims;
  /** Who received it. */
  recipient: RecipientClaims;
  /** What for. */
  achievement?: AchievementClaims;
}

/**
 * What the credential says of its issuer. Only `id` and `domain` are tied to the key; everything else is the
 * issuer's own words, so show the domain first.
 *
 * @example
 * ```ts
 * const shown = issuer.domain ?? "no domain";
 * ```
 */
export interface IssuerClaims {
  /** Identifier whose key signed. */
  id: string;
  /** The domain that the identifier proves control of; absent for identifiers that prove none (`did:key`). */
  domain?: string;
  /** The name the issuer gives itself. */
  name?: string;
  /** Home page. */
  url?: string;
  /** Link to a picture. */
  image?: string;
  /** Whether the issuer exists only for trying things out. */
  test: boolean;
}

/**
 * What the credential says of its recipient. Anybody can show a file: only the option `recipient` compares.
 *
 * @example
 * ```ts
 * const hashed = recipient.identifiers.some((identifier) => identifier.hashed);
 * ```
 */
export interface RecipientClaims {
  /** Identifier of the subject, such as a DID. */
  id?: string;
  /** Other identifiers: `value` is the identifier itself, or `sha256$…` when `hashed`. */
  identifiers: { type: string; hashed: boolean; value: string }[];
}

/**
 * What the credential says of the achievement.
 *
 * @example
 * ```ts
 * console.log(achievement.name, achievement.achievementType ?? "");
 * ```
 */
export interface AchievementClaims {
  /** Identifier. */
  id?: string;
  /** Name. */
  name?: string;
  /** Description. */
  description?: string;
  /** Kind, such as `Certificate`. */
  achievementType?: string;
  /** Link to a picture. */
  image?: string;
  /** Page with the criteria. */
  criteriaId?: string;
  /** The criteria in words (Markdown: escape it, or render it with a sanitising library). */
  criteria?: string;
}
