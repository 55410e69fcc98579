// What a report comes to, in words. One place, so that both pages say the same.

import type { Reason, Report } from "proofmark";
import type { Icon } from "./icons.js";
import { ago, moment } from "./words.js";

/** How something is coloured; the word and the icon say the same. */
export type Tone = "valid" | "invalid" | "inconclusive" | "neutral";

/** A verdict for people. */
export interface Wording {
  tone: Tone;
  icon: Icon;
  title: string;
  /** What follows from it, one to three sentences. */
  sentences: string[];
}

/** The words for a report. */
export function describe(report: Report): Wording {
  switch (report.verdict) {
    case "valid":
      return {
        tone: "valid",
        icon: "check",
        title: "Valid",
        sentences: [sentenceForValid(report), ...age(report)],
      };
    case "invalid":
      return describeInvalid(report);
    case "inconclusive":
      return describeInconclusive(report);
  }
}

/** The time since when nothing newer is known: of several status lists the oldest. */
export function statusTime(report: Report): string | undefined {
  const times = report.status.flatMap((finding) => (finding.asOf === null ? [] : [finding.asOf]));
  return times.sort()[0];
}

function sentenceForValid(report: Report): string {
  const time = statusTime(report);
  if (time === undefined)
    return "Signed by its issuer and unchanged. The issuer has not provided a way to withdraw it.";
  return `Signed by its issuer, unchanged, and not revoked as of ${moment(time)}.`;
}

/** Says so when the answer rests on a copy that this device kept. */
function age(report: Report): string[] {
  const kept = report.checks
    .flatMap((check) => check.evidence)
    .filter((evidence) => evidence.source === "cache");
  const oldest = kept.map((evidence) => evidence.retrievedAt).sort()[0];
  if (oldest === undefined) return [];
  return [
    `The issuer’s server did not answer. This rests on the copy that this device received ${ago(oldest)}.`,
  ];
}

function describeInvalid(report: Report): Wording {
  const { title, sentence } = INVALID[report.reason ?? "malformed"] ?? INVALID.malformed;
  const failed = report.checks.find((check) => check.outcome === "failed");
  const detail = report.reason === "malformed" && failed ? [failed.message] : [];
  return { tone: "invalid", icon: "cross", title, sentences: [sentence, ...detail, ...age(report)] };
}

const INVALID: Record<Exclude<Reason, "unchecked"> | "malformed", { title: string; sentence: string }> & {
  [reason: string]: { title: string; sentence: string } | undefined;
} = {
  malformed: { title: "Invalid", sentence: "This is not a well-formed Open Badge." },
  proof: {
    title: "Invalid",
    sentence: "The signature does not match: it was changed after it was signed, or somebody else signed it.",
  },
  issuer: { title: "Invalid", sentence: "It was signed with a key that is not the issuer’s." },
  revoked: { title: "Revoked", sentence: "It was genuine, but its issuer has withdrawn it." },
  suspended: { title: "Suspended", sentence: "It is genuine, but its issuer has suspended it for now." },
  notYetValid: { title: "Not valid yet", sentence: "It is genuine, but its validity has not begun." },
  expired: { title: "Expired", sentence: "It was genuine, but its validity has ended." },
  recipient: { title: "Somebody else’s", sentence: "It is genuine, but it was given to somebody else." },
};

function describeInconclusive(report: Report): Wording {
  const open = report.checks.filter((check) => check.outcome === "inconclusive");
  const messages = open.map((check) => check.message);
  const wording: Wording = {
    tone: "inconclusive",
    icon: "question",
    title: "Could not be fully checked",
    sentences: messages,
  };
  if (open.every((check) => check.id === "status")) {
    wording.title = "Could not check revocation";
    wording.sentences = [
      "The signature is good. Whether the issuer has withdrawn the badge since then is not known.",
      ...messages,
    ];
  } else if (open.some((check) => check.id === "issuer_key")) {
    wording.title = "Could not check the issuer";
  }
  return wording;
}
