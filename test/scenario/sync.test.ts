import { expect, test } from "vitest";
import { ms, us } from "../../src/base/time.ts";
import { formatIssue } from "../../src/scenario/format-issue.ts";
import { parseScenario } from "../../src/scenario/parse.ts";
import type { Scenario } from "../../src/scenario/scenario.ts";

function parse(text: string): Scenario {
  const result = parseScenario(text, { file: "s.yaml" });
  if (!result.ok) throw new Error(result.issues.map(formatIssue).join("\n"));
  return result.scenario;
}

const WORKLOAD = "workload: [ { thread: a, program: [ compute: 1ms ] } ]";

test("a spin lock has no queue to say anything of", () => {
  const found = parseScenario(`objects: { m: { mutex: { spin: 1us, order: priority } } }\n${WORKLOAD}`, {
    file: "s.yaml",
  });
  expect(found.ok ? [] : found.issues.map(({ message }) => message)).toEqual([
    "with `spin` nobody waits in a queue: there is no `order`",
  ]);
  expect(parse(`objects: { m: { mutex: { spin: 1us } } }\n${WORKLOAD}`).objects).toMatchObject([
    { spin: 1_000 },
  ]);
});

test("mutexes and read-write locks, written short and in full", () => {
  const { objects } = parse(`
objects:
  plain: mutex
  full: { mutex: { protocol: immediate-ceiling, scope: kernel, order: priority, ceiling: -3, handoff: 5us } }
  shared: rwlock
  writers: { rwlock: { prefer: writers } }
${WORKLOAD}`);
  expect(objects).toEqual([
    {
      kind: "mutex",
      name: "plain",
      scope: "user",
      protocol: "none",
      order: "fifo",
      ceiling: null,
      handoff: 0,
      spin: null,
    },
    {
      kind: "mutex",
      name: "full",
      scope: "kernel",
      protocol: "immediate-ceiling",
      order: "priority",
      ceiling: -3,
      handoff: us(5),
      spin: null,
    },
    { kind: "rwlock", name: "shared", prefer: "fair" },
    { kind: "rwlock", name: "writers", prefer: "writers" },
  ]);
});

test("steps on read-write locks", () => {
  const { workload } = parse(`
objects: { r: rwlock }
workload:
  - thread: a
    program:
      - readLock: r
      - unlock: r
      - writeLock: r
      - unlock: r
      - readLocked: r
        do: [ compute: 1ms ]
      - writeLocked: r
        do: [ compute: 1ms ]
`);
  const body = [{ kind: "compute", for: ms(1) }];
  expect(workload[0]).toMatchObject({
    program: [
      { kind: "readLock", rwlock: "r" },
      { kind: "unlock", mutex: "r" },
      { kind: "writeLock", rwlock: "r" },
      { kind: "unlock", mutex: "r" },
      { kind: "readLocked", rwlock: "r", body },
      { kind: "writeLocked", rwlock: "r", body },
    ],
  });
});

test("user-level schedulers: by name, with options, and with those of the default left unnamed", () => {
  const { models } = parse(`
models:
  - many-to-one: { scheduler: lifo }
  - many-to-one: { scheduler: { policy: round-robin, quantum: 2ms } }
  - many-to-many: { scheduler: { policy: priority, order: high-first } }
  - many-to-many: { scheduler: work-stealing }
  - many-to-many
${WORKLOAD}`);
  expect(models.map((model) => ("scheduler" in model ? model.scheduler : null))).toEqual([
    { policy: "lifo" },
    { policy: "round-robin", quantum: ms(2) },
    { policy: "priority", preemptive: true, order: "high-first" },
    { policy: "work-stealing", nextSlot: true },
    { policy: "fifo" },
  ]);
});

test("periodic threads and deadlines", () => {
  const { workload } = parse(`
until: 1s
workload:
  - thread: a
    period: 10ms
    deadline: 8ms
    program: [ compute: 1ms ]
  - thread: b
    program: [ deadline: { exponential: 5ms }, compute: 1ms ]
`);
  expect(workload[0]).toMatchObject({ period: ms(10), deadline: ms(8) });
  expect(workload[1]).toMatchObject({
    period: null,
    program: [{ kind: "deadline", for: { kind: "exponential", mean: ms(5) } }, { kind: "compute" }],
  });
});
