// The worker's side of `worker-engine.ts`.

import { type Answer, type ContextSet, localEngine, type Question, type Session } from "./engine.js";
import { DocumentError, EngineError, ProofmarkError } from "./errors.js";
import type { Call, CallResult } from "./worker-engine.js";

/** Where messages come from and go to: the global object of a web worker, or Node's `parentPort`. */
interface Port {
  postMessage(message: unknown): void;
  addEventListener?(type: "message", listener: (event: { data: Call }) => void): void;
  on?(type: "message", listener: (call: Call) => void): void;
}

/** Answers the calls of one page until the worker ends. */
export function serve(): void {
  const port = ownPort();
  const sessions = new Map<number, Session>();

  async function answer(call: Call): Promise<unknown> {
    switch (call.call) {
      case "preload":
        return localEngine.preload();
      case "open": {
        const session = await localEngine.open(call.question as Question);
        sessions.set(call.session, session);
        return session.linked;
      }
      case "next":
        return found(call.session).next(call.answers as Answer[]);
      case "explain":
        return found(call.session).explain(call.signedForms, call.other as Uint8Array | undefined);
      case "close":
        sessions.get(call.session)?.close();
        sessions.delete(call.session);
        return undefined;
      case "canonicalize":
        return localEngine.canonicalize(call.document as Uint8Array, call.contexts as ContextSet | undefined);
    }
  }
  function found(id: number): Session {
    const session = sessions.get(id);
    if (session === undefined) throw new EngineError("engine_failed", "The verification has ended.");
    return session;
  }
  const receive = async (call: Call) => {
    const { id } = call;
    const result: CallResult = await answer(call).then(
      (value) => ({ id, value }),
      (error: unknown) => ({ id, error: flat(error) }),
    );
    port.postMessage(result);
  };
  if (port.on) port.on("message", receive);
  else port.addEventListener?.("message", ({ data }) => void receive(data));
}

function ownPort(): Port {
  const { process } = globalThis as {
    process?: { getBuiltinModule?(id: string): { parentPort?: Port | null } | undefined };
  };
  const parent = process?.getBuiltinModule?.("node:worker_threads")?.parentPort;
  return parent ?? (globalThis as unknown as Port);
}

function flat(error: unknown): NonNullable<CallResult["error"]> {
  if (!(error instanceof ProofmarkError)) {
    return { name: "EngineError", code: "engine_failed", message: String(error) };
  }
  const { name, code, message } = error;
  return error instanceof DocumentError
    ? { name, code, message, pointer: error.pointer }
    : { name, code, message };
}
