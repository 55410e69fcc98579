// The WebAssembly: loaded on first use, once. Each file in `loaders/` says where it comes from.

import initialiseGlue, * as glue from "../generated/full/proofmark.js";
import { DocumentError, EngineError, InputError } from "./errors.js";

/** The generated bindings, ready to be called. */
export type Engine = Pick<typeof glue, "Verification" | "canonicalize" | "version">;

/** Whatever the WebAssembly can be made from. */
export type WasmSource = BufferSource | WebAssembly.Module | Response | URL;

let provide: (() => WasmSource | Promise<WasmSource>) | undefined;
let loading: Promise<Engine> | undefined;

/** Says where the WebAssembly comes from. It is not asked for before it is needed. */
export function provideWasm(source: () => WasmSource | Promise<WasmSource>): void {
  provide = source;
}

/**
 * The engine, loaded on the first call. A failure is not remembered, so that a later call can succeed (a page that
 * was offline, for example).
 */
export function engine(): Promise<Engine> {
  loading ??= load().catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

async function load(): Promise<Engine> {
  if (provide === undefined) {
    throw new EngineError(
      "wasm_not_provided",
      "Call initialize() of proofmark/slim with the WebAssembly first.",
    );
  }
  try {
    const source = await provide();
    if (isBytes(source)) {
      // Not through the glue's own loader: that looks at `Response`, and a look makes Node load its HTTP client.
      glue.initSync({ module: await WebAssembly.compile(source) });
    } else {
      await initialiseGlue({ module_or_path: source });
    }
    return glue;
  } catch (cause) {
    const hint =
      cause instanceof WebAssembly.CompileError ? " A Content-Security-Policy needs 'wasm-unsafe-eval'." : "";
    throw new EngineError(
      "wasm_unavailable",
      `The WebAssembly could not be loaded: ${describe(cause)}.${hint}`,
      { cause },
    );
  }
}

function isBytes(source: WasmSource): source is BufferSource {
  return source instanceof ArrayBuffer || ArrayBuffer.isView(source);
}

/** Turns what the bindings throw (an `Error` whose message is JSON) into an error of this package. */
export function translate(cause: unknown): Error {
  try {
    const { code, pointer, message } = JSON.parse((cause as Error).message);
    if (code === "invalid_argument") return new InputError(code, `${pointer}: ${message}`, { cause });
    return new DocumentError(code, message, pointer);
  } catch {
    return new EngineError("engine_failed", `The verifier failed: ${describe(cause)}`, { cause });
  }
}

function describe(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
