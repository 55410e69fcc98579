// WASM inside the script: no second request, works everywhere but on Cloudflare Workers.

import { wasmGzipBase64 } from "../../generated/small/inline.js";
import { provideWasm } from "../wasm.js";
import { unpack } from "./inflate.js";
import { glue } from "./small-glue.js";

export * from "../index.js";

provideWasm({
  small: () => ({ glue, source: () => unpack(wasmGzipBase64) }),
  full: async () => (await import("./full/inline.js")).full,
});
