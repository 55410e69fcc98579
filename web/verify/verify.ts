// The page on which anybody can drop a badge.

import { preload } from "proofmark/url";
import { keepPagesForOffline } from "../offline/keep.js";
import { dropzone } from "../parts/dropzone.js";
import { required } from "../parts/element.js";
import { verifyAndShow } from "../parts/verifying.js";

const words = { title: "Drop a badge here", again: "Check another badge" };

const makeRoom = dropzone(required("#dropzone", HTMLElement), words, async ({ input, name }) => {
  document.body.dataset.answered = "";
  makeRoom();
  await verifyAndShow(input, name);
});
// So that a page that was opened once works when the network is gone before the first badge comes.
preload().catch(() => undefined);
void keepPagesForOffline();
