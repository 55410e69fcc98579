// The page on which anybody can drop a badge.

import { keepPagesForOffline } from "../offline/keep.js";
import { say, speakReadersLanguage } from "../page/language.js";
import { optionsOfSite } from "../page/trust-packs.js";
import { credentialInLink } from "../widget/credential-link.js";
import { required } from "../widget/element.js";
import { type Given, ProofmarkBadge, ProofmarkDropzone, preload } from "../widget/index.js";

const dropzone = required("#dropzone", ProofmarkDropzone);
const badge = required("#badge", ProofmarkBadge);

// What comes before the trust packs of the site are read waits for them; without them it might not be answered right.
let isReady = false;
let waiting: Given | undefined;
dropzone.addEventListener("proofmark-input", (event) => {
  if (!isReady) {
    event.preventDefault();
    waiting = (event as CustomEvent<Given>).detail;
    return;
  }
  badge.hidden = false;
  document.body.dataset.answered = "";
});
void translate();
// The options first, or a badge in the address would be verified twice.
void optionsOfSite().then((options) => {
  badge.options = options;
  isReady = true;
  return waiting === undefined ? takeFromAddress() : dropzone.take(waiting);
});
addEventListener("hashchange", () => void takeFromAddress());
// So that a page that was opened once works when the network is gone before the first badge comes.
preload().catch(() => undefined);
void keepPagesForOffline();

/** The badge that the page's own address carries behind its `#`. It never leaves the browser. */
async function takeFromAddress(): Promise<void> {
  if (!location.hash.startsWith("#credential=")) return;
  // A damaged one is shown as what it is: no badge.
  dropzone.take({ input: (await credentialInLink(location.hash)) ?? location.hash });
}

async function translate(): Promise<void> {
  const texts = (await speakReadersLanguage()).verify;
  document.title = `${texts.title} – Proofmark`;
  say("heading", texts.heading);
  say("lede", texts.lede);
  for (const [index, step] of texts.steps.entries()) {
    say(`step-${index}-title`, step.title);
    say(`step-${index}`, step.text);
  }
  say("offline", texts.offline);
  say("playground", texts.playground);
}
