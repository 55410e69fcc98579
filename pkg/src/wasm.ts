// The WebAssembly: loaded on first use, once. Each file in `loaders/` says where it comes from.
//
// There are two builds. `small` verifies what nearly everybody has; `full` also reads PDF and Open Badges 2.0, takes
// trust packs, and explains. It is loaded only when `small` says that the bytes need it, or the caller asks for it.

import type * as generated from "../generated/small/proofmark.js";
import type { Answer, ContextSet, Pack, Question, Reply } from "./engine.js";
import { DocumentError, EngineError, InputError } from "./errors.js";

/** Generated bindings, not yet bound to a WebAssembly. */
export type Glue = Pick<
  typeof generated,
  "default" | "initSync" | "Contexts" | "canonicalize" | "digest" | "extract"
> & { Verification: new (bytes: Uint8Array, options: string) => Verification; TrustPack?: TrustPacks };

/** A verification of either build; only one of the full build explains and takes trust packs. */
type Verification = generated.Verification & {
  explain?(signedForms: boolean, other?: Uint8Array | null): string;
  trust?(pack: TrustPack): void;
};

/** A trust pack that was read, and how they are made; in the full build only. */
interface TrustPack {
  toJson(): string;
  free(): void;
}
interface TrustPacks {
  new (bytes: Uint8Array, options: string): TrustPack;
  sign(contents: string, secretKey: string, verificationMethod: string, created: string): string;
}

/**
 * Whatever the WebAssembly can be made from.
 *
 * @example
 * ```js
 * const source = await WebAssembly.compileStreaming(fetch("/static/proofmark.wasm"));
 * ```
 */
export type WasmSource = BufferSource | WebAssembly.Module | Response | URL;

/** One build: its bindings, and where its WebAssembly comes from. */
export interface Build {
  glue: Glue;
  source: () => WasmSource | Promise<WasmSource>;
}

/** Where each build comes from. Neither is asked for before it is needed. */
export interface Builds {
  small: () => Build | Promise<Build>;
  full: () => Build | Promise<Build>;
}

type Name = keyof Builds;
type Contexts = generated.Contexts;

let builds: Builds | undefined;
let loading: Partial<Record<Name, Promise<Wasm>>> = {};

/** Says where the WebAssembly comes from. */
export function provideWasm(from: Builds): void {
  builds = from;
  loading = {};
}

/**
 * A build, loaded on the first call. A failure is not remembered, so that a later call can succeed (a page that was
 * offline, for example).
 */
export function provided(name: Name): Promise<Wasm> {
  loading[name] ??= load(name).catch((error: unknown) => {
    delete loading[name];
    throw error;
  });
  return loading[name];
}

async function load(name: Name): Promise<Wasm> {
  if (builds === undefined) {
    throw new EngineError(
      "wasm_not_provided",
      "Call initialize() of proofmark/slim with the WebAssembly first.",
    );
  }
  try {
    const { glue, source } = await builds[name]();
    const from = await source();
    if (isBytes(from)) {
      // Not through the glue's own loader: that looks at `Response`, and a look makes Node load its HTTP client.
      glue.initSync({ module: await WebAssembly.compile(from) });
    } else {
      await glue.default({ module_or_path: from });
    }
    return new Wasm(glue);
  } catch (cause) {
    if (cause instanceof EngineError) throw cause;
    const hint =
      cause instanceof WebAssembly.CompileError ? " A Content-Security-Policy needs 'wasm-unsafe-eval'." : "";
    throw new EngineError(
      "wasm_unavailable",
      `The WebAssembly (${name}) could not be loaded: ${describe(cause)}.${hint}`,
      { cause },
    );
  }
}

/** A running build: its bindings, with errors of this package. */
export class Wasm {
  readonly #glue: Glue;
  readonly #contexts = new Map<string, Contexts>();
  readonly #packs = new Map<string, TrustPack>();

  constructor(glue: Glue) {
    this.#glue = glue;
  }

  begin({ bytes, options, packs }: Question): Verification {
    return guarded(() => {
      const verification = new this.#glue.Verification(bytes, options);
      for (const pack of packs) verification.trust?.(this.#keptPack(pack));
      return verification;
    });
  }

  linked(verification: Verification): string[] {
    return guarded(() => JSON.parse(verification.linkedContent()));
  }

  next(verification: Verification, question: Question, answers: Answer[]): Reply | { needsFull: true } {
    return guarded(() => {
      for (const answer of answers) {
        if ("failure" in answer) verification.supplyFailure(answer.url, answer.failure, answer.message);
        else verification.supply(answer.url, answer.bytes, answer.retrievedAt, answer.source);
      }
      const { contexts } = question;
      const text = contexts ? verification.stepWith(this.#kept(contexts)) : verification.step();
      // A report stays text: in a worker it is parsed once, on the other side.
      return text.startsWith('{"report":') ? { report: text.slice(10, -1) } : JSON.parse(text);
    });
  }

  explain(verification: Verification, signedForms: boolean, other?: Uint8Array): string {
    return guarded(() => {
      if (!verification.explain) throw new EngineError("engine_failed", "Only the full build explains.");
      return verification.explain(signedForms, other);
    });
  }

  readPack(bytes: Uint8Array): string {
    return guarded(() => {
      const pack = new this.#trustPacks(bytes, "{}");
      const text = pack.toJson();
      pack.free();
      return text;
    });
  }

  signPack(contents: string, secretKey: string, verificationMethod: string, created: string): string {
    return guarded(() => this.#trustPacks.sign(contents, secretKey, verificationMethod, created));
  }

  canonicalize(document: Uint8Array, contexts?: ContextSet): string {
    return guarded(() =>
      contexts ? this.#kept(contexts).canonicalize(document, "{}") : this.#glue.canonicalize(document, "{}"),
    );
  }

  extract(file: Uint8Array): {
    container: string;
    isJwt: boolean;
    isOpenBadges2: boolean;
    bytes: Uint8Array;
  } {
    return guarded(() => {
      const found = this.#glue.extract(file);
      const { container, isJwt, isOpenBadges2 } = found;
      const bytes = found.bytes();
      found.free();
      return { container, isJwt, isOpenBadges2, bytes };
    });
  }

  digest(content: Uint8Array): string {
    return guarded(() => this.#glue.digest(content));
  }

  /** Never of the small build: packs would be ignored there, and a report that says nothing of them. */
  get #trustPacks(): TrustPacks {
    if (this.#glue.TrustPack) return this.#glue.TrustPack;
    throw new EngineError("engine_failed", "Only the full build knows trust packs.");
  }

  #keptPack({ key, bytes }: Pack): TrustPack {
    let pack = this.#packs.get(key);
    if (pack === undefined) {
      pack = new this.#trustPacks(bytes, "{}");
      this.#packs.set(key, pack);
    }
    return pack;
  }

  #kept({ key, documents }: ContextSet): Contexts {
    let contexts = this.#contexts.get(key);
    if (contexts === undefined) {
      contexts = new this.#glue.Contexts();
      for (const { url, bytes, sha256 } of documents) contexts.add(url, bytes, sha256);
      this.#contexts.set(key, contexts);
    }
    return contexts;
  }
}

function isBytes(source: WasmSource): source is BufferSource {
  return source instanceof ArrayBuffer || ArrayBuffer.isView(source);
}

function guarded<T>(work: () => T): T {
  try {
    return work();
  } catch (cause) {
    throw translate(cause);
  }
}

/** Turns what the bindings throw (an `Error` whose message is JSON) into an error of this package. */
function translate(cause: unknown): Error {
  if (cause instanceof EngineError) return cause;
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
