import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";

const ROOT = join(import.meta.dirname, "../..");
const BUNDLE = join(ROOT, "node_modules/.cache/validation/registry.mjs");

/**
 * The cases of the suite as one bundled module, as users get the simulator. Tens of millions of customers
 * pass through it, and run as single files by Vitest, which reads every import through an object, the suite
 * takes more than twice as long.
 */
export async function loadCases(): Promise<typeof import("./registry.ts")> {
  mkdirSync(join(BUNDLE, ".."), { recursive: true });
  await build({
    entryPoints: [join(import.meta.dirname, "registry.ts")],
    outfile: BUNDLE,
    bundle: true,
    format: "esm",
    platform: "node",
    logLevel: "warning",
    // seedrandom and yaml are CommonJS, and ask for `require`.
    banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
  });
  const module: typeof import("./registry.ts") = await import(/* @vite-ignore */ pathToFileURL(BUNDLE).href);
  return module;
}
