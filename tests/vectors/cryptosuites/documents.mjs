// What the peers may read: the pinned contexts, and the documents of did:key identifiers. Nothing comes from a network.

import { readFileSync } from "node:fs";

const CONTEXTS = new URL("../../../crates/core/contexts/", import.meta.url);
const PINNED = {
  "https://www.w3.org/ns/credentials/v2": "credentials-v2.jsonld",
  "https://www.w3.org/2018/credentials/v1": "credentials-v1.jsonld",
  "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json": "ob-3.0.3.jsonld",
  "https://w3id.org/security/data-integrity/v1": "data-integrity-v1.jsonld",
  "https://w3id.org/security/data-integrity/v2": "data-integrity-v2.jsonld",
  "https://w3id.org/security/suites/ed25519-2020/v1": "ed25519-2020-v1.jsonld",
};

export async function documentLoader(url) {
  const document = url.startsWith("did:key:") ? didKey(url) : context(url);
  return { documentUrl: url, contextUrl: null, document };
}

function context(url) {
  const file = PINNED[url];
  if (!file) throw new Error(`No such context: ${url}`);
  return JSON.parse(readFileSync(new URL(file, CONTEXTS), "utf8"));
}

function didKey(url) {
  const [controller, fragment] = url.split("#");
  const publicKeyMultibase = controller.slice("did:key:".length);
  const id = `${controller}#${publicKeyMultibase}`;
  const method = {
    "@context": "https://w3id.org/security/multikey/v1",
    id,
    type: "Multikey",
    controller,
    publicKeyMultibase,
  };
  if (fragment) return method;
  return {
    "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"],
    id: controller,
    verificationMethod: [method],
    assertionMethod: [id],
  };
}
