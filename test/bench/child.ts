import { spawnSync } from "node:child_process";

/** Runs a job of this very benchmark in a process of its own, and gives the JSON that it prints. */
export function child<Report>(job: string): Report {
  showProgress(job);
  const self = process.argv[1] ?? "";
  const result = spawnSync(process.execPath, ["--expose-gc", self, "--child", job], { encoding: "utf8" });
  if (result.status !== 0) throw new Error(`${job} failed:\n${result.stderr}`);
  return JSON.parse(result.stdout);
}

/** Tells on a terminal what is being measured, in a line that the next text takes the place of. */
export function showProgress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}`);
}
