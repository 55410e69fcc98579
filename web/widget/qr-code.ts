// Reads QR codes. A chunk of its own: most readers never scan one.

import { HTMLCanvasElementLuminanceSource } from "@zxing/library/esnext/browser/HTMLCanvasElementLuminanceSource";
// By file: the index of the library brings the decoders of all kinds of codes along, four times as much.
import BinaryBitmap from "@zxing/library/esnext/core/BinaryBitmap";
import HybridBinarizer from "@zxing/library/esnext/core/common/HybridBinarizer";
import DecodeHintType from "@zxing/library/esnext/core/DecodeHintType";
import QRCodeReader from "@zxing/library/esnext/core/qrcode/QRCodeReader";

/** A larger picture is made smaller first: codes stay readable, and decoding takes a fraction of the time. */
const LONGEST_SIDE = 1600;

const HINTS = new Map([[DecodeHintType.TRY_HARDER, true]]);

/**
 * The text of the QR code in a picture.
 *
 * @throws Whatever the browser or the decoder says when there is none.
 */
export async function decodePicture(picture: Blob): Promise<string> {
  const bitmap = await createImageBitmap(picture);
  try {
    return decode(bitmap, bitmap.width, bitmap.height);
  } finally {
    bitmap.close();
  }
}

/** The text of the QR code in what is drawn of `source`. */
export function decode(source: CanvasImageSource, width: number, height: number): string {
  const scale = Math.min(1, LONGEST_SIDE / Math.max(width, height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
  canvas.getContext("2d", { willReadFrequently: true })?.drawImage(source, 0, 0, canvas.width, canvas.height);
  const bitmap = new BinaryBitmap(new HybridBinarizer(new HTMLCanvasElementLuminanceSource(canvas)));
  return new QRCodeReader().decode(bitmap, HINTS).getText();
}
