// Compares and stores pictures, with Chromium's own decoder and encoder: no image library to install.

import { readFile } from "node:fs/promises";

/** Pictures are kept at half size: what a person sees from a step away, in a tenth of the bytes. */
const SCALE = 0.5;

/** Side of the squares whose mean colours are compared; smooths over how letters are drawn. */
const SQUARE = 16;

/** Difference of a square's mean colour (0 to 255 per channel) that a person would call a change. */
const NOTICEABLE = 6;

/** Part of the squares that may differ, for machines that draw letters a little otherwise. */
const TOLERATED = 0.005;

/** A page that does the work; close it in the end. */
export async function pictureTool(browser) {
  const page = await browser.newPage();
  await page.goto("about:blank");
  await page.evaluate((constants) => Object.assign(window, constants), { SCALE, SQUARE });
  await page.evaluate(() => {
    window.draw = async (base64, scale) => {
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      const bitmap = await createImageBitmap(new Blob([bytes]));
      const canvas = document.createElement("canvas");
      canvas.width = Math.round(bitmap.width * scale);
      canvas.height = Math.round(bitmap.height * scale);
      const context = canvas.getContext("2d", { willReadFrequently: true });
      context.imageSmoothingQuality = "high";
      context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
      return { canvas, context };
    };
    window.squares = ({ canvas, context }) => {
      const means = [];
      for (let y = 0; y < canvas.height; y += window.SQUARE) {
        for (let x = 0; x < canvas.width; x += window.SQUARE) {
          const width = Math.min(window.SQUARE, canvas.width - x);
          const height = Math.min(window.SQUARE, canvas.height - y);
          const { data } = context.getImageData(x, y, width, height);
          const sums = [0, 0, 0];
          for (let index = 0; index < data.length; index++) if (index % 4 < 3) sums[index % 4] += data[index];
          means.push(sums.map((sum) => sum / (width * height)));
        }
      }
      return means;
    };
  });

  return {
    close: () => page.close(),

    /** A screenshot (PNG) as a small WebP. */
    async shrink(png) {
      const url = await page.evaluate(async (png) => {
        const { canvas } = await window.draw(png, window.SCALE);
        return canvas.toDataURL("image/webp", 0.85);
      }, png.toString("base64"));
      return Buffer.from(url.slice(url.indexOf(",") + 1), "base64");
    },

    /** Why the screenshot does not look like the stored picture; nothing when it does. */
    async difference(png, stored) {
      const { sizes, differing, count } = await page.evaluate(
        async ([png, stored, noticeable]) => {
          const [now, then] = [await window.draw(png, window.SCALE), await window.draw(stored, 1)];
          const sizes = [now, then].map(({ canvas }) => `${canvas.width} × ${canvas.height}`);
          if (sizes[0] !== sizes[1]) return { sizes };
          const [ours, theirs] = [window.squares(now), window.squares(then)];
          const differing = ours.filter((mean, index) =>
            mean.some((channel, at) => Math.abs(channel - theirs[index][at]) > noticeable),
          );
          return { sizes, differing: differing.length, count: ours.length };
        },
        [png.toString("base64"), stored.toString("base64"), NOTICEABLE],
      );
      if (sizes[0] !== sizes[1]) return `it is ${sizes[0]} large, not ${sizes[1]}`;
      return differing > count * TOLERATED ? `${differing} of ${count} squares look different` : undefined;
    },
  };
}

/** Widths of a few words in the faces that pages get here: pictures only compare where these are the same. */
export function measureFaces(page) {
  return page.evaluate(() => {
    const context = document.createElement("canvas").getContext("2d");
    const faces = ["400 16px system-ui", "650 16px system-ui", "400 16px ui-monospace, monospace"];
    const words = ["Proofmark verifies Open Badges", "جامعة الراين الأدنى", "有効なバッジ"];
    return faces.flatMap((face) => {
      context.font = face;
      return words.map((word) => Math.round(context.measureText(word).width));
    });
  });
}

/** A stored file; `undefined` when it is not there. */
export async function stored(path) {
  return readFile(path).catch(() => undefined);
}
