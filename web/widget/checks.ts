// Every check of a report, on demand.

import type { Check, Outcome, Report, Warning } from "proofmark";
import type { WarningCode } from "../languages/codes.js";
import type { KnownCheck, WidgetTexts } from "../languages/texts.js";
import { element } from "./element.js";
import { type Icon, icon } from "./icons.js";
import { mark } from "./mark.js";
import { fill, type Speech } from "./speech.js";
import { sentenceFor, type Tone } from "./verdict.js";
import { prose } from "./words.js";

const LOOKS: Record<Outcome | "remark", { tone: Tone; icon: Icon }> = {
  passed: { tone: "valid", icon: "check" },
  failed: { tone: "invalid", icon: "cross" },
  inconclusive: { tone: "inconclusive", icon: "question" },
  notRun: { tone: "neutral", icon: "dash" },
  remark: { tone: "inconclusive", icon: "question" },
};

/** What was checked and how it came out, warnings included. */
export function checks(report: Report, speech: Speech): HTMLElement {
  const { texts } = speech;
  const passed = report.checks.filter((check) => check.outcome === "passed").length;
  const run = report.checks.filter((check) => check.outcome !== "notRun").length;
  return onDemand(
    "checks",
    texts.whatWasChecked,
    fill(texts.passedOf, { passed: `${passed}`, run: `${run}` }),
    element(
      "ul",
      { class: "checks" },
      ...report.checks.map((check) => checkEntry(check, texts, ageOf(check, report, speech))),
      ...report.warnings.map((warning) => warningEntry(warning, texts)),
    ),
  );
}

/** Something that opens. */
export function onDemand(id: string, title: string, summary: string, ...body: Node[]): HTMLDetailsElement {
  const chevron = icon("chevron", 20);
  chevron.classList.add("chevron");
  return element(
    "details",
    { class: "more", id, part: id },
    element("summary", {}, title, element("span", { class: "more-summary" }, summary), chevron),
    element("div", { class: "more-body" }, ...body),
  );
}

/** How old what a status check rests on was when it was verified. */
function ageOf(check: Check, report: Report, speech: Speech): string | undefined {
  const asOf = report.status.find((finding) => finding.pointer === check.pointer)?.asOf;
  if (check.id !== "status" || asOf === undefined || asOf === null) return undefined;
  const ago = speech.ago(asOf, Date.parse(report.verifiedAt));
  return fill(speech.texts.asOf, { time: speech.moment(asOf), ago });
}

function checkEntry(check: Check, texts: WidgetTexts, age: string | undefined): HTMLElement {
  const known = Object.hasOwn(texts.checks, check.id) ? texts.checks[check.id as KnownCheck] : undefined;
  const sentences = {
    passed: known?.text,
    // In English the verifier says the same, and why.
    notRun: texts.language === "en" ? undefined : texts.notRun,
    failed: sentenceFor(check.code, texts),
    inconclusive: sentenceFor(check.code, texts),
  };
  const sentence = sentences[check.outcome];
  return entry({
    look: check.outcome,
    name: known?.title ?? check.id,
    sentence: age === undefined ? sentence : `${sentence ?? ""} ${age}`.trim(),
    detail: check.outcome === "passed" && known !== undefined ? undefined : check.message,
    code: check.code,
    pointer: check.pointer,
    texts,
  });
}

function warningEntry({ code, message, pointer }: Warning, texts: WidgetTexts): HTMLElement {
  const known = Object.hasOwn(texts.warnings, code) ? texts.warnings[code as WarningCode] : undefined;
  return entry({
    look: "remark",
    name: texts.goodToKnow,
    sentence: known,
    detail: message,
    code,
    pointer,
    texts,
  });
}

interface Entry {
  look: Outcome | "remark";
  name: string;
  sentence: string | undefined;
  /** What the verifier says, in English. */
  detail: string | undefined;
  code: string | undefined;
  pointer: string;
  texts: WidgetTexts;
}

function entry({ look, name, sentence, detail, code, pointer, texts }: Entry): HTMLElement {
  const { tone, icon } = LOOKS[look];
  const place = pointer === "" ? "" : ` at ${pointer}`;
  return element(
    "li",
    {},
    mark(tone, icon),
    element(
      "p",
      { class: "check-name" },
      element("span", { class: "visually-hidden" }, `${texts.outcomes[look]}: `),
      name,
    ),
    sentence !== undefined && element("p", { class: "check-message" }, sentence),
    detail !== undefined && precisely(detail),
    code !== undefined &&
      element("p", { class: "check-code" }, element("code", { dir: "ltr" }, prose(code + place))),
  );
}

/** The verifier's own words. They are English and may quote the badge. */
export function precisely(detail: string): HTMLElement {
  return element("p", { class: "check-detail", lang: "en", dir: "auto" }, prose(detail));
}
