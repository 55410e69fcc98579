import type { BuildResult } from "esbuild";

export declare function bundleWidget(options: {
  outdir: string;
  verifier: string;
}): Promise<BuildResult<{ metafile: true }>>;
export declare function licences(): Promise<string>;
