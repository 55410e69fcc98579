// Every text is there in every language, for every code that the core knows.

import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const DEMANDED = ["de", "en", "es", "fr", "ja", "nl"];

/** The console's texts lie beside those of the widget and the pages. */
const CONSOLE = "console/";

let folder;
let files;
let english;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "proofmark-texts-"));
  files = (await readdir(here("../languages"))).filter((name) => /^[a-z]{2}\.ts$/.test(name));
  await build({
    entryPoints: [...files, ...files.map((name) => CONSOLE + name), "codes.ts"].map((name) =>
      here(`../languages/${name}`),
    ),
    outdir: folder,
    outbase: here("../languages"),
    outExtension: { ".js": ".mjs" },
    format: "esm",
  });
  english = await load("en");
});

after(() => rm(folder, { recursive: true, force: true }));

const load = (name) => import(join(folder, `${name}.mjs`));

for (const part of ["", CONSOLE]) {
  test(`the languages that were promised are there, and whatever is there is offered (languages/${part})`, async () => {
    const present = (await readdir(here(`../languages/${part}`))).filter((name) =>
      /^[a-z]{2}\.ts$/.test(name),
    );
    const names = present.map((name) => name.slice(0, 2)).sort();
    assert.deepEqual(
      names.filter((name) => DEMANDED.includes(name)),
      DEMANDED,
    );
    const index = await readFile(here(`../languages/${part}index.ts`), "utf8");
    assert.deepEqual(
      [...index.matchAll(/^ {2}(\w+): \(\) => import/gm)].map(([, name]) => name),
      names,
    );
  });
}

describe("the codes are those of the core", () => {
  test("of checks", async () => {
    const source = await readFile(here("../../crates/core/src/problem.rs"), "utf8");
    const list = source.slice(source.indexOf("codes! {"));
    const codes = [...list.matchAll(/^ {4}\w+ = "(\w+)"/gm)].map(([, code]) => code);
    assert.ok(codes.length > 60, "the list was not found");
    assert.deepEqual((await load("codes")).CODES, codes);
  });

  test("of remarks", async () => {
    const source = await readFile(here("../../crates/core/src/report.rs"), "utf8");
    const body = source.slice(source.indexOf("impl WarningCode"));
    const list = body.slice(0, body.indexOf("\n}\n"));
    const codes = [...list.matchAll(/Self::\w+ => "(\w+)"/g)].map(([, code]) => code);
    assert.ok(codes.length > 10, "the list was not found");
    assert.deepEqual((await load("codes")).WARNING_CODES, codes);
  });

  test("and so are the ids of checks", async () => {
    const source = await readFile(here("../../crates/core/src/report.rs"), "utf8");
    const list = source.slice(source.indexOf("check_ids! {"));
    const ids = [...list.slice(0, list.indexOf("\n}\n")).matchAll(/^ {4}\w+ = "(\w+)";/gm)].map(
      ([, id]) => id,
    );
    assert.deepEqual(Object.keys(english.widget.checks), ids);
  });
});

for (const language of DEMANDED) {
  describe(language, () => {
    test("has a text for every code", async () => {
      const { CODES, WARNING_CODES } = await load("codes");
      const { widget } = await load(language);
      assert.equal(widget.language, language);
      assert.deepEqual(Object.keys(widget.codes), CODES);
      assert.deepEqual(Object.keys(widget.warnings), WARNING_CODES);
    });

    for (const part of ["", CONSOLE])
      test(`has the same texts as English, none of them empty, with the same placeholders (languages/${part})`, async () => {
        const own = flat(await load(part + language));
        const theirs = flat(await load(`${part}en`));
        assert.deepEqual([...own.keys()].sort(), [...theirs.keys()].sort());
        for (const [key, text] of own) {
          assert.notEqual(text.trim(), "", key);
          assert.deepEqual(placeholders(text), placeholders(theirs.get(key)), key);
        }
      });

    if (language !== "en") {
      for (const part of ["", CONSOLE])
        test(`is translated (languages/${part})`, async () => {
          const own = flat(await load(part + language));
          const theirs = flat(await load(`${part}en`));
          // Short ones may well be the same: "QR code", "JSON".
          const same = [...own].filter(([key, text]) => text.length > 24 && text === theirs.get(key));
          assert.deepEqual(same, []);
        });
    }

    test("says something else for each code", async () => {
      const { widget } = await load(language);
      const sentences = Object.values(widget.codes);
      assert.equal(new Set(sentences).size, sentences.length);
    });
  });
}

/** Every text by its path. Plural forms differ between languages: only those that every language has are compared. */
function flat(texts) {
  const found = new Map();
  const walk = (value, path) => {
    if (typeof value === "string") {
      if (!/\.(hosts|count)\.(zero|one|two|few|many)$/.test(path) && !path.endsWith(".language"))
        found.set(path, value);
    } else for (const [key, inner] of Object.entries(value)) walk(inner, `${path}.${key}`);
  };
  walk(texts, "");
  return found;
}

function placeholders(text) {
  return [...text.matchAll(/\{\w+\}/g)].map(([name]) => name).sort();
}
