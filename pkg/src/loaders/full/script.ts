// The full build for pages with plain scripts: `proofmark.iife.js` loads it when a file needs it.

import { full } from "./inline.js";

(globalThis as { proofmarkFull?: unknown }).proofmarkFull = full;
