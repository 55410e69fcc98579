// "Is it mine?" The address that is typed is compared on this device and goes nowhere.

import type { RecipientClaims, Report } from "proofmark";
import { element } from "./element.js";
import { mark } from "./mark.js";
import { fill, type Speech } from "./speech.js";
import type { Tone } from "./verdict.js";
import { name } from "./words.js";

type VerifyFor = (recipient: string) => Promise<Report>;

/** A field for an e-mail address, when the badge says whom it was given to. */
export function recipientQuestion(
  recipient: RecipientClaims,
  verifyFor: VerifyFor,
  { texts }: Speech,
): HTMLElement | undefined {
  if (!recipient.identifiers.some((identifier) => identifier.type === "emailAddress")) return undefined;
  const field = element("input", {
    class: "field",
    id: "recipient",
    name: "recipient",
    type: "email",
    dir: "ltr",
    autocomplete: "email",
    placeholder: "name@example.org",
    required: true,
  });
  const answer = element("p", { class: "question-answer", role: "status" });
  const form = element(
    "form",
    { class: "card-section question", novalidate: true },
    element("label", { for: "recipient", class: "fact-main" }, texts.whoseIsIt),
    element("div", { class: "question-row" }, field, element("button", { class: "button" }, texts.compare)),
    answer,
    element("p", { class: "label" }, texts.addressStays),
  );
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const typed = field.value.trim();
    if (typed === "") return field.focus();
    const matched = await compare(typed, verifyFor);
    const text = matched === undefined ? texts.notAwardedTo : texts.awardedToAddress;
    const tone: Tone = matched === undefined ? "invalid" : "valid";
    answer.dataset.tone = tone;
    answer.replaceChildren(
      mark(tone, matched === undefined ? "cross" : "check"),
      fill(text, { address: name(matched ?? typed) }),
    );
  });
  return form;
}

/** Issuers write addresses in their own way: as typed first, then in lower case. */
async function compare(typed: string, verifyFor: VerifyFor): Promise<string | undefined> {
  for (const address of new Set([typed, typed.toLowerCase()])) {
    const report = await verifyFor(address);
    if (report.checks.some((check) => check.id === "recipient" && check.outcome === "passed")) return address;
  }
  return undefined;
}
