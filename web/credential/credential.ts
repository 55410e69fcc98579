// The pages of credentials, achievements and issuers. The server writes them so that they can be read without scripts;
// this says the same in the reader's language, and verifies the signed credential in the browser.

import type { VerifyOptions } from "proofmark/url";
import { keepPagesForOffline } from "../offline/keep.js";
import { speakReadersLanguage } from "../page/language.js";
import { optionsOfSite } from "../page/trust-packs.js";
import type { VerifiedEvent } from "../widget/badge.js";
import { element } from "../widget/element.js";
import { LONGEST_TEXT } from "../widget/words.js";
import { offerSharing } from "./sharing.js";
import { translate } from "./translation.js";

const main = document.querySelector<HTMLElement>("#credential");

void layOut();
void keepPagesForOffline();

async function layOut(): Promise<void> {
  const texts = (await speakReadersLanguage()).credential;
  translate(texts);
  if (main !== null) offerSharing(main, texts);
  // What is read first comes first: the verifier is larger than the whole page.
  await pageIsThere();
  void renderNarratives();
  if (main === null) return;
  await import("../widget/index.js");
  verify(main, texts.compare, await optionsOfSite());
}

function verify(main: HTMLElement, compare: string, options: VerifyOptions): void {
  const src = new URL(main.dataset.credentialUrl ?? "", document.baseURI).href;
  // Verifying also keeps the signed credential, its status list and the issuer's keys on this device.
  const badge = element("proofmark-badge", { id: "badge", src });
  badge.options = options;
  badge.addEventListener("proofmark-verified", (event) => removeUnproven(main, event), { once: true });
  main.querySelector("#result")?.replaceChildren(badge);
  main.append(
    element("proofmark-dropzone", {
      id: "dropzone",
      for: "badge",
      "whole-page": true,
      compact: true,
      label: compare,
    }),
  );
}

/** Issuers write Markdown, and the server gives it as it was written. What is too long to be rendered stays so. */
async function renderNarratives(): Promise<void> {
  const { narrative } = await import("../widget/narrative.js");
  for (const label of ["howEarned", "narrative"]) {
    const text = document.querySelector(`dt[data-text="${label}"] + dd`)?.firstChild;
    if (text instanceof Text && text.data.length <= LONGEST_TEXT) text.replaceWith(narrative(text.data));
  }
}

/** The server's account stays only where the proof held. */
function removeUnproven(main: HTMLElement, event: Event): void {
  const { report } = (event as CustomEvent<VerifiedEvent>).detail;
  if (report.credential === undefined || report.credential === null) main.querySelector("#facts")?.remove();
}

/** The page and its picture are shown. */
async function pageIsThere(): Promise<void> {
  if (document.readyState === "complete") return;
  await new Promise((resolve) => addEventListener("load", resolve, { once: true }));
}
