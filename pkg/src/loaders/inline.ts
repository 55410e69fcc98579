// WASM inside the script: no second request, works everywhere but on Cloudflare Workers.

import { wasmGzipBase64 } from "../../generated/inline.js";
import { provideWasm } from "../engine.js";

export * from "../index.js";

provideWasm(() => inflate(Uint8Array.from(atob(wasmGzipBase64), (letter) => letter.charCodeAt(0))));

async function inflate(gzip: Uint8Array<ArrayBuffer>): Promise<ArrayBuffer> {
  if (typeof DecompressionStream === "function") {
    return new Response(new Blob([gzip]).stream().pipeThrough(new DecompressionStream("gzip"))).arrayBuffer();
  }
  // Jest's jsdom hides DecompressionStream, and static imports of node:zlib would break browsers' bundlers.
  const { gunzipSync } = process.getBuiltinModule("node:zlib");
  const bytes = gunzipSync(gzip);
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
}

declare const process: {
  getBuiltinModule(id: "node:zlib"): { gunzipSync(gzip: Uint8Array): Uint8Array<ArrayBuffer> };
};
