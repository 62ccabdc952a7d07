import type { ExecFileSyncOptions } from "node:child_process";

/**
 * Stands in for `node:child_process` in the bundle (see the `esbuild` script of package.json). Commander
 * and Ink load that module at the start, which takes eight milliseconds; Ink's fallback for terminals
 * that don't tell their size is the only one to use anything of it, and gets it when it does.
 */
export function execFileSync(
  file: string,
  args: readonly string[],
  options: ExecFileSyncOptions,
): Buffer | string {
  return process.getBuiltinModule("node:child_process").execFileSync(file, args, options);
}
