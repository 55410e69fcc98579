// Why a badge is not valid and what to do about it, asked for when somebody opens it.

import type { WidgetTexts } from "../languages/texts.js";
import { onDemand } from "./checks.js";
import { element } from "./element.js";
import type { Speech } from "./speech.js";
import { prose } from "./words.js";

/** More than these nobody reads. */
const MOST_STATEMENTS = 50;

/** What the elements show of what the verifier's `explain` answers. */
export interface Explanation {
  /** Likely causes, the likeliest first. */
  diagnoses: Diagnosis[];
  /** How another copy differs, statement by statement. */
  difference?: {
    same: number;
    lines?: { in: "own" | "other"; statement: string; pointer: string | null }[];
    problem?: string;
  };
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

/** Asks the verifier, about another copy too when there is one; `undefined` where it cannot explain. */
export type Explain = ((other?: Blob) => Promise<Explanation | undefined>) | undefined;

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
    place.after(comparison(explain, texts));
  });
  return details;
}

/** A copy that is known to be good shows what was changed. */
function comparison(explain: NonNullable<Explain>, texts: WidgetTexts): HTMLElement {
  const field = element("input", { id: "other", type: "file" });
  const place = element("div", { role: "status" });
  field.addEventListener("change", async () => {
    const [other] = field.files ?? [];
    field.value = "";
    if (other === undefined) return;
    const answer = await explain(other).catch(() => undefined);
    const { lines = [], problem = texts.errors.other } = answer?.difference ?? {};
    const same = answer?.difference?.lines !== undefined && lines.length === 0;
    place.replaceChildren(
      lines.length > 0
        ? differingStatements(lines, texts)
        : element("p", {}, same ? texts.noDifference : prose(problem)),
    );
  });
  return element(
    "div",
    { class: "comparison" },
    element("label", { class: "button" }, field, texts.compareCopy),
    place,
  );
}

/** Statements of the canonical form (N-Quads) that only one of the two has. */
function differingStatements(
  lines: { in: "own" | "other"; statement: string }[],
  texts: WidgetTexts,
): HTMLElement {
  const of = (copy: "own" | "other", tag: "del" | "ins") =>
    lines
      .filter((line) => line.in === copy)
      .slice(0, MOST_STATEMENTS)
      .map((line) => element("dd", {}, element(tag, { dir: "auto" }, prose(line.statement))));
  return element(
    "dl",
    { class: "difference", dir: "ltr" },
    element("dt", {}, texts.givenText),
    ...of("own", "del"),
    element("dt", {}, texts.otherText),
    ...of("other", "ins"),
  );
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
    ...changes.map((change) => {
      const [before, after] = tellingApart(change.before ?? "—", change.after ?? "—");
      return element(
        "dl",
        { class: "difference", dir: "ltr" },
        element("dt", {}, `${texts.givenText} `, element("code", {}, prose(change.pointer))),
        element("dd", {}, element("del", { dir: "auto" }, before)),
        element("dt", {}, texts.signedText),
        element("dd", {}, element("ins", { dir: "auto" }, after)),
      );
    }),
    element("p", { class: "check-code" }, element("code", { dir: "ltr" }, prose(place))),
  );
}

/** Both texts ready to be shown; by code point where they would look the same. */
function tellingApart(before: string, after: string): [string, string] {
  const shown: [string, string] = [prose(before), prose(after)];
  return shown[0] === shown[1] ? [prose(codePoints(before)), prose(codePoints(after))] : shown;
}

function codePoints(text: string): string {
  return text.replace(/[^ -~]/gu, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
}
