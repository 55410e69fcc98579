// Why a badge is not valid and what to do about it, asked for when somebody opens it.

import type { WidgetTexts } from "../languages/texts.js";
import { onDemand } from "./checks.js";
import { element } from "./element.js";
import type { Speech } from "./speech.js";
import { prose } from "./words.js";

/** What the elements show of what the verifier's `explain` answers. */
export interface Explanation {
  /** Likely causes, the likeliest first. */
  diagnoses: Diagnosis[];
}

interface Diagnosis {
  code: string;
  title: string;
  message: string;
  repair: string;
  pointer: string;
  confidence: string;
  /** What would have to be changed back, as JSON; only for causes that a repair has proven. */
  changes?: { pointer: string; before?: string | null; after?: string | null }[];
}

/** Asks the verifier; `undefined` where it cannot explain. */
export type Explain = (() => Promise<Explanation | undefined>) | undefined;

/** A part of the card that asks when it is opened, if the verifier can explain at all. */
export function explanation(explain: Explain, { texts }: Speech): HTMLElement | undefined {
  if (explain === undefined) return undefined;
  const place = element("div", { class: "explanation", role: "status" }, texts.checking);
  const details = onDemand("explain", texts.whyAndWhat, "", place);
  let asked = false;
  details.addEventListener("toggle", async () => {
    if (asked || !details.open) return;
    asked = true;
    const answer = await explain().catch(() => undefined);
    const entries = (answer?.diagnoses ?? []).map((diagnosis) => diagnosisEntry(diagnosis, texts));
    place.replaceChildren(...(entries.length > 0 ? entries : [texts.errors.other]));
  });
  return details;
}

/** The verifier explains in English. */
function diagnosisEntry(diagnosis: Diagnosis, texts: WidgetTexts): HTMLElement {
  const { code, title, message, repair, pointer, changes = [] } = diagnosis;
  const place = pointer === "" ? code : `${code} at ${pointer}`;
  return element(
    "section",
    { class: "diagnosis" },
    element("h3", { lang: "en", dir: "auto" }, prose(title)),
    element("p", { lang: "en", dir: "auto" }, prose(message)),
    element(
      "p",
      {},
      element("strong", {}, `${texts.repair}: `),
      element("span", { lang: "en", dir: "auto" }, prose(repair)),
    ),
    ...changes.map((change) =>
      element(
        "dl",
        { class: "difference", dir: "ltr" },
        element("dt", {}, `${texts.givenText} `, element("code", {}, prose(change.pointer))),
        element("dd", {}, element("del", { dir: "auto" }, prose(change.before ?? "—"))),
        element("dt", {}, texts.signedText),
        element("dd", {}, element("ins", { dir: "auto" }, prose(change.after ?? "—"))),
      ),
    ),
    element("p", { class: "check-code" }, element("code", { dir: "ltr" }, prose(place))),
  );
}
