// PNG files of one pixel, chunk by chunk.

import { crc32, zlib } from "./status-list.mjs";

export const SIGNATURE = Buffer.from("89504e470d0a1a0a", "hex");

export function chunk(kind, data) {
  const body = Buffer.concat([Buffer.from(kind, "latin1"), Buffer.from(data)]);
  const frame = Buffer.alloc(4);
  frame.writeUInt32BE(data.length, 0);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(body), 0);
  return Buffer.concat([frame, body, check]);
}

/** An iTXt chunk; `flags` are those of compression. */
export const text = (keyword, content, flags = [0, 0]) =>
  chunk(
    "iTXt",
    Buffer.concat([Buffer.from(`${keyword}\0`, "latin1"), Buffer.from([...flags, 0, 0]), Buffer.from(content)]),
  );

export function header(width = 1, height = 1) {
  const data = Buffer.alloc(13);
  data.writeUInt32BE(width, 0);
  data.writeUInt32BE(height, 4);
  data.set([8, 0, 0, 0, 0], 8);
  return chunk("IHDR", data);
}

const PIXEL = chunk("IDAT", zlib(Buffer.from([0, 255])));
const END = chunk("IEND", Buffer.alloc(0));

/** A white pixel with these chunks in front of it. */
export const png = (chunks, first = header()) => Buffer.concat([SIGNATURE, first, ...chunks, PIXEL, END]);

/** The picture with a credential in it. */
export const baked = (credential) => text("openbadgecredential", credential);
