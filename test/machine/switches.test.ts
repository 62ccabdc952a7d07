import { describe, expect, test } from "vitest";
import { ms } from "../../src/base/time.ts";
import type { SimulationInput } from "../../src/threads/options.ts";
import {
  at,
  compute,
  endsMs,
  group,
  IDEAL,
  io,
  machine,
  measure,
  scenario,
  simulate,
} from "../threads/fixtures.ts";

const switching = { ...IDEAL, kernelSwitch: ms(1) };
const waking = { ...IDEAL, dispatchLatency: ms(1) };
const both = { ...switching, dispatchLatency: ms(2) };

describe("a kernel switch is charged when a core takes up another kernel thread than its last (rule 2)", () => {
  test("the first on a core is free; the quantum begins after the switch", () => {
    const input = scenario([group("a", [compute(10)], { count: 2 })], {
      machine: machine({ scheduler: { policy: "round-robin", quantum: ms(5) }, costs: switching }),
    });
    // a[0] 0–5, switch, a[1] 6–11, switch, a[0] 12–17, switch, a[1] 18–23.
    expect(endsMs(input)).toEqual([17, 23]);
    expect(measure(input).switches.kernel).toBe(3);
  });

  test("taken up again by the core it left, nobody between, it costs nothing", () => {
    const input = scenario([group("a", [compute(2), io(3), compute(2)])], {
      machine: machine({ costs: switching }),
    });
    expect(endsMs(input)).toEqual([7]);
  });

  test("a quantum that ends while nobody waits costs nothing", () => {
    const input = scenario([group("a", [compute(12)])], {
      machine: machine({ scheduler: { policy: "round-robin", quantum: ms(5) }, costs: both }),
    });
    expect(endsMs(input)).toEqual([12]);
    expect(measure(input).switches.kernel).toBe(0);
  });

  test("a new kernel thread is another than the last one, although it may have its id", () => {
    const input = scenario([group("a", [compute(2)]), group("b", [compute(2)], at(5))], {
      machine: machine({ costs: switching }),
    });
    expect(endsMs(input)).toEqual([2, 8]);
    expect(measure(input, true)).toMatchObject({ endNs: ms(8), switches: { kernel: 1 } });
  });

  test("what arrives during a switch waits for its end", () => {
    const input = scenario(
      [group("a", [compute(2)]), group("b", [compute(2)]), group("c", [compute(1)], at(2.5))],
      { machine: machine({ costs: switching }) },
    );
    expect(endsMs(input)).toEqual([2, 5, 7]);
  });
});

describe("dispatch latency is charged where the core was idle", () => {
  test("not the first time, nor when the core was never idle", () => {
    const input = scenario([group("a", [compute(2)]), group("b", [compute(2)])], {
      machine: machine({ costs: waking }),
    });
    expect(endsMs(input)).toEqual([2, 4]);
  });

  test("also for the kernel thread it ran last", () => {
    const input = scenario([group("a", [compute(2), io(3), compute(2)])], {
      machine: machine({ costs: waking }),
    });
    expect(endsMs(input)).toEqual([8]);
  });

  test("together with the switch, for another one", () => {
    const input = scenario([group("a", [compute(2)]), group("b", [compute(2)], at(5))], {
      machine: machine({ costs: both }),
    });
    expect(endsMs(input)).toEqual([2, 10]);
  });
});

describe("two cores", () => {
  const twice = (wait: number) => [compute(1), io(wait), compute(1)];
  const input = (more: Partial<SimulationInput> = {}) =>
    scenario([group("a", twice(3)), group("b", twice(2))], {
      machine: machine({ cores: 2, costs: switching }),
      ...more,
    });

  test("a kernel thread goes back to the core it ran on, where that is idle and has run nothing else", () => {
    expect(endsMs(input())).toEqual([5, 4]);
    expect(measure(input()).switches).toMatchObject({ kernel: 0, migrations: 0 });
  });

  test("where another has its core, it migrates and pays a switch", () => {
    // c takes core 0 at 2, while a waits for its I/O; b keeps core 1 until 3.
    const workload = [group("a", twice(3)), group("b", [compute(3)]), group("c", [compute(9)], at(2))];
    expect(endsMs(input({ workload }))).toEqual([6, 3, 12]);
    expect(measure(input({ workload })).switches).toMatchObject({ kernel: 2, migrations: 1 });
  });
});

describe("the ledger of the cores is exact (rule 3)", () => {
  const input = (cores: number) =>
    scenario([group("p", [compute(100)], { count: 2 })], {
      machine: machine({
        cores,
        scheduler: { policy: "round-robin", quantum: ms(5) },
        costs: { ...IDEAL, kernelSwitch: ms(0.1) },
      }),
    });

  test.each([
    [1, { busyNs: ms(200), overheadNs: ms(3.9), idleNs: 0 }],
    [2, { busyNs: ms(200), overheadNs: 0, idleNs: 0 }],
    [3, { busyNs: ms(200), overheadNs: 0, idleNs: ms(100) }],
  ])("%d cores", (cores, ledger) => {
    const result = measure(input(cores));
    expect(result.cores).toMatchObject(ledger);
    const { busyNs, overheadNs, idleNs } = result.cores;
    expect(busyNs + overheadNs + idleNs).toBe(cores * result.endNs);
  });

  test("utilization counts useful time only", () => {
    expect(measure(input(1)).cores.utilization).toBeCloseTo(200 / 203.9, 12);
  });
});

test("a core runs one kernel thread at a time, and says so without gaps", () => {
  const input = scenario([group("a", [compute(3), io(1), compute(3)], { count: 3 })], {
    machine: machine({ scheduler: { policy: "round-robin", quantum: ms(2) }, costs: both }),
  });
  const cores = simulate(input).records.filter(({ name }) => name.startsWith("core"));
  const times = cores.map(({ time }) => time);
  expect(times).toEqual(times.toSorted((a, b) => a - b));
  // The same state is never recorded twice in a row, except a new stay of the same kernel thread.
  for (const [i, record] of cores.entries()) {
    const before = cores[i - 1];
    if (before?.name === "coreIdle") expect(record.name).not.toBe("coreIdle");
  }
});
