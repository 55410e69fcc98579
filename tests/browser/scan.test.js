// QR codes: from a picture that is dropped, and from a camera, for which Chromium plays a recorded picture.

import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import zxing from "@zxing/library";
import { dropBytes, launch, openPage, readResult } from "./support/browser.js";
import { webBuild } from "./support/folders.js";
import { newIssuer } from "./support/signer.js";
import { serveFiles } from "./support/static-files.js";

const { BarcodeFormat, QRCodeWriter } = zxing;
const badge = newIssuer({ name: "TEST – Scanned" }).badge();

let browser;
let site;
let folder;

before(async () => {
  browser = await launch();
  site = await serveFiles(webBuild, { "/badge.json": badge });
  folder = await mkdtemp(join(tmpdir(), "proofmark-scan-"));
});

after(async () => {
  await browser?.close();
  await site?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** A photo of a QR code: on grey, turned a little, as PNG or JPEG. */
async function photo(text, type) {
  const matrix = new QRCodeWriter().encode(text, BarcodeFormat.QR_CODE, 0, 0, new Map());
  const size = matrix.getWidth();
  const dark = [];
  for (let y = 0; y < size; y++) for (let x = 0; x < size; x++) if (matrix.get(x, y)) dark.push([x, y]);
  const page = await browser.newPage();
  const url = await page.evaluate(
    ([dark, size, type]) => {
      const canvas = document.createElement("canvas");
      [canvas.width, canvas.height] = [640, 480];
      const context = canvas.getContext("2d");
      context.fillStyle = "#cfcac0";
      context.fillRect(0, 0, 640, 480);
      context.translate(320, 240);
      context.rotate(0.06);
      const unit = 380 / size;
      context.translate((-size * unit) / 2, (-size * unit) / 2);
      context.fillStyle = "white";
      context.fillRect(0, 0, size * unit, size * unit);
      context.fillStyle = "#202020";
      for (const [x, y] of dark) context.fillRect(x * unit, y * unit, unit + 0.5, unit + 0.5);
      return canvas.toDataURL(type, 0.9);
    },
    [dark, size, type],
  );
  await page.close();
  return Buffer.from(url.slice(url.indexOf(",") + 1), "base64");
}

for (const type of ["image/png", "image/jpeg"]) {
  test(`a photo of a QR code, ${type}, leads to the badge`, async () => {
    const context = await browser.newContext();
    const { page, faults } = await openPage(context, `${site.origin}/verify/`);
    await dropBytes(page, "photo", type, await photo(`${site.origin}/badge.json`, type));
    const result = await readResult(page);
    assert.equal(result.verdict, "valid");
    assert.match(result.text, /TEST – Scanned/);
    assert.deepEqual(faults, []);
    await context.close();
  });
}

test("a picture with neither a badge nor a QR code gets a sentence", async () => {
  const context = await browser.newContext();
  const { page, faults } = await openPage(context, `${site.origin}/verify/`);
  const picture = await page.screenshot();
  await dropBytes(page, "holiday.png", "image/png", picture);
  await page.getByText("There is neither a badge nor a QR code in this picture.").waitFor();
  assert.equal(await page.locator("#result .card").count(), 0);
  assert.deepEqual(faults, []);
  await context.close();
});

test("the camera sees a QR code, and is switched off afterwards", async () => {
  const film = join(folder, "film.mjpeg");
  await writeFile(film, await photo(`${site.origin}/badge.json`, "image/jpeg"));
  const withCamera = await launch([
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
    `--use-file-for-fake-video-capture=${film}`,
  ]);
  const context = await withCamera.newContext({ permissions: ["camera"] });
  const { page, faults } = await openPage(context, `${site.origin}/verify/`);
  await page.evaluate(() => {
    const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    navigator.mediaDevices.getUserMedia = async (wish) => {
      window.stream = await ask(wish);
      return window.stream;
    };
  });
  await page.getByRole("button", { name: "Scan a QR code" }).click();
  const result = await readResult(page);
  assert.equal(result.verdict, "valid");
  assert.match(result.text, /TEST – Scanned/);
  assert.equal(await page.locator("dialog").count(), 0);
  assert.deepEqual(await page.evaluate(() => window.stream.getTracks().map((track) => track.readyState)), [
    "ended",
  ]);
  assert.deepEqual(faults, []);
  await withCamera.close();
});
