// A result: the verdict, then what the badge says, then everything else on demand.

import type { Report } from "proofmark";
import { checks, precisely } from "./checks.js";
import { claims } from "./claims.js";
import { element } from "./element.js";
import { type Explain, explanation } from "./explanation.js";
import { icon } from "./icons.js";
import { privacyReceipt } from "./privacy.js";
import { recipientQuestion } from "./recipient.js";
import type { Speech } from "./speech.js";
import { describe, type Wording } from "./verdict.js";
import { name } from "./words.js";

/** What was verified. */
export interface Subject {
  /** How the reader calls it, such as the name of the file. */
  name?: string | undefined;
  /** Verifies the same badge again, for a person. */
  verifyFor(recipient: string): Promise<Report>;
  /** Why the badge is not valid, where the verifier can say more. */
  explain: Explain;
}

/** The card of a finished verification. */
export function result(report: Report, subject: Subject, speech: Speech): HTMLElement {
  const wording = describe(report, speech);
  const { credential } = report;
  return element(
    "article",
    {
      class: "card",
      part: "card",
      "data-tone": wording.tone,
      "data-verdict": report.verdict,
      "data-reason": report.reason ?? undefined,
    },
    verdict(wording, subject.name),
    credential?.issuer.test && notice("flask", speech.texts.testNotice),
    isRenewed(report) && notice("renewed", speech.texts.renewedNotice),
    credential && claims(credential, speech),
    report.verdict !== "valid" && explanation(subject.explain, speech),
    credential && recipientQuestion(credential.recipient, subject.verifyFor, speech),
    checks(report, speech),
    privacyReceipt(report, speech),
  );
}

/** The card while there is no answer yet. */
export function checking(subject: string | undefined, { texts }: Speech): HTMLElement {
  const spinner = element("span", { class: "spinner" });
  return element(
    "article",
    { class: "card", part: "card", "data-tone": "neutral", "aria-busy": "true" },
    banner(spinner, texts.checking, [], [], subject),
  );
}

/** The card when there was nothing to verify, or verifying was not possible here. */
export function failure(
  sentence: string,
  detail: string,
  subject: string | undefined,
  { texts }: Speech,
): HTMLElement {
  const title = texts.unreadable;
  const wording: Wording = {
    tone: "neutral",
    icon: "question",
    title,
    sentences: [sentence],
    details: [detail],
  };
  return element(
    "article",
    { class: "card", part: "card", "data-tone": "neutral", "data-failed": true },
    verdict(wording, subject),
  );
}

/** What a screen reader hears when the result is there. */
export function announcement(report: Report, speech: Speech): string {
  const { title, sentences } = describe(report, speech);
  return [`${title}.`, ...sentences].join(" ");
}

function isRenewed(report: Report): boolean {
  return report.checks.some((check) => check.id === "refresh" && check.outcome === "passed");
}

function verdict(wording: Wording, subject: string | undefined): HTMLElement {
  return banner(icon(wording.icon, 30), wording.title, wording.sentences, wording.details, subject);
}

function banner(
  sign: Element,
  title: string,
  sentences: string[],
  details: string[],
  subject: string | undefined,
): HTMLElement {
  return element(
    "header",
    { class: "verdict", part: "verdict" },
    element("span", { class: "verdict-icon" }, sign),
    element("h2", { class: "verdict-title", part: "title" }, title),
    element(
      "div",
      { class: "verdict-text" },
      ...sentences.map((sentence) => element("p", {}, sentence)),
      ...details.map(precisely),
      subject !== undefined && element("p", { class: "label", dir: "auto" }, name(subject)),
    ),
  );
}

function notice(sign: "flask" | "renewed", words: string): HTMLElement {
  return element("p", { class: "notice", part: "notice" }, icon(sign), words);
}
