// @digitalcredentials/verifier-core, as its README uses it.

import { verifyCredential } from "@digitalcredentials/verifier-core";
import { INCONCLUSIVE, INVALID, serve, VALID } from "./host.mjs";

/** Errors that say something could not be had, not that something is wrong. */
const OPEN = ["did_web_unresolved", "http_error_with_signature_check", "status_list_not_found"];

await serve(async (credential) => {
  const { errors, log } = await verifyCredential({ credential, knownDIDRegistries: [] });
  if (errors?.length > 0) return errors.every(({ name }) => OPEN.includes(name)) ? INCONCLUSIVE : INVALID;
  // Whether a registry knows the issuer is another question.
  const steps = log.filter(({ id }) => id !== "registered_issuer");
  const failed = steps.filter(({ valid }) => valid !== true);
  if (failed.length === 0) return VALID;
  return failed.every(({ error }) => OPEN.includes(error?.name)) ? INCONCLUSIVE : INVALID;
});
