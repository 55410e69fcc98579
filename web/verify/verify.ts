// The page on which anybody can drop a badge.

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
void keepPagesForOffline();
