// What a reader gives, turned into something to verify.

import { name } from "./words.js";

/** Something to verify. */
export interface Given {
  /** The badge, or where it is. */
  input: Blob | string | URL;
  /** How to call it. */
  name?: string;
}

/** Pictures larger than this are no photos of a QR code, and nothing that the verifier reads. */
const LARGEST_PICTURE = 32 * 1024 * 1024;

/**
 * A file: the badge itself, or a picture of a QR code that leads to it.
 *
 * @returns Nothing for a picture that shows no QR code.
 */
export async function fromFile(file: File, qrCode: string): Promise<Given | undefined> {
  if (!(await isMerePicture(file))) return { input: file, name: name(file.name) };
  const { decodePicture } = await import("./qr-code.js");
  const text = await decodePicture(file).catch(() => undefined);
  return text === undefined ? undefined : fromText(text, qrCode);
}

/** A link leads to the badge, or carries it behind its `#`; any other text is the badge. */
export async function fromText(text: string, called: string): Promise<Given | undefined> {
  const trimmed = text.trim();
  if (trimmed === "") return undefined;
  if (/^https?:\/\/\S+#credential=/i.test(trimmed)) {
    const { credentialInLink } = await import("./credential-link.js");
    // A damaged one is shown as what it is: no badge.
    return { input: (await credentialInLink(trimmed)) ?? trimmed.slice(trimmed.indexOf("#")), name: called };
  }
  if (/^https?:\/\/\S+$/i.test(trimmed) && URL.canParse(trimmed)) {
    return { input: new URL(trimmed), name: name(trimmed) };
  }
  return { input: text, name: called };
}

/** A picture of a kind that cannot carry a badge, or a PNG that carries none. */
async function isMerePicture(file: File): Promise<boolean> {
  if (!file.type.startsWith("image/") || file.type === "image/svg+xml") return false;
  if (file.size > LARGEST_PICTURE) return false;
  if (file.type !== "image/png") return true;
  // Both keywords of baking, of Open Badges 2.0 and 3.0, begin so.
  return !new TextDecoder("latin1").decode(await file.arrayBuffer()).includes("openbadge");
}
