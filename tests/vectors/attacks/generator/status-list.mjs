// Bitstrings, and GZIP without zlib: other versions of zlib write other bytes, and these files must come out the same.

/** `length` bytes in which the bits of `set` are one, counted from the left. */
export function bits(set = [], length = 16_384) {
  const bytes = Buffer.alloc(length);
  for (const index of set) bytes[index >> 3] |= 0x80 >> (index & 7);
  return bytes;
}

/** `u` and base64url of the GZIP form. */
export const encodedList = (bytes) => `u${gzip(bytes).toString("base64url")}`;

/** GZIP (RFC 1952) of runs of one byte, which is all that status lists are. */
export function gzip(bytes, size = bytes.length, check = crc32(bytes)) {
  const end = Buffer.alloc(8);
  end.writeUInt32LE(check, 0);
  end.writeUInt32LE(size, 4);
  return Buffer.concat([Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]), deflate(bytes), end]);
}

/** CRC-32 of ISO 3309, as GZIP and PNG use it. */
export function crc32(bytes) {
  let crc = ~0;
  for (const byte of bytes) crc = (crc >>> 8) ^ CRC_TABLE[(crc ^ byte) & 255];
  return ~crc >>> 0;
}

const CRC_TABLE = Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

/** One block with fixed codes (RFC 1951 §3.2.6): literals, and matches of 258 bytes at distance one. */
export function deflate(bytes) {
  const output = new BitWriter();
  output.put(0b011, 3);
  for (let at = 0; at < bytes.length; ) {
    let run = 0;
    while (run < 258 && at > 0 && bytes[at + run] === bytes[at - 1] && at + run < bytes.length) run += 1;
    if (run === 258) {
      output.putCode(0b11000101, 8); // length 258
      output.putCode(0, 5); // distance 1
      at += 258;
    } else {
      const byte = bytes[at];
      if (byte < 144) output.putCode(0x30 + byte, 8);
      else output.putCode(0x190 + byte - 144, 9);
      at += 1;
    }
  }
  output.putCode(0, 7);
  return output.finish();
}

/** The same in the wrapping of zlib (RFC 1950). */
export function zlib(bytes) {
  let [a, b] = [1, 0];
  for (const byte of bytes) {
    a = (a + byte) % 65_521;
    b = (b + a) % 65_521;
  }
  const end = Buffer.alloc(4);
  end.writeUInt32BE(((b << 16) | a) >>> 0, 0);
  return Buffer.concat([Buffer.from([0x78, 0x01]), deflate(bytes), end]);
}

class BitWriter {
  #bytes = [];
  #value = 0;
  #count = 0;

  /** Least significant bit first. */
  put(value, length) {
    for (let bit = 0; bit < length; bit += 1) this.#bit((value >> bit) & 1);
  }

  /** A Huffman code: most significant bit first. */
  putCode(code, length) {
    for (let bit = length - 1; bit >= 0; bit -= 1) this.#bit((code >> bit) & 1);
  }

  #bit(bit) {
    this.#value |= bit << this.#count;
    this.#count += 1;
    if (this.#count === 8) {
      this.#bytes.push(this.#value);
      this.#value = 0;
      this.#count = 0;
    }
  }

  finish() {
    if (this.#count > 0) this.#bytes.push(this.#value);
    return Buffer.from(this.#bytes);
  }
}
