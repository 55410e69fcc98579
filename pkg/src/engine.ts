// What computes: the WebAssembly in this thread, or in a worker. The rest of the package sees only this.

import { provided } from "./wasm.js";

/** A verification to begin. */
export interface Question {
  bytes: Uint8Array<ArrayBuffer>;
  /** JSON text, as the bindings read it. */
  options: string;
  contexts?: ContextSet | undefined;
  /** Signed files that stand in for the network. */
  packs: Pack[];
  /** Whether to begin with the full build, which can explain. Packs need it too. */
  full?: boolean;
}

/** A trust pack, under a name by which an engine keeps it. */
export interface Pack {
  key: string;
  bytes: Uint8Array;
}

/** Contexts of the application, under a name by which an engine keeps what it worked out from them. */
export interface ContextSet {
  key: string;
  documents: { url: string; bytes: Uint8Array; sha256: string }[];
}

/** What the core asks its host for. */
export interface Request {
  url: string;
  accept: string;
  maxBytes: number;
}

/** A document, or why there is none. */
export type Answer =
  | { url: string; bytes: Uint8Array<ArrayBuffer>; retrievedAt: string; source: string }
  | { url: string; failure: string; message: string };

/** How far a verification has come: what it needs, or its report as JSON text. */
export type Reply = { needs: Request[] } | { report: string };

/** A verification under way. */
export interface Session {
  /** URLs of content that the credential links to with a digest. Answer those at hand before the first step. */
  readonly linked: string[];
  /** Hands answers over and goes as far as possible. */
  next(answers: Answer[]): Promise<Reply>;
  /** Why the answer is what it is, as JSON text; only after the report, and only of the full build. */
  explain(signedForms: boolean, other?: Uint8Array): Promise<string>;
  /** Frees its memory. */
  close(): void;
}

/** What computes. */
export interface Engine {
  preload(): Promise<void>;
  open(question: Question): Promise<Session>;
  canonicalize(document: Uint8Array, contexts?: ContextSet): Promise<string>;
}

/** The WebAssembly in this thread. */
export const localEngine: Engine = {
  async preload() {
    await provided("small");
  },
  async open(question) {
    let wasm = await provided(question.full || question.packs.length > 0 ? "full" : "small");
    let verification = wasm.begin(question);
    return {
      get linked() {
        return wasm.linked(verification);
      },
      async next(answers) {
        const reply = wasm.next(verification, question, answers);
        if (!("needsFull" in reply)) return reply;
        // From the start again with the same bytes. Nothing was asked for yet: these are what was brought along.
        wasm = await provided("full");
        verification.free();
        verification = wasm.begin(question);
        return wasm.next(verification, question, answers) as Reply;
      },
      async explain(signedForms, other) {
        return wasm.explain(verification, signedForms, other);
      },
      close: () => verification.free(),
    };
  },
  async canonicalize(document, contexts) {
    return (await provided("small")).canonicalize(document, contexts);
  },
};
