// One verification by our package in a fresh process: node verify-once.mjs PACKAGE CREDENTIAL
// Exits 0 when nothing is wrong with the credential.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const { verify } = await import(pathToFileURL(process.argv[2]));
const report = await verify(readFileSync(process.argv[3]), {
  now: new Date("2026-01-01T00:00:00Z"),
  offline: true,
});
if (report.verdict === "invalid") {
  console.error(JSON.stringify(report));
  process.exitCode = 1;
}
