// What a language file holds. The compiler refuses a file with a missing or a surplus text; a test compares the codes
// with those of the core. `{name}` in a text is replaced; see `fill` in ../widget/locale.ts.

import type { CheckId } from "proofmark";
import type { Code, WarningCode } from "./codes.js";

/** A heading and what follows from it. */
export interface Heading {
  title: string;
  text: string;
}

/** A text for each of the plural forms that a language has; `zero` is said for 0 in every language. */
export type Counted = { zero: string; other: string } & Partial<Record<Intl.LDMLPluralRule, string>>;

/** The members of a union of texts that are written out: without `string & {}`, which leaves room for later ones. */
type WrittenOut<Text extends string> = Text extends unknown ? (string extends Text ? never : Text) : never;

/** The ids of the checks that reports hold today. */
export type KnownCheck = WrittenOut<CheckId>;

/** Texts of the two elements. */
export interface WidgetTexts {
  /** Tag of the language, such as `de`. */
  language: string;

  valid: string;
  /** Placeholder `{time}`. */
  signedAndNotRevoked: string;
  signedWithoutStatus: string;
  /** Hosted badges of Open Badges 2.0 carry no signature. Placeholder `{time}`. */
  hostedAndNotRevoked: string;
  /** Placeholder `{ago}`. */
  rests: string;
  /** One for each reason of an invalid credential. */
  reasons: Record<
    "malformed" | "proof" | "issuer" | "revoked" | "suspended" | "notYetValid" | "expired" | "recipient",
    Heading
  >;
  /** A hosted badge that says something else than its issuer publishes. */
  hostedChanged: string;
  /** In place of the text of `expired` when the time is known. Placeholder `{time}`. */
  expiredSince: string;
  /** In place of the text of `notYetValid` when the time is known. Placeholder `{time}`. */
  validFromLater: string;
  unchecked: string;
  uncheckedStatus: Heading;
  uncheckedHostedStatus: string;
  uncheckedIssuer: string;
  /** Everything holds, but whoever shows the badge trusts other issuers. */
  unknownIssuer: Heading;
  checking: string;
  unreadable: string;
  /** By the code of the exception. */
  errors: Record<"input_unavailable" | "wasm_unavailable" | "other", string>;

  testNotice: string;
  renewedNotice: string;

  whatItSays: string;
  untitled: string;
  issuedBy: string;
  noDomain: string;
  /** Placeholder `{name}`. */
  callsItself: string;
  /** Placeholder `{id}`. */
  knownOnlyBy: string;
  awardedTo: string;
  notNamed: string;
  nobody: string;
  fingerprint: string;
  validFrom: string;
  validUntil: string;
  howEarned: string;

  whatWasChecked: string;
  /** Placeholders `{passed}` and `{run}`. */
  passedOf: string;
  outcomes: Record<"passed" | "failed" | "inconclusive" | "notRun" | "remark", string>;
  /** How old a status is. Placeholders `{time}` and `{ago}`. */
  asOf: string;
  goodToKnow: string;
  notRun: string;
  /** What was checked, and the sentence for when it passed. */
  checks: Record<KnownCheck, Heading>;
  codes: Record<Code, string>;
  warnings: Record<WarningCode, string>;

  onThisDevice: string;
  /** Placeholder `{count}`. */
  hosts: Counted;
  notSent: string;
  noRequest: string;
  /** Placeholder `{hosts}`. */
  contacted: string;
  sources: Record<"embedded" | "network" | "cache" | "supplied" | "trustPack", string>;
  /** Placeholders `{source}` and `{time}`. */
  received: string;

  whoseIsIt: string;
  compare: string;
  addressStays: string;
  /** Placeholder `{address}`. */
  awardedToAddress: string;
  /** Placeholder `{address}`. */
  notAwardedTo: string;

  whyAndWhat: string;
  repair: string;
  signedText: string;
  givenText: string;
  compareCopy: string;
  otherText: string;
  noDifference: string;

  dropHere: string;
  dropAnother: string;
  giveBadge: string;
  kinds: string;
  chooseFile: string;
  pasteText: string;
  textOrLink: string;
  check: string;
  pasted: string;
  scanCode: string;
  holdCode: string;
  stop: string;
  noCamera: string;
  noCode: string;
  qrCode: string;
}

/** Texts of our own pages, around the elements. */
export interface PageTexts {
  verify: {
    title: string;
    heading: string;
    lede: string;
    steps: [Heading, Heading, Heading];
    offline: string;
    playground: string;
  };
  credential: {
    awardedTo: string;
    notNamed: string;
    issuedBy: string;
    /** One for each state. */
    status: Record<"valid" | "pending" | "expired" | "revoked" | "suspended" | "renewed", string>;
    /** What a state other than valid means. */
    note: Record<"pending" | "expired" | "revoked" | "suspended" | "renewed", string>;
    successor: string;
    test: string;
    testNote: string;
    verifyAnother: string;
    linkedin: string;
    share: string;
    copyLink: string;
    mail: string;
    copy: string;
    copied: string;
    files: string;
    /** What each kind of file is good for. */
    file: Record<"PDF" | "PNG" | "SVG" | "JSON" | "JWT", string>;
    about: string;
    howEarned: string;
    narrative: string;
    evidence: string;
    corresponds: string;
    validFrom: string;
    validUntil: string;
    number: string;
    achievementPage: string;
    embed: string;
    embedNote: string;
    issuer: string;
    website: string;
    email: string;
    phone: string;
    identifier: string;
    achievements: string;
    tags: string;
    compare: string;
  };
  playground: {
    title: string;
    heading: string;
    lede: string;
    example: string;
    source: string;
    report: string;
    now: string;
  };
}
