// Compiled against the installed package, never run.
import { assertValid, type Report, verify } from "proofmark";

export async function name(file: Blob): Promise<string | undefined> {
  const report: Report = await verify(file, { now: new Date(0), offline: true });
  assertValid(report);
  // @ts-expect-error There is no boolean in a report.
  report.valid;
  const verdict: "valid" | "invalid" | "inconclusive" = report.verdict;
  return verdict === "valid" ? report.credential?.achievement?.name : undefined;
}

// @ts-expect-error A parsed object has lost what was signed.
verify({ "@context": [] });
