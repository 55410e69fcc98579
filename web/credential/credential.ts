// The page of one credential: the server writes it so that it can be read without scripts; this verifies the signed
// credential in the browser and shows the answer in place of the server's words.

import { keepPagesForOffline } from "../offline/keep.js";
import { dropzone } from "../parts/dropzone.js";
import { element, required } from "../parts/element.js";
import { pageHeader } from "../parts/page-header.js";
import { verifyAndShow } from "../parts/verifying.js";

const main = required("#credential", HTMLElement);
const served = element("div", { class: "served" }, ...main.childNodes);
const credentialUrl = new URL(main.dataset.credentialUrl ?? "", document.baseURI);

layOut();
void keepPagesForOffline();
// Verifying also keeps the signed credential, its status list and the issuer's keys on this device.
void verifyAndShow(credentialUrl).then((report) => {
  if (report) served.remove();
});

function layOut(): void {
  const zone = element("section", { id: "dropzone", class: "dropzone", "aria-label": "Give a file" });
  const download = element(
    "a",
    { class: "button", href: credentialUrl.href, download: "credential.json" },
    "Download the file",
  );
  const words = {
    title: "Have the file? Drop it here to compare.",
    again: "Have the file? Drop it here to compare.",
  };
  main.before(pageHeader(new URL("/verify", credentialUrl)));
  main.replaceChildren(
    element("h1", { class: "page-title" }, "This badge, checked on your device"),
    element("div", { id: "result" }),
    served,
    element("p", { id: "announcement", class: "visually-hidden", role: "status" }),
    element("p", { class: "actions" }, download),
    zone,
  );
  const makeRoom = dropzone(zone, words, ({ input, name }) => {
    makeRoom();
    served.remove();
    void verifyAndShow(input, name);
  });
  makeRoom();
}
