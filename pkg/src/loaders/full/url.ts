// The full build in a file beside this script, which is loaded when a file needs it.

import * as glue from "../../../generated/full/proofmark.js";
import type { Build } from "../../wasm.js";

export const full: Build = { glue, source: () => new URL("./proofmark_full_bg.wasm", import.meta.url) };
