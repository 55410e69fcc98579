// Brings no WASM: the application hands it over.

import { EngineError } from "../errors.js";
import { provideWasm, type WasmSource } from "../wasm.js";
import { glue } from "./small-glue.js";

export * from "../index.js";
export type { WasmSource } from "../wasm.js";

/**
 * Says where the WebAssembly (`proofmark/proofmark.wasm`) comes from. Call it before the first `verify`; nothing is
 * loaded before that.
 *
 * @param source The WebAssembly that nearly every file needs.
 * @param full The larger one (`proofmark/proofmark-full.wasm`), asked for only by PDF documents, badges of Open Badges
 *   2.0, trust packs and `explain`. Without it these end in an `EngineError` with the code `wasm_not_provided`.
 *
 * @example
 * ```js
 * import { initialize, verify } from "proofmark/slim";
 * initialize(
 *   () => fetch("/static/proofmark.wasm"),
 *   () => fetch("/static/proofmark-full.wasm"),
 * );
 * const report = await verify(file);
 * ```
 */
export function initialize(
  source: () => WasmSource | Promise<WasmSource>,
  full?: () => WasmSource | Promise<WasmSource>,
): void {
  provideWasm({
    small: () => ({ glue, source }),
    full: async () => {
      if (full === undefined) {
        throw new EngineError(
          "wasm_not_provided",
          "This needs proofmark/proofmark-full.wasm: give it to initialize() as second argument.",
        );
      }
      return { glue: (await import("./full/bindings.js")).glue, source: full };
    },
  });
}
