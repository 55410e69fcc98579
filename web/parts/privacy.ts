// The receipt: who learned that this badge was looked at, and which documents the answer rests on.

import type { Evidence, Report } from "proofmark";
import { chevron } from "./checks.js";
import { element } from "./element.js";
import { list, moment, name } from "./words.js";

const SOURCES: Record<Evidence["source"], string> = {
  embedded: "built into this page",
  network: "fetched now",
  cache: "kept on this device",
  supplied: "handed over",
};

/** Which hosts were contacted, and every document with its source and age. */
export function privacyReceipt(report: Report): HTMLElement {
  const documents = new Map(
    report.checks.flatMap((check) => check.evidence).map((evidence) => [evidence.url, evidence]),
  );
  return element(
    "details",
    { class: "more", id: "privacy" },
    element(
      "summary",
      {},
      "Checked on this device",
      element("span", { class: "more-summary" }, contacted(report)),
      chevron(),
    ),
    element(
      "div",
      { class: "more-body" },
      element("p", { class: "label" }, explanation(report)),
      documents.size > 0 &&
        element("ul", { class: "documents" }, ...[...documents.values()].map(documentEntry)),
    ),
  );
}

function contacted({ hosts }: Report): string {
  if (hosts.length === 0) return "no host contacted";
  return hosts.length === 1 ? "1 host contacted" : `${hosts.length} hosts contacted`;
}

function explanation({ hosts }: Report): string {
  const own = "The badge itself was not sent anywhere.";
  if (hosts.length === 0) return `${own} No request was made.`;
  const names = list(hosts.map(name));
  return `${own} Contacted: ${names}, without cookies, for documents that many badges share.`;
}

function documentEntry(evidence: Evidence): HTMLElement {
  return element(
    "li",
    {},
    element("code", {}, name(evidence.url)),
    element("p", { class: "label" }, `${SOURCES[evidence.source]}, received ${moment(evidence.retrievedAt)}`),
  );
}
