// The bindings of the small build, in the scripts that everybody loads.

import * as generated from "../../generated/small/proofmark.js";
import type { Glue } from "../wasm.js";

export const glue: Glue = generated;
