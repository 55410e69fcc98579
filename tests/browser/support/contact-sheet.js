// All states on one picture, for the docs and for whoever changes the design.

import { readFile } from "node:fs/promises";

/**
 * @param names States, one row each.
 * @param looks One column each.
 * @param file Path of a stored picture by its name.
 * @returns A WebP.
 */
export async function contactSheet(browser, names, looks, file) {
  const page = await browser.newPage({ viewport: { width: 1570, height: 800 } });
  const cell = async (name, look) => {
    const picture = await readFile(file(`${name}-${look}.webp`));
    return `<td class="${look}"><div><img src="data:image/webp;base64,${picture.toString("base64")}"></div></td>`;
  };
  const rows = [];
  for (const name of names) {
    const cells = await Promise.all(looks.map((look) => cell(name, look)));
    rows.push(
      `<figure><figcaption>${name.replaceAll("-", " ")}</figcaption><table><tr>${cells.join("")}</tr></table></figure>`,
    );
  }
  await page.setContent(`<!doctype html><style>
    body { display: grid; grid-template-columns: 1fr 1fr; gap: 28px; margin: 28px; background: #d9d7d0 }
    figure { margin: 0; font: 600 17px system-ui } figcaption { margin-bottom: 6px } table { border-spacing: 0 }
    td { padding: 8px; vertical-align: top; background: white } td.dark { background: #121212 }
    div { max-height: 400px; overflow: clip } img { display: block; width: 270px } td.phone img { width: 170px }
  </style>${rows.join("")}`);
  await page.waitForFunction(() => [...document.images].every((image) => image.complete));
  const png = (await page.screenshot({ fullPage: true })).toString("base64");
  await page.setContent("");
  const url = await page.evaluate(async (png) => {
    const bytes = Uint8Array.from(atob(png), (letter) => letter.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes]));
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [bitmap.width, bitmap.height];
    canvas.getContext("2d").drawImage(bitmap, 0, 0);
    return canvas.toDataURL("image/webp", 0.85);
  }, png);
  await page.close();
  return Buffer.from(url.slice(url.indexOf(",") + 1), "base64");
}
