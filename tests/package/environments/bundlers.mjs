// Each bundler, used as its manual says. `build` answers the path of the built page below the project, or a URL.

import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { program } from "./project.mjs";

const pageFor = (script) =>
  `<!doctype html><html lang="en"><title>Test</title><script type="module" src="${script}"></script></html>`;

export const bundlers = [
  {
    bundler: "esbuild",
    short: true,
    async build(folder, write) {
      const { build } = await import("esbuild");
      await build({
        entryPoints: [join(folder, "page.mjs")],
        bundle: true,
        splitting: true,
        format: "esm",
        minify: true,
        outdir: join(folder, "esbuild"),
        logLevel: "error",
      });
      write("esbuild/index.html", pageFor("./page.js"));
      return { path: "esbuild/index.html" };
    },
  },
  {
    bundler: "Vite, build",
    short: true,
    async build(folder, write) {
      const { build } = await import("vite");
      write("index.html", pageFor("./page.mjs"));
      await build({ root: folder, base: "./", logLevel: "error", build: { outDir: "vite" } });
      return { path: "vite/index.html" };
    },
  },
  {
    bundler: "Vite, development",
    async build(folder, write) {
      const { createServer } = await import("vite");
      write("index.html", pageFor("./page.mjs"));
      const server = await createServer({ root: folder, logLevel: "error", server: { port: 0, hmr: false } });
      await server.listen();
      return { url: server.resolvedUrls.local[0], stop: () => server.close() };
    },
  },
  {
    bundler: "Rollup",
    async build(folder, write) {
      const [{ rollup }, { nodeResolve }] = await Promise.all([
        import("rollup"),
        import("@rollup/plugin-node-resolve"),
      ]);
      const bundle = await rollup({
        input: join(folder, "page.mjs"),
        plugins: [nodeResolve({ browser: true })],
        onwarn(warning) {
          throw new Error(warning.message);
        },
      });
      await bundle.write({ dir: join(folder, "rollup"), format: "es" });
      await bundle.close();
      write("rollup/index.html", pageFor("./page.js"));
      return { path: "rollup/index.html" };
    },
  },
  {
    bundler: "webpack",
    async build(folder, write) {
      const { default: webpack } = await import("webpack");
      const compiler = webpack({
        mode: "production",
        context: folder,
        entry: "./page.mjs",
        output: { path: join(folder, "webpack"), filename: "page.js" },
      });
      const stats = await promisify(compiler.run.bind(compiler))();
      await promisify(compiler.close.bind(compiler))();
      if (stats.hasErrors()) throw new Error(stats.toString());
      write("webpack/index.html", pageFor("./page.js"));
      return { path: "webpack/index.html" };
    },
  },
  {
    bundler: "Next.js",
    async build(folder, write) {
      write("next/package.json", '{ "private": true, "type": "module" }\n');
      write("next/next.config.mjs", 'export default { output: "export", basePath: "/next/out" };\n');
      write(
        "next/app/layout.jsx",
        "export default function Layout({ children }) { return <html lang='en'><body>{children}</body></html>; }\n",
      );
      write(
        "next/app/page.jsx",
        `"use client";
import * as proofmark from "proofmark";
import { useEffect } from "react";
import { badge } from "../../badge.mjs";
import { answers } from "../../suite.mjs";
export default function Page() {
  useEffect(() => { answers(proofmark, badge).then((found) => { globalThis.answered = found; }); }, []);
  return <p>Test</p>;
}
`,
      );
      await promisify(execFile)(process.execPath, [program("next/dist/bin/next"), "build"], {
        cwd: join(folder, "next"),
        env: { ...process.env, NEXT_TELEMETRY_DISABLED: "1" },
      });
      return { path: "next/out/index.html" };
    },
  },
];
