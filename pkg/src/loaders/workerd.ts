// Cloudflare Workers forbid compiling at run time; a static import arrives compiled.

import wasm from "../../generated/full/proofmark_bg.wasm";
import { provideWasm } from "../engine.js";

export * from "../index.js";

provideWasm(() => wasm);
