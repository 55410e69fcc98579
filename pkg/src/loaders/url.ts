// WASM in a file of its own beside this script: compiled while it streams, cached by the browser.

import { provideWasm } from "../engine.js";

export * from "../index.js";

provideWasm(() => new URL("./proofmark_bg.wasm", import.meta.url));
