// WASM in files of their own beside this script: compiled while they stream, cached by the browser.

import { provideWasm } from "../wasm.js";
import { glue } from "./small-glue.js";

export * from "../index.js";

provideWasm({
  small: () => ({ glue, source: () => new URL("./proofmark_bg.wasm", import.meta.url) }),
  full: async () => (await import("./full/url.js")).full,
});
