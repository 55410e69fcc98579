// What a report comes to, in words. One place, so that every page says the same.

import type { Check, Report } from "proofmark";
import type { Code } from "../languages/codes.js";
import type { WidgetTexts } from "../languages/texts.js";
import type { Icon } from "./icons.js";
import { fill, type Speech } from "./speech.js";

/** How something is coloured; the word and the icon say the same. */
export type Tone = "valid" | "invalid" | "inconclusive" | "neutral";

/** A verdict for people. */
export interface Wording {
  tone: Tone;
  icon: Icon;
  title: string;
  /** What follows from it, one to three sentences. */
  sentences: string[];
  /** What the verifier says more precisely, in English. */
  details: string[];
}

/** The words for a report. */
export function describe(report: Report, speech: Speech): Wording {
  const wording = wordingOf(report, speech);
  const rests = restsOnCopy(report, speech);
  if (rests !== undefined) wording.sentences.push(rests);
  return wording;
}

/** The time since when nothing newer is known: of several status lists the oldest. */
export function statusTime(report: Report): string | undefined {
  const times = report.status.flatMap((finding) => (finding.asOf === null ? [] : [finding.asOf]));
  return times.sort()[0];
}

/** The sentence for a code; codes that are newer than these texts have only what the verifier says. */
export function sentenceFor(code: string | undefined, texts: WidgetTexts): string | undefined {
  return code !== undefined && Object.hasOwn(texts.codes, code) ? texts.codes[code as Code] : undefined;
}

function wordingOf(report: Report, speech: Speech): Wording {
  switch (report.verdict) {
    case "valid":
      return {
        tone: "valid",
        icon: "check",
        title: speech.texts.valid,
        sentences: [sentenceForValid(report, speech)],
        details: [],
      };
    case "invalid":
      return describeInvalid(report, speech);
    case "inconclusive":
      return describeInconclusive(report, speech);
  }
}

function sentenceForValid(report: Report, speech: Speech): string {
  const { texts } = speech;
  const asOf = statusTime(report) ?? (isHosted(report) ? report.verifiedAt : undefined);
  if (asOf === undefined) return texts.signedWithoutStatus;
  const text = isHosted(report) ? texts.hostedAndNotRevoked : texts.signedAndNotRevoked;
  return fill(text, { time: speech.moment(asOf) });
}

/** Hosted badges of Open Badges 2.0 carry no signature: what counts is what their issuer publishes. */
function isHosted(report: Report): boolean {
  return report.format.securing === "ob2-hosted";
}

/** Says so when the answer rests on a copy that this device kept. */
function restsOnCopy(report: Report, speech: Speech): string | undefined {
  const kept = report.checks
    .flatMap((check) => check.evidence)
    .filter((evidence) => evidence.source === "cache");
  const oldest = kept.map((evidence) => evidence.retrievedAt).sort()[0];
  return oldest === undefined ? undefined : fill(speech.texts.rests, { ago: speech.ago(oldest) });
}

function describeInvalid(report: Report, speech: Speech): Wording {
  const { texts } = speech;
  const { reasons } = texts;
  const reason = report.reason ?? "malformed";
  const { title, text } = Object.hasOwn(reasons, reason)
    ? reasons[reason as keyof typeof reasons]
    : reasons.malformed;
  const failed = report.checks.find((check) => check.outcome === "failed");
  const wording: Wording = { tone: "invalid", icon: "cross", title, sentences: [text], details: [] };
  if (reason === "proof" && isHosted(report)) wording.sentences = [texts.hostedChanged];
  if (reason === "malformed" && failed) return withOpenCheck(wording, failed, texts);
  const when = {
    expired: [texts.expiredSince, report.credential?.validUntil],
    notYetValid: [texts.validFromLater, report.credential?.validFrom],
  } as const;
  const [sentence, time] = reason === "expired" || reason === "notYetValid" ? when[reason] : [];
  if (sentence !== undefined && time !== undefined) {
    wording.sentences = [fill(sentence, { time: speech.moment(time) })];
  }
  return wording;
}

function describeInconclusive(report: Report, { texts }: Speech): Wording {
  const open = report.checks.filter((check) => check.outcome === "inconclusive");
  const wording: Wording = {
    tone: "inconclusive",
    icon: "question",
    title: texts.unchecked,
    sentences: [],
    details: [],
  };
  if (open.every((check) => check.id === "status")) {
    wording.title = texts.uncheckedStatus.title;
    wording.sentences = [isHosted(report) ? texts.uncheckedHostedStatus : texts.uncheckedStatus.text];
  } else if (open.every((check) => check.code === "unknown_issuer")) {
    const { title, text } = texts.unknownIssuer;
    return { ...wording, title, sentences: [text] };
  } else if (open.some((check) => check.id === "issuer_key")) {
    wording.title = texts.uncheckedIssuer;
  }
  return open.reduce((wording, check) => withOpenCheck(wording, check, texts), wording);
}

function withOpenCheck(wording: Wording, check: Check, texts: WidgetTexts): Wording {
  const sentence = sentenceFor(check.code, texts);
  if (sentence !== undefined && !wording.sentences.includes(sentence)) wording.sentences.push(sentence);
  wording.details.push(check.message);
  return wording;
}
