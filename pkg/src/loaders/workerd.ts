// Cloudflare Workers forbid compiling at run time; a static import arrives compiled.

import wasm from "../../generated/small/proofmark_bg.wasm";
import { provideWasm } from "../wasm.js";
import { glue } from "./small-glue.js";

export * from "../index.js";

provideWasm({
  small: () => ({ glue, source: () => wasm }),
  full: async () => (await import("./full/workerd.js")).full,
});
