// WebAssembly that a script carries: gzip in base64.

/** The bytes behind `text`. */
export function unpack(text: string): Promise<ArrayBuffer> {
  return inflate(fromBase64(text));
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  const letters = atob(text);
  const bytes = new Uint8Array(letters.length);
  // A plain loop: `Uint8Array.from` with a function takes eight times as long.
  for (let index = 0; index < letters.length; index++) bytes[index] = letters.charCodeAt(index);
  return bytes;
}

async function inflate(gzip: Uint8Array<ArrayBuffer>): Promise<ArrayBuffer> {
  // First choice where there is one: in Node, loading its web streams takes longer than all the rest. It is also what
  // works in Jest's jsdom, which hides DecompressionStream. A static import of node:zlib would break browsers' bundlers.
  const { process } = globalThis as { process?: Process };
  const zlib = process?.getBuiltinModule?.("node:zlib");
  if (zlib !== undefined) {
    const bytes = zlib.gunzipSync(gzip);
    return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
  }
  return new Response(new Blob([gzip]).stream().pipeThrough(new DecompressionStream("gzip"))).arrayBuffer();
}

/** Node's `process`, and that of runtimes like it; declared here because browsers have none. */
interface Process {
  getBuiltinModule?(id: "node:zlib"): { gunzipSync(gzip: Uint8Array): Uint8Array<ArrayBuffer> } | undefined;
}
