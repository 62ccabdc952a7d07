import { describe, expect, test } from "vitest";
import { ms } from "../../../src/base/time.ts";
import { endOf, endsFrom, makespan, mean, off, run } from "./measure.ts";

describe("the interpreter lock", () => {
  const computing = (runtime: string) =>
    makespan(
      `machine: { cores: 2 }\nmodels: [ ${runtime} ]\nworkload: [ { thread: a, count: 2, program: [ compute: 500ms ] } ]`,
    );

  test("without it computing is 30 to 80 % off: here nearly half", () => {
    const off = 1 - computing("linux-nptl") / computing("cpython");
    expect(off).toBeGreaterThan(0.45);
    expect(off).toBeLessThan(0.55);
  });

  test("a sleeper beside one thread that computes is late by one interval each time: 5.3 ms measured", () => {
    const late = (runtime: string, times: number) => {
      const text =
        `machine: { cores: 2 }\nmodels: [ ${runtime} ]\nworkload:\n` +
        `  - { thread: sleeper, program: [ { repeat: ${times}, do: [ sleep: 2ms, compute: 10us ] } ] }\n` +
        "  - { thread: busy, program: [ compute: 1s ] }";
      return (endOf(text, 0) - times * ms(2.01)) / times;
    };
    for (const times of [1, 20]) {
      expect(late("cpython", times)).toBeGreaterThan(ms(5));
      expect(late("cpython", times)).toBeLessThan(ms(5.7));
      expect(late("linux-nptl", times)).toBeLessThan(ms(0.4));
    }
  });

  test("Thread.start takes two turns of it: with all threads there at once, io ends in about half the time", () => {
    const hogs = "thread: hog, count: 2, program: [ compute: 1s ]";
    const readers = "thread: reader, count: 4, program: [ { repeat: 5, do: [ io: 2ms, compute: 100us ] } ]";
    const started = (runtime: string) =>
      `machine: { cores: 2 }\nmodels: [ ${runtime} ]\nworkload:\n  - thread: main\n    program:\n` +
      `      - spawn: { ${hogs} }\n      - spawn: { ${readers} }\n      - join: reader\n`;
    const there = (runtime: string) =>
      `machine: { cores: 2 }\nmodels: [ ${runtime} ]\nworkload: [ { ${hogs} }, { ${readers} } ]`;
    const half = mean(endsFrom(there("cpython"), 2)) / mean(endsFrom(started("cpython"), 3));
    expect(half).toBeGreaterThan(0.45);
    expect(half).toBeLessThan(0.65);
    // Without the lock starting takes next to nothing.
    const same = mean(endsFrom(there("linux-nptl"), 2)) / mean(endsFrom(started("linux-nptl"), 3));
    expect(Math.abs(same - 1)).toBeLessThan(0.1);
  });
});

test("blocking instead of wrapped io under many-to-one: 85 % off", () => {
  const io = (kind: string) =>
    makespan(
      `machine: { cores: 2 }\nmodels: [ { gnu-pth: { io: ${kind} } } ]\n` +
        "workload: [ { thread: a, count: 8, program: [ { repeat: 5, do: [ io: 10ms, compute: 100us ] } ] } ]",
    );
  const off = 1 - io("nonblocking") / io("blocking");
  expect(off).toBeGreaterThan(0.8);
  expect(off).toBeLessThan(0.9);
});

describe("Go", () => {
  const calls = (computing: string, nonblocking: boolean, model: string) =>
    makespan(
      `machine: { cores: 2 }\nmodels: [ ${model} ]\nworkload: [ { thread: a, count: 16, program: [\n` +
        `  { repeat: 20, do: [ compute: ${computing}, io: { for: 500us, nonblocking: ${nonblocking} } ] } ] } ]`,
    );

  test("hands a blocked kernel thread's place on: without, every blocking call is time lost", () => {
    const kept = "many-to-many: { kernelThreads: 2, io: nonblocking, scheduler: work-stealing }";
    // 500 us in each 800.
    expect(calls("300us", false, kept) / calls("300us", false, "go")).toBeGreaterThan(1.3);
  });

  test("as plain parking, blocking calls are up to 17 % too fast: each costs the monitor's 20 us and a wake-up", () => {
    // About 60 us beside 300 of computing; measured were 39 us.
    expect(off(calls("300us", true, "go"), calls("300us", false, "go"))).toBeGreaterThan(0.1);
    expect(off(calls("300us", true, "go"), calls("300us", false, "go"))).toBeLessThan(0.18);
    expect(off(calls("10ms", true, "go"), calls("10ms", false, "go"))).toBeLessThan(0.01);
  });

  test("what carries on is there tens of microseconds after the call", () => {
    const { records } = run(
      "machine: { cores: 1 }\nmodels: [ go ]\nworkload:\n  - { thread: a, program: [ io: { for: 5ms, nonblocking: false } ] }\n" +
        "  - { thread: b, program: [ compute: 1ms ] }",
    );
    const blocked = records.find(({ name }) => name === "blockedIo")?.time ?? 0;
    const next = records.find(({ name, subject }) => name === "threadRunning" && subject === 1)?.time ?? 0;
    expect(next - blocked).toBeGreaterThan(ms(0.02));
    expect(next - blocked).toBeLessThan(ms(0.12));
  });

  /** As Go, but for its own order of goroutines. */
  const plain = (options: string, kernelThreads = 1) =>
    `many-to-many: { kernelThreads: ${kernelThreads}, io: nonblocking, ${options} }`;
  const goOn = (kernelThreads: number) => `go: { kernelThreads: ${kernelThreads} }`;
  const on = (model: string, main: string, more = "") =>
    `machine: { cores: 2 }\nmodels: [ { ${model} } ]\n${more}\nworkload: [ { thread: main, program: [ ${main} ] } ]`;

  test("preempts after 20 ms: without that goroutines are done 30 to 50 % earlier on average, and all together as late", () => {
    const sixteen = "{ spawn: { thread: g, count: 16, program: [ compute: 100ms ] } }, { join: g }";
    for (const cores of [1, 2]) {
      const right = on(goOn(cores), sixteen);
      const wrong = on(plain("scheduler: work-stealing", cores), sixteen);
      const early = 1 - mean(endsFrom(wrong, 1)) / mean(endsFrom(right, 1));
      expect(early).toBeGreaterThan(0.3);
      expect(early).toBeLessThan(0.5);
      expect(off(makespan(wrong), makespan(right))).toBeLessThan(0.01);
    }
  });

  test("runs next what was made ready last: of eight goroutines the last one is done first", () => {
    const eight = "{ spawn: { thread: g, count: 8, program: [ compute: 5ms ] } }, { join: g }";
    const order = (text: string) => {
      const ends = endsFrom(text, 1);
      return [...ends.keys()].sort((a, b) => (ends[a] ?? 0) - (ends[b] ?? 0));
    };
    const withoutSlot = on(plain("scheduler: { policy: work-stealing, nextSlot: false }"), eight);
    expect(order(on(goOn(1), eight))).toEqual([7, 0, 1, 2, 3, 4, 5, 6]);
    expect(order(withoutSlot)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(off(makespan(withoutSlot), makespan(on(goOn(1), eight)))).toBeLessThan(0.01);
  });

  describe("two that wake each other in turn", () => {
    const objects = "objects: { a: { semaphore: 1 }, b: { semaphore: 0 } }";
    const half = (name: string, from: string, to: string, times: number) =>
      `{ spawn: { thread: ${name}, program: [ { repeat: ${times}, do: [ acquire: ${from}, compute: 50us, release: ${to} ] } ] } }`;
    const pair = (times: number) => `${half("x", "a", "b", times)}, ${half("y", "b", "a", times)}`;
    const others = "{ spawn: { thread: g, count: 20, program: [ compute: 5ms ] } }";

    test("go on by the next slot, and are done in a fifth of the time that others' turns would take", () => {
      const ends = (model: string) => endsFrom(on(model, `${pair(200)}, ${others}`, objects), 1).slice(0, 2);
      const ratio = mean(ends(goOn(1))) / mean(ends(plain("preempt: 20ms, scheduler: fifo")));
      expect(ratio).toBeGreaterThan(0.15);
      expect(ratio).toBeLessThan(0.25);
    });

    test("share one quantum: the first of the others runs after 20 ms, not when they are done after 100", () => {
      const { records } = run(on(goOn(1), `${pair(1000)}, ${others}`, objects));
      const third = records.find(({ name, subject }) => name === "threadRunning" && subject === 3);
      expect(third?.time).toBeGreaterThan(ms(20));
      expect(third?.time).toBeLessThan(ms(27));
    });

    test("but who is preempted leaves no quantum behind: whom it has woken runs at once", () => {
      const spawner = "{ spawn: { thread: child, program: [ compute: 1ms ] } }, compute: 30ms";
      const [child = 0] = endsFrom(on(goOn(1), `${others}, ${spawner}`), 21);
      expect(child).toBeGreaterThan(ms(21));
      expect(child).toBeLessThan(ms(21.2));
    });

    test("leave every 61st turn to the global queue: who comes from io waits for as many, not for a quantum", () => {
      const reader = "{ spawn: { thread: reader, program: [ io: 5ms, compute: 10us ] } }";
      const late = (model: string) => {
        const [end = 0] = endsFrom(on(model, `${reader}, ${pair(1000)}`, objects), 1);
        return end - ms(5);
      };
      // 61 turns of 50 us at the longest.
      expect(late(goOn(1))).toBeLessThan(ms(3.2));
      expect(late(goOn(1))).toBeGreaterThan(0);
    });
  });
});

describe("virtual threads of Java", () => {
  const on = (model: string, workload: string, objects = "") =>
    `machine: { cores: 2 }\nmodels: [ ${model} ]\n${objects}\nworkload: [ ${workload} ]`;
  const hogs = (count: number) => `{ thread: hog, count: ${count}, program: [ compute: 200ms ] }`;

  test("are not cut into slices: as many that compute as carriers keep all others waiting", () => {
    const brief = "{ thread: brief, arrive: 1ms, program: [ compute: 1ms ] }";
    const late = (model: string) => endOf(on(model, `${hogs(2)}, ${brief}`), 2) - ms(2);
    expect(late("loom")).toBeGreaterThan(ms(198));
    // A goroutine waits for one slice, a platform thread for a tick of the kernel's scheduler.
    expect(late("go")).toBeLessThan(ms(21));
    expect(late("linux-nptl")).toBeLessThan(ms(5));
  });

  test("blocked in a file have their carrier replaced; waiting for a kernel lock they pin it", () => {
    const files = "{ thread: f, count: 8, program: [ io: { for: 50ms, nonblocking: false } ] }";
    expect(makespan(on("loom", files))).toBeLessThan(ms(60));
    const two = "many-to-many: { kernelThreads: 2, scheduler: fork-join }";
    expect(makespan(on(`{ ${two} }`, files))).toBeGreaterThan(ms(4 * 50));

    const holder = "{ thread: holder, process: other, program: [ { locked: m, do: [ sleep: 100ms ] } ] }";
    const waiters =
      "{ thread: w, process: app, arrive: 1ms, count: 2, program: [ { locked: m, do: [ compute: 1us ] } ] }";
    const bystander = "{ thread: b, process: app, arrive: 2ms, program: [ compute: 1ms ] }";
    const pinned = (scope: string) =>
      endOf(
        on(
          "loom",
          `${holder}, ${waiters}, ${bystander}`,
          `objects: { m: { mutex: { scope: ${scope} } } }\nprocesses: { app: , other: { model: linux-nptl } }`,
        ),
        3,
      );
    expect(pinned("kernel")).toBeGreaterThan(ms(100));
    expect(pinned("user")).toBeLessThan(ms(5));
  });
});
