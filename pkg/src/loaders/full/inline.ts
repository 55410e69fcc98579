// The full build inside a script of its own, which is loaded when a file needs it.

import { wasmGzipBase64 } from "../../../generated/full/inline.js";
import * as glue from "../../../generated/full/proofmark.js";
import type { Build } from "../../wasm.js";
import { unpack } from "../inflate.js";

export const full: Build = { glue, source: () => unpack(wasmGzipBase64) };
