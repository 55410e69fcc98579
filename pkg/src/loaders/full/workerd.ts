// The full build, for Cloudflare Workers.

import * as glue from "../../../generated/full/proofmark.js";
import wasm from "../../../generated/full/proofmark_bg.wasm";
import type { Build } from "../../wasm.js";

export const full: Build = { glue, source: () => wasm };
