// The package as a stranger gets it: packed, then installed into an empty folder.

import { execFile, execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

export const repository = resolve(dirname(fileURLToPath(import.meta.url)), "../..");

/** Packs `pkg` and installs the tarball. `files` are the paths in it, `remove` deletes everything again. */
export function installPackage(parent = join(tmpdir(), "proofmark-package-")) {
  const folder = mkdtempSync(parent);
  const pack = ["pack", "--json", "--workspace", "pkg", "--pack-destination", folder];
  npm(pack, repository);
  const tarball = readdirSync(folder).find((name) => name.endsWith(".tgz"));
  const files = execFileSync("tar", ["-tzf", join(folder, tarball)], { encoding: "utf8" })
    .trim()
    .split("\n");
  writeFileSync(join(folder, "package.json"), '{ "private": true }\n');
  npm(["install", "--no-audit", "--no-fund", "--no-save", "--offline", `./${tarball}`], folder);
  return { folder, files, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Runs a script in `folder` and answers what it prints as JSON. */
export async function runScript(folder, name, text) {
  writeFileSync(join(folder, name), text);
  const { stdout } = await promisify(execFile)(process.execPath, [name], { cwd: folder, maxBuffer: 1 << 24 });
  return JSON.parse(stdout);
}

/** The published example badge with the documents it needs, or `undefined` where the suites are not on this machine. */
export function benchBadge() {
  const suites = process.env.PROOFMARK_SUITES ?? join(repository, "../shared/suites");
  const folder = resolve(suites, "../bench");
  if (!existsSync(join(folder, "vc-rdfc.json"))) {
    console.log(`!!! NO SUITES at ${folder}: set PROOFMARK_SUITES; the badge tests check nothing`);
    return undefined;
  }
  const index = JSON.parse(readFileSync(join(folder, "documents/index.json"), "utf8"));
  const documents = Object.fromEntries(
    Object.entries(index).map(([url, file]) => [url, readFileSync(join(folder, "documents", file), "utf8")]),
  );
  return {
    credential: readFileSync(join(folder, "vc-rdfc.json"), "utf8"),
    credentialFile: join(folder, "vc-rdfc.json"),
    documents,
    documentsFolder: join(folder, "documents"),
  };
}

function npm(arguments_, cwd) {
  // npm hands its own settings down in the environment; a stranger's shell has none of them.
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !name.toLowerCase().startsWith("npm_")),
  );
  execFileSync("npm", arguments_, { cwd, env, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}
