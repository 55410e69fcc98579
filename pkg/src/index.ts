/**
 * Verify Open Badges 3.0 credentials in browsers, Node and workers, offline too.
 *
 * @module
 */

export { type BatchResult, type Progress, type VerifyAllOptions, verifyAll } from "./batch.js";
export { browserCache, type CachedDocument, type DocumentCache, memoryCache } from "./cache.js";
export {
  DocumentError,
  EngineError,
  InputError,
  NotValidError,
  ProofmarkError,
  type ProofmarkErrorCode,
} from "./errors.js";
export {
  type Diagnosis,
  type ExplainOptions,
  type Explanation,
  explain,
  type SignedForm,
} from "./explain.js";
export type {
  ContextDocument,
  ContextDocuments,
  Documents,
  Input,
  Policy,
  SuppliedDocument,
  VerifyOptions,
} from "./options.js";
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
export { type ContentDigest, canonicalize, digest, type ExtractedCredential, extract } from "./tools.js";
export { type PackedIssuer, TrustPack, type TrustPackKey } from "./trust-pack.js";
export { createVerifier, type Verifier, type VerifierOptions } from "./verifier.js";
export { assertValid, preload, verify } from "./verify.js";
export type { WorkerLike } from "./worker-engine.js";
