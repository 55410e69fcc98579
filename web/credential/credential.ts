// The page of one credential: the server writes it so that it can be read without scripts; this verifies the signed
// credential in the browser and shows the answer in place of the server's words.

import { keepPagesForOffline } from "../offline/keep.js";
import { speakReadersLanguage } from "../page/language.js";
import { pageHeader } from "../page/page-header.js";
import { element, required } from "../widget/element.js";
import "../widget/index.js";

const main = required("#credential", HTMLElement);
const served = element("div", { class: "served" }, ...main.childNodes);
const credentialUrl = new URL(main.dataset.credentialUrl ?? "", document.baseURI);

void layOut();
void keepPagesForOffline();

async function layOut(): Promise<void> {
  const texts = (await speakReadersLanguage()).credential;
  // Verifying also keeps the signed credential, its status list and the issuer's keys on this device.
  const badge = element("proofmark-badge", { id: "badge", src: credentialUrl.href });
  badge.addEventListener("proofmark-verified", () => served.remove());
  main.before(pageHeader(new URL("/verify", credentialUrl)));
  main.replaceChildren(
    element("h1", { class: "page-title" }, texts.heading),
    element("div", { id: "result" }, badge),
    served,
    element(
      "p",
      { class: "actions" },
      element(
        "a",
        { class: "button", href: credentialUrl.href, download: "credential.json" },
        texts.download,
      ),
    ),
    element("proofmark-dropzone", {
      id: "dropzone",
      for: "badge",
      "whole-page": true,
      compact: true,
      label: texts.compare,
    }),
  );
}
