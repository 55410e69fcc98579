/**
 * What a worker runs so that `createVerifier({ worker })` computes there. It exports nothing.
 *
 * @example
 * ```js
 * // verify-worker.js
 * import "proofmark/worker";
 * ```
 *
 * @module
 */

import "./inline.js";
import { serve } from "../worker-host.js";

serve();
