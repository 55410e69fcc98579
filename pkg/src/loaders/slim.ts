// Brings no WASM: the application hands it over.

import { provideWasm, type WasmSource } from "../engine.js";

export type { WasmSource } from "../engine.js";
export * from "../index.js";

/**
 * Says where the WebAssembly (`proofmark/proofmark.wasm`) comes from. Call it before the first `verify`; nothing is
 * loaded before that.
 *
 * @example
 * ```js
 * import { initialize, verify } from "proofmark/slim";
 * initialize(() => fetch("/static/proofmark.wasm"));
 * const report = await verify(file);
 * ```
 */
export function initialize(source: () => WasmSource | Promise<WasmSource>): void {
  provideWasm(source);
}
