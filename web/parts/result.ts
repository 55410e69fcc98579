// A result: the verdict, then what the badge says, then everything else on demand.

import type { Report } from "proofmark";
import { checks } from "./checks.js";
import { claims } from "./claims.js";
import { element } from "./element.js";
import { icon } from "./icons.js";
import { privacyReceipt } from "./privacy.js";
import { recipientQuestion } from "./recipient.js";
import { describe, type Wording } from "./verdict.js";
import { prose } from "./words.js";

/** What was verified. */
export interface Subject {
  /** How the visitor calls it, such as the name of the file. */
  name?: string;
  /** Verifies the same badge again, for a person. */
  verifyFor(recipient: string): Promise<Report>;
}

/** The card of a finished verification. */
export function result(report: Report, subject: Subject): HTMLElement {
  const wording = describe(report);
  const { credential } = report;
  return element(
    "article",
    {
      class: "card",
      "data-tone": wording.tone,
      "data-verdict": report.verdict,
      "data-reason": report.reason ?? undefined,
    },
    verdict(wording, subject.name),
    credential?.issuer.test && testNotice(),
    credential && claims(credential),
    credential && recipientQuestion(credential.recipient, subject.verifyFor),
    checks(report),
    privacyReceipt(report),
  );
}

/** The card while there is no answer yet. */
export function checking(subject?: string): HTMLElement {
  const spinner = element("span", { class: "spinner" });
  return element(
    "article",
    { class: "card", "data-tone": "neutral" },
    banner(spinner, "Checking …", [], subject),
  );
}

/** The card when there was nothing to verify, or verifying was not possible here. */
export function failure(message: string, subject?: string): HTMLElement {
  const wording: Wording = {
    tone: "neutral",
    icon: "question",
    title: "Could not be read",
    sentences: [message],
  };
  return element("article", { class: "card", "data-tone": "neutral" }, verdict(wording, subject));
}

/** What a screen reader hears when the result is there. */
export function announcement(report: Report): string {
  const { title, sentences } = describe(report);
  return [`${title}.`, ...sentences].join(" ");
}

function verdict(wording: Wording, subject: string | undefined): HTMLElement {
  return banner(icon(wording.icon, 30), wording.title, wording.sentences, subject);
}

function banner(sign: Element, title: string, sentences: string[], subject: string | undefined): HTMLElement {
  return element(
    "header",
    { class: "verdict" },
    element("span", { class: "verdict-icon" }, sign),
    element("h2", { class: "verdict-title" }, title),
    element(
      "div",
      { class: "verdict-text" },
      ...sentences.map((sentence) => element("p", {}, prose(sentence))),
      subject !== undefined && element("p", { class: "label", dir: "auto" }, subject),
    ),
  );
}

function testNotice(): HTMLElement {
  const words = "Only a test: this issuer exists for trying things out. Nobody has earned anything.";
  return element("p", { class: "notice" }, icon("flask"), words);
}
