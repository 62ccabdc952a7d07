import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { Knob } from "../../src/base/knob.ts";
import { editScenario } from "../../src/scenario/edit.ts";
import { knobsOf } from "../../src/scenario/knobs.ts";
import { parseScenario } from "../../src/scenario/parse.ts";

function knobsIn(text: string, set: readonly string[] = []): Knob[] {
  const parsed = parseScenario(text, { file: "", set });
  if (!parsed.ok) throw new Error(parsed.issues.map(({ message }) => message).join("\n"));
  return knobsOf(parsed.scenario);
}

const POOL = `name: Pool
seed: 7
machine: { cores: 2, scheduler: { policy: round-robin, quantum: 5ms }, costs: ideal }
models: [ many-to-one, many-to-many: { kernelThreads: 3 }, go ]
workload:
  - pool: fetchers
    workers: 4
    jobs: 8
    job: [ { compute: 1ms } ]
  - thread: logger
    program: [ { compute: 1ms } ]
`;

describe("the values that one tries first", () => {
  test("are named, with what they are and their neighbours", () => {
    const lines = knobsIn(POOL).map(({ name, path, value, less, more }) =>
      [name, path, value, less, more].join(" | "),
    );
    expect(lines).toEqual([
      "cores | machine.cores | 2 | 1 | 3",
      "scheduler | machine.scheduler | round-robin | fcfs | sjf",
      "quantum | machine.scheduler.quantum | 5ms | 2500us | 10ms",
      "costs | machine.costs | ideal | linux | linux",
      "kernel threads (many-to-many) | models.many-to-many.kernelThreads | 3 | 2 | 4",
      "kernel threads (go) | models.go.kernelThreads | cores | 1 | 3",
      "workers of fetchers | workload.fetchers.workers | 4 | 3 | 5",
      "seed | seed | 7 | 6 | 8",
    ]);
  });

  test("end where nothing less is possible, and follow what was changed", () => {
    const knob = (name: string, set: readonly string[]) =>
      knobsIn(POOL, set).find((one) => one.name === name);
    expect(knob("cores", ["machine.cores=1"])?.less).toBeNull();
    expect(knob("seed", ["seed=abc"])).toMatchObject({ value: "abc", less: null });
    expect(knob("costs", ["machine.costs.kernelSwitch=1us"])).toMatchObject({
      value: "its own",
      less: "linux",
      more: "ideal",
    });
    expect(knob("quantum", ["machine.scheduler=fcfs"])).toBeUndefined();
  });

  test("of a model can be changed and written where the scenario lists no models", () => {
    const text = "# A comment.\nname: x\nworkload: [ { thread: a, program: [ { compute: 1ms } ] } ]\n";
    const change = "models.many-to-many.kernelThreads=3";
    const after = knobsIn(text, [change]).find(({ path }) => path === "models.many-to-many.kernelThreads");
    expect(after?.value).toBe("3");
    const edited = editScenario(text, [change]);
    expect(edited.ok && edited.text).toContain("# A comment.");
    expect(edited.ok && edited.text).toContain("kernelThreads: 3");
  });

  test("of every shipped scenario lead to a scenario that is valid, in both directions", () => {
    for (const name of readdirSync("scenarios").filter((file) => file.endsWith(".yaml"))) {
      const text = readFileSync(`scenarios/${name}`, "utf8");
      for (const { path, less, more, value } of knobsIn(text)) {
        for (const wanted of [less, more]) {
          if (wanted === null) continue;
          const changed = knobsIn(text, [`${path}=${wanted}`]).find((one) => one.path === path);
          expect([name, path, changed?.value ?? wanted]).toEqual([name, path, wanted]);
          expect(wanted).not.toBe(value);
        }
      }
    }
  });
});
