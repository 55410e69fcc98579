import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defineConfig, type Plugin } from "vite";
import { licences } from "./bundle-widget.mjs";

const PUBLIC_ASSETS = fileURLToPath(new URL("public/assets", import.meta.url));

// Only issuers need the console: its files lie apart, and visitors' devices do not keep them.
const CONSOLE = "assets/console/[name].js";

// Names without hashes: credential pages of any age name `/assets/credential.js`, and the server answers with an ETag.
const names = {
  entryFileNames: ({ name }: { name: string }) => (name === "console" ? CONSOLE : "assets/[name].js"),
  chunkFileNames: ({ moduleIds, facadeModuleId }: { moduleIds: string[]; facadeModuleId?: string | null }) =>
    [facadeModuleId ?? "", ...moduleIds].some((id) => /\/web\/(languages\/)?console\//.test(id))
      ? CONSOLE
      : "assets/[name].js",
  // The style of a credential's page is an entry of its own, since the page's HTML comes from the server.
  assetFileNames: ({ names: [name] }: { names: string[] }) =>
    name === "credential-style.css" ? "assets/credential.css" : "assets/[name][extname]",
};

export default defineConfig({
  // Relative addresses, so that the folder can be served from anywhere: by the server or by any static host.
  base: "./",
  // What has to keep its name and place: the manifest and its icons.
  publicDir: "public",
  build: {
    outDir: "dist",
    target: "es2022",
    // light-dark() stays as it is: what Vite would put in its place does not follow `color-scheme` into shadow roots.
    cssTarget: ["chrome123", "firefox120", "safari17.5"],
    // A strict Content-Security-Policy allows neither inline code nor data: files.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    rollupOptions: {
      input: {
        verify: "verify/index.html",
        playground: "playground/index.html",
        console: "console/index.html",
        credential: "credential/credential.ts",
        widget: "widget/index.ts",
        "credential-style": "credential/credential.css",
        "service-worker": "offline/service-worker.ts",
      },
      output: names,
    },
  },
  plugins: [listFilesForOffline()],
});

/** Writes the names of all built files into the service worker, which keeps them for when there is no network. */
function listFilesForOffline(): Plugin {
  return {
    name: "list-files-for-offline",
    enforce: "post",
    async generateBundle(_options, bundle) {
      const worker = bundle["assets/service-worker.js"];
      if (worker?.type !== "chunk") throw new Error("the service worker is not in the build");
      const built = Object.keys(bundle).filter(
        (name) => name.startsWith("assets/") && !/^assets\/console\b/.test(name) && name !== worker.fileName,
      );
      const files = [...built, ...readdirSync(PUBLIC_ASSETS).map((name) => `assets/${name}`)];
      if (!worker.code.includes("__ASSETS__"))
        throw new Error("the service worker does not ask for the list of files");
      worker.code = worker.code.replace("__ASSETS__", JSON.stringify(files));
      // Static hosts send no header that would allow the worker more than its own folder: a copy at the root needs none.
      this.emitFile({ type: "asset", fileName: "service-worker.js", source: worker.code });
      this.emitFile({ type: "asset", fileName: "assets/licences.txt", source: await licences() });
    },
  };
}
