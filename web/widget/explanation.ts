// Why a badge is not valid and what to do about it, asked for when somebody opens it.

import { onDemand } from "./checks.js";
import { element } from "./element.js";
import type { Speech } from "./speech.js";
import { prose } from "./words.js";

/** What the verifier's `explain` answers. */
export interface Explanation {
  /** Likely causes, the likeliest first. */
  diagnoses: { code: string; title: string; message: string; repair?: string; pointer: string }[];
  /** Lines of the canonical form that differ, when the signed form could be found out. */
  diff?: { kind: "added" | "removed"; line: string }[];
}

/** Asks the verifier; `undefined` where it cannot explain. */
export type Explain = (() => Promise<Explanation | undefined>) | undefined;

/** A part of the card that asks when it is opened, if the verifier can explain at all. */
export function explanation(explain: Explain, { texts }: Speech): HTMLElement | undefined {
  if (explain === undefined) return undefined;
  const place = element("div", { class: "explanation", role: "status" });
  const details = onDemand("explain", texts.whyAndWhat, "", place);
  let asked = false;
  details.addEventListener("toggle", async () => {
    if (asked || !details.open) return;
    asked = true;
    const answer = await explain().catch(() => undefined);
    place.replaceChildren(
      ...(answer?.diagnoses ?? []).map((diagnosis) => diagnosisEntry(diagnosis, texts.repair)),
    );
    if (answer?.diff !== undefined && answer.diff.length > 0) place.append(difference(answer.diff));
  });
  return details;
}

function diagnosisEntry(diagnosis: Explanation["diagnoses"][number], repair: string): HTMLElement {
  const { code, title, message, pointer } = diagnosis;
  return element(
    "section",
    { class: "diagnosis", lang: "en" },
    element("h3", { dir: "auto" }, prose(title)),
    element("p", { dir: "auto" }, prose(message)),
    diagnosis.repair !== undefined &&
      element("p", { dir: "auto" }, element("strong", {}, `${repair}: `), prose(diagnosis.repair)),
    element(
      "p",
      { class: "check-code" },
      element("code", { dir: "ltr" }, prose(pointer === "" ? code : `${code} at ${pointer}`)),
    ),
  );
}

function difference(diff: NonNullable<Explanation["diff"]>): HTMLElement {
  return element(
    "pre",
    { class: "difference", dir: "ltr", tabindex: "0" },
    ...diff.map(({ kind, line }) =>
      element(kind === "added" ? "ins" : "del", {}, `${kind === "added" ? "+" : "−"} ${prose(line)}\n`),
    ),
  );
}
