import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { FINDING_KINDS, type FindingKind } from "../../src/analysis/findings/kinds.ts";
import type { Finding } from "../../src/analysis/result.ts";
import { analyse, decodeTraces, encodeTraces, parseScenario, type Run, simulate } from "../../src/index.ts";
import { SCENARIOS, shippedFiles } from "../support/shipped.ts";

/** What is found in a run of each unsafe scenario, and nothing else; in the safe ones nothing is. */
const EXPECTED: Readonly<Record<string, readonly FindingKind[]>> = {
  "abba-deadlock": ["deadlock"],
  "check-then-act": ["index-gone"],
  "dining-philosophers": ["deadlock"],
  "double-booking": ["check-then-act"],
  "double-checked-init": ["data-race", "data-race"],
  "gil-convoy": ["gil-convoy"],
  "kernel-threads-used-up": ["deadlock"],
  livelock: ["livelock"],
  "lock-convoy": ["lock-convoy"],
  "lost-wakeup": ["deadlock", "lost-wakeup"],
  oversubscription: ["oversubscription"],
  "partial-deadlock": ["deadlock"],
  "pinned-carrier": ["pinning"],
  "pool-in-pool": ["deadlock"],
  "priority-inversion": ["priority-inversion"],
  "quota-throttling": ["throttling"],
  "reader-starvation": ["starvation"],
  "writer-starvation": ["starvation"],
};

function runs(file: string, set: readonly string[] = []): readonly Run[] {
  const parsed = parseScenario(readFileSync(join(SCENARIOS, file), "utf8"), { file, set });
  if (!parsed.ok) throw new Error(`${file} is no valid scenario`);
  return simulate(parsed.scenario);
}
const findings = (file: string, set: readonly string[] = []): readonly Finding[] =>
  runs(file, set).flatMap(({ result }) => result.findings);
const kinds = (file: string, set: readonly string[] = []) => findings(file, set).map(({ kind }) => kind);

test("every hazard is listed here", () => {
  const unsafe = shippedFiles("hazards").filter((file) => !file.endsWith("-safe.yaml"));
  expect(unsafe).toEqual(Object.keys(EXPECTED).map((name) => `hazards/${name}.yaml`));
});

describe.each(Object.entries(EXPECTED))("%s", (name, expected) => {
  test("is found as what it is", () => {
    expect(kinds(`hazards/${name}.yaml`)).toEqual(expected);
  });

  test("the safe version is free of it, and of all else", () => {
    expect(kinds(`hazards/${name}-safe.yaml`)).toEqual([]);
  });
});

test("every finding of a shipped scenario is as grave as its kind, tells what happened and what to do", () => {
  for (const { kind, severity, message, advice } of shippedFiles().flatMap((file) => findings(file))) {
    expect(severity).toBe(FINDING_KINDS[kind].severity);
    expect(message).toMatch(/^\S.*\.$/);
    expect(advice).toMatch(/^[A-Z].*\.$/);
  }
});

test("a saved trace tells the same", () => {
  for (const file of shippedFiles("hazards")) {
    for (const { result, trace } of runs(file)) {
      if (trace === null) throw new Error("a run without its trace");
      const decoded = decodeTraces(Buffer.concat([...encodeTraces([trace])]));
      if (!decoded.ok) throw new Error(decoded.error);
      expect(decoded.traces.flatMap((saved) => analyse(saved).findings)).toEqual(result.findings);
    }
  }
});

test("the order of the locks is found where the deadlock does not come", () => {
  expect(kinds("hazards/abba-deadlock.yaml", ["workload.back.arrive=5ms"])).toEqual(["lock-order"]);
  expect(kinds("hazards/abba-deadlock-safe.yaml", ["workload.back.arrive=5ms"])).toEqual([]);
});

test("user threads that share a kernel thread give it back when they wait", () => {
  expect(kinds("hazards/kernel-threads-used-up.yaml", ["models=[many-to-one]"])).not.toContain("deadlock");
});
