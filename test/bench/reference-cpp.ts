import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { compile } from "../../src/threads/compile.ts";
import { WORKLOADS, type WorkloadName } from "./contestants.ts";
import { CLOSED, drawsOf, OPEN, type RunReport } from "./workloads.ts";

const CACHE = "node_modules/.cache/bench";
const BINARY = `${CACHE}/reference`;

/** Compiles the C++ reference; false where there is no compiler. */
export function compileReference(): boolean {
  mkdirSync(CACHE, { recursive: true });
  const compiler = process.env.CXX ?? "g++";
  const result = spawnSync(compiler, ["-O2", "-std=c++17", "-o", BINARY, "test/bench/reference.cpp"], {
    encoding: "utf8",
  });
  if (result.error) return false;
  if (result.status !== 0) throw new Error(`${compiler} failed:\n${result.stderr}`);
  return true;
}

/** One run of the C++ reference; it measures itself. */
export function runReference(name: WorkloadName): RunReport {
  const args = name === "open" ? openArguments() : closedArguments();
  const result = spawnSync(BINARY, [name, ...args.map(String)], { encoding: "utf8" });
  if (result.status !== 0) throw new Error(`the C++ reference failed: ${result.stderr}`);
  const report: RunReport = JSON.parse(result.stdout);
  return report;
}

function openArguments(): number[] {
  const { keys, groupIdentity } = drawsOf(WORKLOADS.open);
  return [OPEN.threads, OPEN.cores, OPEN.meanInterval, OPEN.meanService, keys.lo, keys.hi, groupIdentity];
}

function closedArguments(): number[] {
  const { keys } = drawsOf(WORKLOADS.closed);
  const groups = compile(WORKLOADS.closed).groups.flatMap(({ identity, count }) => [identity, count ?? 0]);
  return [
    CLOSED.until,
    CLOSED.cores,
    CLOSED.kernelThreads,
    CLOSED.quantum,
    CLOSED.meanCompute,
    CLOSED.meanIo,
    CLOSED.section,
    keys.lo,
    keys.hi,
    ...groups,
  ];
}
