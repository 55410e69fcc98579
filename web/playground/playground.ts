// A bench with made-up badges: one for each thing that can be wrong. The answer follows while somebody types.

import type { Documents, Policy, Report } from "proofmark";
import type { Code } from "../languages/codes.js";
import { widgetTexts } from "../languages/index.js";
import { keepPagesForOffline } from "../offline/keep.js";
import { say, speakReadersLanguage } from "../page/language.js";
import { element, required } from "../widget/element.js";
import { ProofmarkBadge, type VerifiedEvent } from "../widget/index.js";

/** What make-examples.mjs writes. */
interface Example {
  /** The code that it brings about; `valid` and `tampered` are for a start. */
  code: string;
  input: string;
  /** Whether `input` is bytes in Base64. */
  binary?: boolean;
  documents: Documents;
  options: { now: string; recipient?: string; policy?: Policy };
}

const PAUSE_MILLISECONDS = 200;

const choice = required("#example", HTMLSelectElement);
const source = required("#source", HTMLTextAreaElement);
const now = required("#now", HTMLInputElement);
const badge = required("#badge", ProofmarkBadge);
const report = required("#report", HTMLTextAreaElement);

const examples = new Map((await loadExamples()).map((example) => [example.code, example]));

await translate();
void keepPagesForOffline();
show(examples.has(location.hash.slice(1)) ? location.hash.slice(1) : "valid");

choice.addEventListener("change", () => {
  history.replaceState(undefined, "", `#${choice.value}`);
  show(choice.value);
});
window.addEventListener("hashchange", () => show(location.hash.slice(1)));
required("#given", HTMLFormElement).addEventListener("submit", (event) => event.preventDefault());
badge.addEventListener("proofmark-verified", (event) => {
  const { detail } = event as CustomEvent<VerifiedEvent>;
  report.value = JSON.stringify(detail.report satisfies Report, undefined, 2);
});

let pause: ReturnType<typeof setTimeout> | undefined;
for (const field of [source, now]) {
  field.addEventListener("input", () => {
    clearTimeout(pause);
    pause = setTimeout(verify, PAUSE_MILLISECONDS);
  });
}

async function loadExamples(): Promise<Example[]> {
  return (await fetch(new URL("./examples.json", import.meta.url))).json();
}

function show(code: string): void {
  const example = examples.get(code);
  if (example === undefined) return;
  choice.value = code;
  source.value = example.input;
  source.scrollTop = 0;
  now.value = example.options.now;
  verify();
}

/** With what the example brings and nothing else: this page never asks the network. */
function verify(): void {
  const example = examples.get(choice.value);
  if (example === undefined) return;
  badge.options = {
    ...example.options,
    now: now.value,
    documents: example.documents,
    offline: true,
    cache: { get: () => undefined, put: () => undefined },
  };
  badge.input = example.binary ? (bytes(source.value) ?? source.value) : source.value;
}

function bytes(base64: string): Uint8Array | undefined {
  try {
    return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  } catch {
    return undefined;
  }
}

async function translate(): Promise<void> {
  const { playground } = await speakReadersLanguage();
  const { codes, valid, reasons } = await widgetTexts(document.documentElement.lang);
  document.title = `${playground.title} – Proofmark`;
  for (const key of ["heading", "lede", "example", "source", "now", "report"] as const)
    say(key, playground[key]);
  const titles: Record<string, string> = { valid, tampered: reasons.proof.text };
  choice.replaceChildren(
    ...[...examples.keys()].map((code) =>
      element("option", { value: code }, `${code}: ${titles[code] ?? codes[code as Code]}`),
    ),
  );
}
