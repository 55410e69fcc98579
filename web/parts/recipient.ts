// "Is it mine?" The address that is typed is compared on this device and goes nowhere.

import type { RecipientClaims, Report } from "proofmark";
import { element } from "./element.js";
import { mark } from "./mark.js";
import type { Tone } from "./verdict.js";

/** A field for an e-mail address, when the badge says whom it was given to. */
export function recipientQuestion(
  recipient: RecipientClaims,
  verifyFor: (recipient: string) => Promise<Report>,
): HTMLElement | undefined {
  if (!recipient.identifiers.some((identifier) => identifier.type === "emailAddress")) return undefined;
  const field = element("input", {
    class: "field",
    id: "recipient",
    name: "recipient",
    type: "email",
    autocomplete: "email",
    placeholder: "name@example.org",
    required: true,
  });
  const answer = element("p", { class: "question-answer", role: "status" });
  const form = element(
    "form",
    { class: "card-section question", novalidate: true },
    element(
      "label",
      { for: "recipient", class: "fact-main" },
      "Whose is it? Type an e-mail address to compare.",
    ),
    element("div", { class: "question-row" }, field, element("button", { class: "button" }, "Compare")),
    answer,
    element("p", { class: "label" }, "The address stays on this device."),
  );
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const typed = field.value.trim();
    if (typed === "") return field.focus();
    show(answer, await compare(typed, verifyFor), typed);
  });
  return form;
}

/** Issuers write addresses in their own way: as typed first, then in lower case. */
async function compare(
  typed: string,
  verifyFor: (recipient: string) => Promise<Report>,
): Promise<string | undefined> {
  for (const address of new Set([typed, typed.toLowerCase()])) {
    const report = await verifyFor(address);
    if (report.checks.some((check) => check.id === "recipient" && check.outcome === "passed")) return address;
  }
  return undefined;
}

function show(answer: HTMLElement, matched: string | undefined, typed: string): void {
  const tone: Tone = matched === undefined ? "invalid" : "valid";
  const words = matched === undefined ? `Not awarded to ${typed}.` : `Awarded to ${matched}.`;
  answer.dataset.tone = tone;
  answer.replaceChildren(mark(tone, matched === undefined ? "cross" : "check"), words);
}
