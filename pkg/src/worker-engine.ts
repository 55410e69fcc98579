// The engine in a worker: this side sends questions, `worker-host.ts` answers them. Only computing happens there;
// documents are looked up on this side, so that `fetch`, `cache` and `signal` work as always.

import type { Engine, Session } from "./engine.js";
import { DocumentError, EngineError, InputError } from "./errors.js";

/**
 * A web worker, or one of Node's `worker_threads`, that runs `proofmark/worker`.
 *
 * @example
 * ```js
 * // verify-worker.js has one line: import "proofmark/worker";
 * const worker = new Worker(new URL("./verify-worker.js", import.meta.url), { type: "module" });
 * const verifier = createVerifier({ worker });
 * ```
 */
export interface WorkerLike {
  /** Sends a message. */
  postMessage(message: unknown): void;
  /** How a web worker is listened to. */
  addEventListener?(type: string, listener: (event: { data?: unknown; message?: string }) => void): void;
  /** How a thread of Node is listened to. */
  on?(type: string, listener: (value: unknown) => void): unknown;
}

/** A call on its way to the worker. */
export type Call =
  | { id: number; call: "preload" }
  | { id: number; call: "open"; session: number; question: unknown }
  | { id: number; call: "next"; session: number; answers: unknown }
  | { id: number; call: "explain"; session: number; signedForms: boolean; other: unknown }
  | { id: number; call: "close"; session: number }
  | { id: number; call: "canonicalize"; document: unknown; contexts: unknown };

type Unnumbered<T> = T extends unknown ? Omit<T, "id"> : never;

/** The answer of the worker. */
export interface CallResult {
  id: number;
  value?: unknown;
  error?: { name: string; code: string; message: string; pointer?: string };
}

/** An engine that computes in `worker`. */
export function workerEngine(worker: WorkerLike): Engine {
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  let last = 0;
  let broken: Error | undefined;

  const receive = (data: unknown) => {
    const { id, value, error } = data as CallResult;
    const caller = waiting.get(id);
    waiting.delete(id);
    if (error) caller?.reject(revive(error));
    else caller?.resolve(value);
  };
  const fail = (message: string) => {
    const error = new EngineError("wasm_unavailable", `The worker does not run: ${message}`);
    broken = error;
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  if (worker.addEventListener) {
    worker.addEventListener("message", ({ data }) => receive(data));
    worker.addEventListener("error", ({ message }) => fail(message ?? "its script could not be loaded"));
  } else {
    worker.on?.("message", receive);
    worker.on?.("error", (error) => fail(String(error)));
  }

  function ask<T>(call: Unnumbered<Call>): Promise<T> {
    if (broken) return Promise.reject(broken);
    last += 1;
    const id = last;
    const answer = new Promise((resolve, reject) => waiting.set(id, { resolve, reject }));
    worker.postMessage({ ...call, id });
    return answer as Promise<T>;
  }

  return {
    preload: () => ask({ call: "preload" }),
    async open(question) {
      last += 1;
      const session = last;
      const linked = await ask<string[]>({ call: "open", session, question });
      return {
        linked,
        next: (answers) => ask({ call: "next", session, answers }),
        explain: (signedForms, other) => ask({ call: "explain", session, signedForms, other }),
        close: () => void ask({ call: "close", session }).catch(() => undefined),
      } satisfies Session;
    },
    canonicalize: (document, contexts) => ask({ call: "canonicalize", document, contexts }),
  };
}

function revive({ name, code, message, pointer }: NonNullable<CallResult["error"]>): Error {
  if (name === "InputError") return new InputError(code, message);
  if (name === "DocumentError") return new DocumentError(code, message, pointer ?? "");
  return new EngineError(code, message);
}
