import { execFileSync } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { REPOSITORY } from "./repository.ts";

/**
 * Bundles the command before the tests that start it, so that none tests a stale build. It costs half a
 * second, and is left out where nothing is newer than the bundle.
 */
export default function setup(): void {
  const built = modified(join(REPOSITORY, "dist/cli/main.cjs"));
  if (built > newest()) return;
  const npm = process.env.npm_execpath;
  const args = ["run", "--silent", "bundle"];
  if (npm === undefined) execFileSync("npm", args, { cwd: REPOSITORY, stdio: "inherit" });
  else execFileSync(process.execPath, [npm, ...args], { cwd: REPOSITORY, stdio: "inherit" });
}

function newest(): number {
  const sources = readdirSync(join(REPOSITORY, "src"), { recursive: true, encoding: "utf8" });
  const paths = [...sources.map((name) => join("src", name)), "package.json", "package-lock.json"];
  return Math.max(...paths.map((path) => modified(join(REPOSITORY, path))));
}

function modified(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
