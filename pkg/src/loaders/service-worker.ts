// For service workers, which may not load scripts later: the small build is inside, the full one is a file beside it
// that `precache()` keeps.

import * as fullGlue from "../../generated/full/proofmark.js";
import { wasmGzipBase64 } from "../../generated/small/inline.js";
import { provideWasm } from "../wasm.js";
import { unpack } from "./inflate.js";
import { glue } from "./small-glue.js";

export * from "../index.js";

const CACHE = "proofmark-wasm";

provideWasm({
  small: () => ({ glue, source: () => unpack(wasmGzipBase64) }),
  full: () => ({ glue: fullGlue, source: async () => (await keptFull()) ?? fullUrl() }),
});

/**
 * Keeps the larger WebAssembly (PDF, Open Badges 2.0, trust packs, explanations) on the device, so that a service worker has it
 * without a network too.
 *
 * @throws The error of the Cache API or of the network; the next call tries again.
 *
 * @example
 * ```js
 * import { precache } from "proofmark/service-worker";
 * addEventListener("install", (event) => event.waitUntil(precache()));
 * ```
 */
export async function precache(): Promise<void> {
  await (await caches.open(CACHE)).add(fullUrl());
}

function fullUrl(): URL {
  return new URL("./proofmark_full_bg.wasm", import.meta.url);
}

async function keptFull(): Promise<Response | undefined> {
  return (await caches.open(CACHE)).match(fullUrl());
}
