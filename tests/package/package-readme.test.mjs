// Every block of code in the package's README, run in a folder where the package is installed and nothing else is.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { transform } from "esbuild";
import { launch } from "../browser/support/browser.js";
import { serveFiles } from "../browser/support/static-files.js";
import { installPackage, repository } from "./installed.mjs";

const { folder, remove } = installPackage();
after(remove);
const readme = readFileSync(join(folder, "node_modules/proofmark/README.md"), "utf8");
const blocks = [...readme.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(([, language, code]) => ({
  language,
  code,
}));
const titled = (code) =>
  code.split("\n").find((line) => /verif|explain|initialize|extract|proofmark-badge/i.test(line));
const program = process.env.PROOFMARK_BIN ?? join(repository, "target/debug/proofmark");

before(() => {
  const vectors = join(repository, "tests/vectors/libraries");
  const copy = (name, from) => writeFileSync(join(folder, name), readFileSync(join(vectors, from)));
  copy("badge.json", "digitalcredentials.json");
  copy("badge.png", "openbadgeslib.json.png");
  // Used only under addresses that this badge does not name.
  copy("status-list.json", "digitalcredentials.json");
  copy("knots.png", "openbadgeslib.json.png");
  if (existsSync(program)) makeTrustPack();
});

function makeTrustPack() {
  const key = join(folder, "key.json");
  execFileSync(program, ["keygen", "--out", key]);
  const issuers = [{ id: "https://badges.example.edu" }];
  const pack = execFileSync(program, ["sign", "--trust-pack", "--key", key, "-"], {
    input: JSON.stringify({ issuers }),
  });
  writeFileSync(join(folder, "trust-pack.json"), pack);
}

test("there are blocks of every kind", () => {
  const count = (language) => blocks.filter((block) => block.language === language).length;
  assert.ok(count("js") >= 12 && count("html") === 2 && count("jsx") === 1 && count("ts") === 1);
  assert.equal(blocks.length, count("js") + count("html") + count("jsx") + count("ts") + count("sh"));
});

for (const [number, { code }] of blocks.filter(({ language }) => language === "js").entries()) {
  test(`runs in Node: ${titled(code)}`, { skip: code.includes("trust-pack") && !existsSync(program) }, () => {
    writeFileSync(join(folder, `block-${number}.mjs`), code);
    execFileSync(process.execPath, [`block-${number}.mjs`], { cwd: folder, encoding: "utf8", stdio: "pipe" });
  });
}

for (const { language, code } of blocks.filter(({ language }) => ["ts", "jsx"].includes(language))) {
  test(`is a script whose imports exist: ${titled(code)}`, async () => {
    await transform(code, { loader: language });
    const [, names, entry] = /import \{ ([^}]*) \} from "(proofmark[^"]*)"/.exec(code);
    const exported = readFileSync(
      join(
        folder,
        "node_modules/proofmark/dist",
        entry === "proofmark" ? "index.inline.mjs" : "service-worker.mjs",
      ),
      "utf8",
    );
    for (const name of names.split(", ")) assert.match(exported, new RegExp(`\\b${name}\\b`));
  });
}

for (const [number, { code }] of blocks.filter(({ language }) => language === "html").entries()) {
  test(`works in a page: ${titled(code)}`, async () => {
    writeFileSync(
      join(folder, `block-${number}.html`),
      `<!doctype html><meta charset="utf-8"><title>Test</title>${code}`,
    );
    const site = await serveFiles(folder);
    const browser = await launch();
    try {
      const page = await browser.newPage();
      await page.goto(`${site.origin}/block-${number}.html`);
      if (code.includes("#badge")) {
        await page.setInputFiles("#badge", join(folder, "badge.json"));
        await page.getByText("valid").waitFor();
      } else {
        await page.locator("proofmark-badge [data-verdict=valid]").waitFor();
        assert.equal(await page.locator("proofmark-dropzone").count(), 1);
      }
    } finally {
      await browser.close();
      await site.stop();
    }
  });
}
