// A link that carries the whole badge behind its `#`, where no server ever sees it: `#credential=` and the signed
// credential, compressed with DEFLATE (RFC 1951) in base64url. Certificates have such links as QR codes.

const MEMBER = /#credential=([\w-]+)$/;
/** What the verifier reads at most; more is no badge but a bomb. */
const LARGEST = 1024 * 1024;

/** Whether the link says that it carries a badge. */
export function carriesCredential(link: string): boolean {
  return MEMBER.test(link);
}

/**
 * The signed credential in such a link.
 *
 * @returns Nothing if the link was damaged or what it carries is too large.
 */
export async function credentialInLink(link: string): Promise<string | undefined> {
  const packed = MEMBER.exec(link)?.[1];
  return packed === undefined ? undefined : unpack(packed).catch(() => undefined);
}

async function unpack(packed: string): Promise<string | undefined> {
  const letters = atob(packed.replaceAll("-", "+").replaceAll("_", "/"));
  const bytes = Uint8Array.from(letters, (letter) => letter.charCodeAt(0));
  const inflated = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  const reader = inflated.getReader();
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  let [text, size] = ["", 0];
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    size += value.length;
    if (size > LARGEST) {
      await reader.cancel();
      return undefined;
    }
    text += decoder.decode(value, { stream: true });
  }
}
