// The receipt: who learned that this badge was looked at, and which documents the answer rests on.

import type { Evidence, Report } from "proofmark";
import { onDemand } from "./checks.js";
import { element } from "./element.js";
import { fill, type Speech } from "./speech.js";
import { name } from "./words.js";

/** Which hosts were contacted, and every document with its source and age. */
export function privacyReceipt(report: Report, speech: Speech): HTMLElement {
  const documents = new Map(
    report.checks.flatMap((check) => check.evidence).map((evidence) => [evidence.url, evidence]),
  );
  const { texts } = speech;
  const entries = [...documents.values()].map((evidence) => documentEntry(evidence, speech));
  return onDemand(
    "privacy",
    texts.onThisDevice,
    speech.count(texts.hosts, report.hosts.length),
    element("p", { class: "label" }, `${texts.notSent} ${contacted(report, speech)}`),
    element("ul", { class: "documents", hidden: entries.length === 0 }, ...entries),
  );
}

function contacted({ hosts }: Report, speech: Speech): string {
  if (hosts.length === 0) return speech.texts.noRequest;
  return fill(speech.texts.contacted, { hosts: speech.list(hosts.map(name)) });
}

function documentEntry({ url, source, retrievedAt }: Evidence, speech: Speech): HTMLElement {
  const { sources, received } = speech.texts;
  const from = Object.hasOwn(sources, source) ? sources[source] : source;
  return element(
    "li",
    {},
    element("code", { dir: "ltr" }, name(url)),
    element("p", { class: "label" }, fill(received, { source: from, time: speech.moment(retrievedAt) })),
  );
}
