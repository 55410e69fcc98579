// @digitalbazaar/vc with eddsa-rdfc-2022, its did:key and did:web drivers and its check of Bitstring Status Lists.

import { DataIntegrityProof } from "@digitalbazaar/data-integrity";
import { CachedResolver } from "@digitalbazaar/did-io";
import * as didKey from "@digitalbazaar/did-method-key";
import * as didWeb from "@digitalbazaar/did-method-web";
import * as Ed25519Multikey from "@digitalbazaar/ed25519-multikey";
import { cryptosuite } from "@digitalbazaar/eddsa-rdfc-2022-cryptosuite";
import * as vc from "@digitalbazaar/vc";
import { checkStatus } from "@digitalbazaar/vc-bitstring-status-list";
import { INCONCLUSIVE, INVALID, now, published, serve, VALID } from "./host.mjs";

/** A resolver of its own for each question: what one document says must not answer for another. */
function resolver() {
  const resolver = new CachedResolver();
  for (const { driver } of [didKey, didWeb]) {
    const method = driver();
    method.use({ multibaseMultikeyHeader: "z6Mk", fromMultibase: Ed25519Multikey.from });
    resolver.use(method);
  }
  return resolver;
}

class NotThere extends Error {}

const documentLoader = (dids) => async (url) => {
  if (url.startsWith("did:")) {
    try {
      return { documentUrl: url, contextUrl: null, document: await dids.get({ url }) };
    } catch (error) {
      throw /404|not found|fetch/i.test(`${error.message} ${error.cause?.message}`) ? new NotThere(url) : error;
    }
  }
  const text = published(url) ?? published(url.split("#")[0]);
  if (text === undefined) throw new NotThere(url);
  return { documentUrl: url, contextUrl: null, document: JSON.parse(text) };
};

await serve(async (credential) => {
  const result = await vc.verifyCredential({
    credential,
    suite: new DataIntegrityProof({ cryptosuite }),
    documentLoader: documentLoader(resolver()),
    now: now(),
    checkStatus: (options) => checkStatus({ ...options, verifyBitstringStatusListCredential: true }),
  });
  // For each entry the library says whether the list could be used (`verified`) and what it holds (`status`).
  const withdrawn = result.statusResult?.results?.some(({ status }) => status === true);
  if (result.verified) return withdrawn ? INVALID : VALID;
  const errors = [result.error, ...(result.error?.errors ?? []), result.statusResult?.error].filter(Boolean);
  return errors.some(isOpen) ? INCONCLUSIVE : INVALID;
});

function isOpen(error) {
  return [error, error.cause, error.details?.cause].some((reason) => reason instanceof NotThere);
}
