// The packed package in every runtime that is no browser.

import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { asking, checkOutput, installEnvironments, LONG, program, project } from "./project.mjs";

installEnvironments();
const { folder, write, remove } = project();
after(remove);

for (const script of ["print.mjs", "print.cjs"]) {
  test(`this Node, ${script}`, () => checkOutput(process.execPath, [script], folder));
  for (const version of [18, 20, 22, 24, 26]) {
    test(`Node ${version}, ${script}`, { skip: !LONG }, () =>
      checkOutput(program(`node${version}/bin/node`), [script], folder),
    );
  }
  test(`Bun, ${script}`, { skip: !LONG }, () => checkOutput(program(".bin/bun"), [script], folder));
}

test("Deno without any permission", { skip: !LONG }, () =>
  checkOutput(
    program(".bin/deno"),
    ["run", "--no-prompt", "--node-modules-dir=manual", "print.mjs"],
    folder,
    {
      DENO_NO_UPDATE_CHECK: "1",
    },
  ),
);

test("workerd, as Cloudflare runs it", { skip: !LONG }, () => {
  const dist = join(folder, "node_modules/proofmark/dist");
  const own = ["index.workerd.mjs", "full.workerd.mjs", "proofmark_bg.wasm", "proofmark_full_bg.wasm"];
  for (const file of own) copyFileSync(join(dist, file), join(folder, file));
  write(
    "worker.mjs",
    `${asking('import * as proofmark from "./index.workerd.mjs";', "").replace(/answers\(proofmark.*/, "")}
    export default { async test() { console.log(JSON.stringify(await answers(proofmark, badge))); } };`,
  );
  const modules = ["worker.mjs", "suite.mjs", "badge.mjs", ...own].map((file) => {
    const kind = file.endsWith(".wasm") ? "wasm" : "esModule";
    return `(name = "${file}", ${kind} = embed "${file}")`;
  });
  write(
    "workerd.capnp",
    `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (services = [(name = "main", worker = .main)]);
const main :Workerd.Worker = (modules = [${modules.join(", ")}], compatibilityDate = "2026-01-01");\n`,
  );
  checkOutput(program(".bin/workerd"), ["test", "workerd.capnp"], folder);
});
