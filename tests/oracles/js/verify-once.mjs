// One verification in a fresh process: node verify-once.mjs CREDENTIAL CONTEXTS
// CONTEXTS is a JSON file of contexts by URL. Exits 0 when the credential verifies.
import { readFileSync } from "node:fs";
import { add } from "./documents.mjs";
import { verify } from "./verify.mjs";

const [credential, contexts] = process.argv.slice(2);
add(JSON.parse(readFileSync(contexts, "utf8")));
await verify(readFileSync(credential, "utf8"));
