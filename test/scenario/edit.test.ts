import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { editScenario } from "../../src/scenario/edit.ts";
import { parseScenario } from "../../src/scenario/parse.ts";
import { SCENARIOS, shippedFiles } from "../support/shipped.ts";

const TEXT = `# What it is about.
name: Pool   # a name
machine:
  cores: 2   # how many
  scheduler: round-robin
models: [ many-to-one, many-to-many: { kernelThreads: 2 } ]
# The work.
workload:
  # fetches
  - pool: fetchers
    workers: 4 # of them
    jobs: 8
    job: [ { compute: 1ms }, { io: 10ms } ]
`;

function edited(sets: readonly string[], text = TEXT): string {
  const result = editScenario(text, sets);
  if (!result.ok) throw new Error(result.error);
  return result.text;
}

describe("writing changes into a scenario's text", () => {
  test("a plain value changes in its place, and nothing else does", () => {
    expect(edited(["machine.cores=8"])).toBe(TEXT.replace("cores: 2", "cores: 8"));
    expect(edited(["workload.fetchers.workers=7", "models.many-to-many.kernelThreads=3"])).toBe(
      TEXT.replace("workers: 4", "workers: 7").replace("kernelThreads: 2", "kernelThreads: 3"),
    );
  });

  test("a new key, an opened word and a model's first option keep all comments", () => {
    for (const set of [
      "seed=7",
      "machine.scheduler.quantum=5ms",
      "machine.costs=ideal",
      "models.many-to-one.io=nonblocking",
      "models=[one-to-one]",
      "workload[0].jobs=9",
    ]) {
      const text = edited([set]);
      for (const comment of [
        "# What it is about.",
        "# a name",
        "# how many",
        "# The work.",
        "# fetches",
        "# of them",
      ]) {
        expect(text).toContain(comment);
      }
    }
  });

  test("what is no path, or leads nowhere, is refused", () => {
    for (const set of [
      "x",
      "machine..cores=2",
      "workload.nobody.workers=2",
      "name.x=1",
      "machine.cores=none",
    ]) {
      expect(editScenario(TEXT, [set]).ok).toBe(false);
    }
  });

  test("every shipped scenario means the same with the change written as with it set", () => {
    for (const file of shippedFiles()) {
      const text = readFileSync(join(SCENARIOS, file), "utf8");
      const sets = ["machine.cores=3", "seed=abc", "models=[one-to-one]", "machine.scheduler.quantum=3ms"];
      const parsed = parseScenario(edited(sets, text), { file: "x" });
      const set = parseScenario(text, { file: "x", set: sets });
      expect(parsed).toEqual(set);
    }
  });
});
