// The two WebAssembly files that the package ships, taken from where `cargo xtask wasm` puts them.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { repository } from "./installed.mjs";

/** Paths of one build; `name` is `small` or `full`. */
export function build(name) {
  const folder = join(repository, "pkg/generated", name);
  const wasm = join(folder, "proofmark_bg.wasm");
  return { name, glue: join(folder, "proofmark.js"), wasm, bytes: readFileSync(wasm) };
}

/** Both of them. */
export const builds = ["small", "full"].map(build);

/** Runs a build, as a page does. Answers its bindings and its memory. Each build has one instance in a process. */
export async function run({ glue, bytes }) {
  const bindings = await import(pathToFileURL(glue).href);
  const { memory } = bindings.initSync({ module: bytes });
  return { bindings, memory };
}
