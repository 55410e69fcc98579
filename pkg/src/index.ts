/**
 * Verify Open Badges 3.0 credentials in browsers, Node and workers, offline too.
 *
 * @module
 */

export { browserCache, type CachedDocument, type DocumentCache, memoryCache } from "./cache.js";
export {
  DocumentError,
  EngineError,
  InputError,
  NotValidError,
  ProofmarkError,
  type ProofmarkErrorCode,
} from "./errors.js";
export type { Documents, Input, Policy, SuppliedDocument, VerifyOptions } from "./options.js";
export type {
  AchievementClaims,
  Check,
  CheckId,
  CredentialClaims,
  Evidence,
  Format,
  IssuerClaims,
  Outcome,
  Reason,
  RecipientClaims,
  Report,
  StatusFinding,
  Verdict,
  Warning,
} from "./report.js";
export { assertValid, canonicalize, preload, verify } from "./verify.js";
