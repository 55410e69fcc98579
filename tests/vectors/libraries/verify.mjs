// Asks @digitalcredentials/verifier-core. Standard input: a credential. Standard output: every step that it logs with its
// answer, such as "valid_signature: true, expiration: true", or the names of its errors. It is given no network.

import { readFileSync } from "node:fs";
import { verifyCredential } from "@digitalcredentials/verifier-core";

globalThis.fetch = async () => {
  throw new Error("no network here");
};
// It complains about the JSON Schema that it cannot fetch; its verdict does not depend on that.
console.error = console.log = () => {};
const credential = JSON.parse(readFileSync(0, "utf8"));
const { errors, log } = await verifyCredential({ credential, knownDIDRegistries: [] });
const steps = log?.filter(({ id }) => id !== "registered_issuer").map(({ id, valid }) => `${id}: ${valid}`);
process.stdout.write((errors?.map(({ name }) => name) ?? steps).join(", "));
process.exit(0);
