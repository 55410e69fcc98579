// For pages with plain scripts, from file:// too: WASM inside the script, the full build in a script beside it.

import { wasmGzipBase64 } from "../../generated/small/inline.js";
import { type Build, provideWasm } from "../wasm.js";
import { unpack } from "./inflate.js";
import { glue } from "./small-glue.js";

export * from "../index.js";

/** Only known while the script runs for the first time. */
const own = (globalThis.document?.currentScript as HTMLScriptElement | null | undefined)?.src;

provideWasm({ small: () => ({ glue, source: () => unpack(wasmGzipBase64) }), full: loadBeside });

async function loadBeside(): Promise<Build> {
  const page = globalThis as { proofmarkFull?: Build; importScripts?(url: string): void };
  if (page.proofmarkFull === undefined) {
    if (own === undefined || own === "") {
      throw new Error("this file needs proofmark.full.iife.js: load that script too");
    }
    await addScript(new URL("./proofmark.full.iife.js", own).href);
  }
  if (page.proofmarkFull === undefined) throw new Error("proofmark.full.iife.js is not what it should be");
  return page.proofmarkFull;
}

function addScript(url: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = url;
    script.onload = () => resolve();
    script.onerror = () => reject(new Error(`${url} could not be loaded`));
    document.head.append(script);
  });
}
