// Encodings of keys and signatures, written out so that wrong ones can be made too.

const BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

/** Base58 of the Bitcoin alphabet. */
export function base58(bytes) {
  let number = BigInt(`0x0${Buffer.from(bytes).toString("hex")}`);
  let text = "";
  for (; number > 0n; number /= 58n) text = BASE58[Number(number % 58n)] + text;
  const zeros = bytes.findIndex((byte) => byte !== 0);
  return "1".repeat(zeros < 0 ? bytes.length : zeros) + text;
}

/** Base64url without padding. */
export const base64url = (bytes) => Buffer.from(bytes).toString("base64url");

/** Multibase base58btc of a multicodec and the bytes behind it. */
export const multikey = (codec, bytes) => `z${base58(Buffer.from([...codec, ...bytes]))}`;

/** Multicodec prefixes. */
export const ED25519 = [0xed, 0x01];
export const X25519 = [0xec, 0x01];
export const P256 = [0x80, 0x24];

/** A big-endian number of `length` bytes. */
export const bigEndian = (number, length) =>
  Buffer.from(
    BigInt(number)
      .toString(16)
      .padStart(length * 2, "0"),
    "hex",
  );

/** A number from little-endian bytes, and the reverse: how Ed25519 writes S. */
export const fromLittleEndian = (bytes) => BigInt(`0x${Buffer.from(bytes).reverse().toString("hex")}`);
export const littleEndian = (number, length) => bigEndian(number, length).reverse();
