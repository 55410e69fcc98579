// Every check of a report, on demand.

import type { Check, CheckId, Outcome, Report } from "proofmark";
import { element } from "./element.js";
import { type Icon, icon } from "./icons.js";
import { mark } from "./mark.js";
import type { Tone } from "./verdict.js";
import { prose } from "./words.js";

const NAMES: Partial<Record<CheckId, string>> = {
  parse: "File",
  data_model: "Shape of an Open Badge",
  canonicalization: "Nothing outside the signature",
  signature: "Signature",
  issuer_key: "The issuer’s key",
  hosting: "Published unchanged",
  issuer_scope: "The issuer’s address",
  validity_period: "Dates",
  status: "Withdrawal",
  recipient: "Recipient",
};

const LOOKS: Record<Outcome, { tone: Tone; icon: Icon; word: string }> = {
  passed: { tone: "valid", icon: "check", word: "Passed" },
  failed: { tone: "invalid", icon: "cross", word: "Failed" },
  inconclusive: { tone: "inconclusive", icon: "question", word: "Not known" },
  notRun: { tone: "neutral", icon: "dash", word: "Not looked at" },
};

/** What was checked and how it came out, warnings included. */
export function checks(report: Report): HTMLElement {
  const warnings = report.warnings.map((warning) =>
    entry(
      { tone: "inconclusive", icon: "question", word: "Remark" },
      "Good to know",
      warning.message,
      warning.code,
    ),
  );
  return element(
    "details",
    { class: "more", id: "checks" },
    element(
      "summary",
      {},
      "What was checked",
      element("span", { class: "more-summary" }, count(report)),
      chevron(),
    ),
    element(
      "div",
      { class: "more-body" },
      element("ul", { class: "checks" }, ...report.checks.map(checkEntry), ...warnings),
    ),
  );
}

/** The sign of something that opens. */
export function chevron(): SVGSVGElement {
  const drawn = icon("chevron", 20);
  drawn.classList.add("chevron");
  return drawn;
}

function count(report: Report): string {
  const passed = report.checks.filter((check) => check.outcome === "passed").length;
  const run = report.checks.filter((check) => check.outcome !== "notRun").length;
  return `${passed} of ${run} passed`;
}

function checkEntry(check: Check): HTMLElement {
  const place = check.pointer === "" ? "" : ` at ${check.pointer}`;
  const code = check.code === undefined ? undefined : `${check.code}${place}`;
  return entry(LOOKS[check.outcome], NAMES[check.id] ?? check.id, check.message, code);
}

function entry(
  look: { tone: Tone; icon: Icon; word: string },
  name: string,
  message: string,
  code?: string,
): HTMLElement {
  return element(
    "li",
    {},
    mark(look.tone, look.icon),
    element(
      "p",
      { class: "check-name" },
      element("span", { class: "visually-hidden" }, `${look.word}: `),
      name,
    ),
    element("p", { class: "check-message" }, prose(message)),
    code !== undefined && element("p", { class: "check-code" }, element("code", {}, prose(code))),
  );
}
