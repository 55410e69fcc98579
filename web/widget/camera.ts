// Scans a QR code with the camera, in a dialog. A chunk of its own.

import { element } from "./element.js";
import { decode } from "./qr-code.js";
import type { Speech } from "./speech.js";

/** Between two looks; a hand moves more slowly. */
const PAUSE_MILLISECONDS = 150;

/**
 * Shows what the camera sees until there is a QR code in it or the reader stops.
 *
 * @returns The text of the code; nothing when the reader stopped.
 * @throws When there is no camera, or the page may not use it.
 */
export async function scan(place: Node, { texts }: Speech): Promise<string | undefined> {
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  const video = element("video", { class: "camera", playsinline: true, muted: true });
  const stop = element("button", { class: "button", type: "button" }, texts.stop);
  const dialog = element(
    "dialog",
    { class: "scanner", "aria-label": texts.scanCode },
    element("p", {}, texts.holdCode),
    video,
    stop,
  );
  stop.addEventListener("click", () => dialog.close());
  place.appendChild(dialog);
  dialog.showModal();
  try {
    video.srcObject = stream;
    await video.play();
    return await firstCode(video, dialog);
  } finally {
    for (const track of stream.getTracks()) track.stop();
    dialog.remove();
  }
}

async function firstCode(video: HTMLVideoElement, dialog: HTMLDialogElement): Promise<string | undefined> {
  while (dialog.open) {
    try {
      return decode(video, video.videoWidth, video.videoHeight);
    } catch {
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MILLISECONDS));
    }
  }
  return undefined;
}
