// The documents that the JavaScript oracle may use: contexts it was given, and the documents of `did:key`.

/** Contexts by URL; a context given once stays known. */
const contexts = new Map();

/** Takes contexts by URL. */
export function add(documents) {
  for (const [url, context] of Object.entries(documents ?? {})) {
    contexts.set(url, context);
  }
}

/** A document loader of jsonld.js that never touches the network. */
export function load(url) {
  const document = contexts.get(url) ?? didKey(url);
  if (!document) {
    throw new Error(`unknown document ${url}`);
  }
  return { contextUrl: null, documentUrl: url, document };
}

/** The DID document of a `did:key`, or the one verification method in it (did:key method, section "Read"). */
function didKey(url) {
  const [, did, publicKeyMultibase, fragment] = url.match(/^(did:key:(z6Mk[^#]+))(#.+)?$/) ?? [];
  if (!did) {
    return undefined;
  }
  const id = `${did}#${publicKeyMultibase}`;
  const method = {
    "@context": "https://w3id.org/security/multikey/v1",
    id,
    type: "Multikey",
    controller: did,
    publicKeyMultibase,
  };
  if (fragment) {
    return url === id ? method : undefined;
  }
  return {
    "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"],
    id: did,
    verificationMethod: [method],
    assertionMethod: [id],
  };
}
