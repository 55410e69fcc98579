// The bindings of the full build, for applications that hand its WebAssembly over.

import * as generated from "../../../generated/full/proofmark.js";
import type { Glue } from "../../wasm.js";

export const glue: Glue = generated;
