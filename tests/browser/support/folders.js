import { fileURLToPath } from "node:url";

/** The built pages, which the server embeds and any static host can serve. */
export const webBuild = fileURLToPath(new URL("../../../web/dist", import.meta.url));

/** The built npm package. */
export const packageBuild = fileURLToPath(new URL("../../../pkg/dist", import.meta.url));
