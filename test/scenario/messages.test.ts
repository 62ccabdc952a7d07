import { expect, test } from "vitest";
import { formatIssue } from "../../src/scenario/format-issue.ts";
import { type ParseOptions, parseScenario } from "../../src/scenario/parse.ts";
import { EXAMPLE, withProgram, withWorkload } from "./valid.ts";

type Case = readonly [text: string, options?: Omit<ParseOptions, "file">];

const P = "program: [ compute: 1ms ]";

/** Bad inputs by what is wrong with them. What is printed for each stands in messages.golden.txt. */
const CASES: Readonly<Record<string, Case>> = {
  empty: [""],
  "comments only": ["# nothing\n"],
  "not a mapping": ["- 1\n"],
  "binary: NUL": ["name: a\0b\n"],
  "binary: no UTF-8": ["\ufffd\ufffdELF\n"],
  "missing bracket, first of a cascade": [
    "workload: [ { thread: a, program: [ compute: 1ms }\nuntil: 1s\nname: x\n",
  ],
  "bad indentation": ["workload:\n  - thread: a\n   program: []\n"],
  "key twice": ["name: a\nname: b\nworkload: []\n"],
  "two documents": ["name: a\n---\nname: b\n"],
  "tag of one's own": [`name: !secret a\n${withWorkload(`[ { thread: a, ${P} } ]`)}`],
  directive: ["%YAML 1.1\n---\nname: a\n"],
  "merge key": [withWorkload(`[ { <<: { thread: a }, ${P} } ]`)],
  "unknown alias": [withWorkload(`[ { thread: a, program: *p } ]`)],
  "alias of itself": ["workload: &w [ *w ]\n"],
  "list as a key": ["? [a, b]\n: 1\n"],
  "prototype key": ["__proto__: 1\n"],
  "group of options": [
    `models: [ one-to-one: { gil: { intervall: 1ms } }, one-to-one: { gil: yes please } ]\n${withWorkload(`[ { thread: a, ${P} } ]`)}`,
  ],
  "quota under processor sharing": [
    `machine: { scheduler: processor-sharing }\nprocesses: { a: { quota: { cpu: 1ms } }, b: { quota: { period: 1ms } } }\n${withWorkload(`[ { thread: a, ${P} } ]`)}`,
  ],
  "unknown keys": [withWorkload(`[ { thread: a, cuont: 2, frobnicate: 1, ${P} } ]`)],
  "unknown top-level key": ["workloads: []\n"],
  "unknown step": [withProgram("[ compte: 1ms ]")],
  "step of a later version": [withProgram("[ teleport: m ]", "m: mutex")],
  "two steps in one": [withProgram("[ { compute: 1ms, io: 2ms } ]")],
  "step without a value": [withProgram("[ compute ]")],
  "step that is a number": [withProgram("[ 5 ]")],
  "no steps": [withProgram("[]")],
  "program is no list": [withProgram("{ compute: 1ms }")],
  "missing program": [withWorkload("[ { thread: a } ]")],
  "missing do": [withProgram("[ locked: m ]", "m: mutex")],
  "wrong types": ["name: [a]\nseed: 1.5\nmachine: fast\nmodels: one-to-one\nworkload: 5\n"],
  "neither thread nor pool": [withWorkload("[ { tread: a } , 7 ]")],
  "both thread and pool": [withWorkload("[ { thread: a, pool: b } ]")],
  "number without a unit": [withProgram("[ compute: 10 ]")],
  "unknown unit": [withProgram("[ compute: 10sec, io: 3h, sleep: 1MS ]")],
  "negative duration": [withProgram("[ compute: -1ms ]")],
  "not numbers": [withProgram("[ compute: .nan, io: .inf, sleep: abc ]")],
  "number too large": [
    `machine: { cores: 1e9 }\n${withWorkload(`[ { thread: a, count: 99999999999999999999, ${P} } ]`)}`,
  ],
  "fraction of a thread": [withWorkload(`[ { thread: a, count: 1.5, ${P} } ]`)],
  "negative count": [withWorkload(`[ { thread: a, count: -3, ${P} } ]`)],
  "infinite count": [withWorkload(`[ { thread: a, count: .inf, ${P} } ]`)],
  "past the clock": [withProgram("[ compute: 1000000min ]")],
  "past the clock by repetition": [withProgram("[ { repeat: 1000000000, do: [ compute: 1s ] } ]")],
  "past the clock by arrivals": [
    withWorkload(`[ { thread: a, arrive: { every: 1min, count: 1000000 }, ${P} } ]`),
  ],
  "past the clock by jobs": [
    withWorkload("[ { pool: p, workers: 1, jobs: 1000000, job: [ compute: 1min ] } ]"),
  ],
  distributions: [
    withProgram(
      "[ compute: { exponental: 1ms }, compute: { uniform: [2ms, 1ms] }, compute: { uniform: [1ms] }, compute: { lognormal: { mean: 1ms } }, compute: { erlang: { mean: 1ms, k: 0 } }, compute: { hyperexponential: { mean: 1ms, cv: 0.5 } }, compute: { trace: [] }, compute: { choice: [ { value: 1ms, weight: 0 } ] }, compute: {} ]",
    ),
  ],
  "unknown policy": [`machine: { scheduler: round-robbin }\n${withWorkload(`[ { thread: a, ${P} } ]`)}`],
  "unknown policy option": [
    `machine: { scheduler: { policy: fcfs, quantum: 1ms } }\n${withWorkload(`[ { thread: a, ${P} } ]`)}`,
  ],
  "run queues and levels that are none": [
    `machine: { scheduler: { policy: mlfq, levels: 0, quanta: [], boost: soon, queues: per-cpu } }\n${withWorkload(`[ { thread: a, ${P} } ]`)}`,
  ],
  "cores, nice values and tickets that are not there": [
    `machine: { cores: 2 }\n${withWorkload(`[ { thread: a, affinity: [0, 2], ${P} }, { thread: b, affinity: [], nice: 20, tickets: 0, ${P} } ]`)}`,
  ],
  "quantum of nothing": [
    `machine: { scheduler: { policy: round-robin, quantum: 0 } }\n${withWorkload(`[ { thread: a, ${P} } ]`)}`,
  ],
  "unknown cost": [
    `machine: { costs: { kernelSwich: 1us, copyPerMiB: 5, kernelStackBytes: 4 } }\n${withWorkload(`[ { thread: a, ${P} } ]`)}`,
  ],
  "unknown model and option": [
    `models: [ one-to-on, many-to-many: { kernelTreads: 4 }, many-to-one: { io: async } ]\n${withWorkload(`[ { thread: a, ${P} } ]`)}`,
  ],
  "model twice": [`models: [ one-to-one, one-to-one: {} ]\n${withWorkload(`[ { thread: a, ${P} } ]`)}`],
  "unknown object kind": [
    `objects: { m: mutx, b: barrier, n: 5, q: { queu: {} }, l: { list: { save: true } } }\n${withWorkload(`[ { thread: a, ${P} } ]`)}`,
  ],
  "mutex options that are none, or do not go together": [
    `objects: { m: { mutex: { protocol: inheritence } }, n: { mutex: { ceiling: 3 } }, o: { mutex: { protocol: ceiling, order: fifo } } }\n${withWorkload(`[ { thread: a, ${P} } ]`)}`,
  ],
  "a thread above the ceiling of its mutex": [
    `objects: { m: { mutex: { protocol: ceiling, ceiling: 3 } } }\n${withWorkload("[ { thread: a, priority: 2, program: [ lock: m, unlock: m ] }, { thread: b, priority: 3, program: [ { locked: m, do: [ compute: 1ms ] } ] } ]")}`,
  ],
  "read-write locks: what is not held, and what is none": [
    withProgram(
      "[ unlock: r, readLock: m, lock: r, { readLocked: r, do: [ compute: 1ms ] }, unlock: r ]",
      "m: mutex, r: rwlock",
    ),
  ],
  "rwlock preference": [
    `objects: { r: { rwlock: { prefer: reader } } }\n${withWorkload(`[ { thread: a, ${P} } ]`)}`,
  ],
  "a periodic thread without an end, and one that waits for its end": [
    withWorkload(
      "[ { thread: a, period: 10ms, program: [ compute: 1ms ] }, { thread: b, after: a, program: [ compute: 1ms ] } ]",
    ),
  ],
  "user-level scheduler": [
    `models: [ { many-to-one: { scheduler: fifos } }, { many-to-many: { scheduler: { policy: priority, quantum: 1ms } } } ]\n${withWorkload(`[ { thread: a, ${P} } ]`)}`,
  ],
  "bad names": [
    `objects: { 1m: mutex }\n${withWorkload(`[ { thread: "a[0]", ${P} }, { thread: "", ${P} }, { thread: 5, ${P} } ]`)}`,
  ],
  "control characters": [`name: "\\e[31mred"\n${withWorkload(`[ { thread: a, ${P} } ]`)}`],
  "missing references": [
    withProgram(
      "[ lock: n, take: job, io: { for: 1ms, device: dsik }, join: child ]",
      "m: mutex, jobs: queue",
    ),
  ],
  "wrong kind of object": [withProgram("[ lock: jobs, take: m ]", "m: mutex, jobs: queue")],
  "missing device": [
    `machine: { devices: { disk: {} } }\n${withProgram("[ io: { for: 1ms, device: dsik } ]")}`,
  ],
  "missing process": [
    `processes: { app: , db: {} }\n${withWorkload(`[ { thread: a, process: dbb, ${P} } ]`)}`,
  ],
  "missing group": [
    withWorkload(
      `[ { thread: first, ${P} }, { thread: b, after: fist, ${P} }, { thread: c, after: [ "first[1]", "x[y]" ], ${P} } ]`,
    ),
  ],
  "missing thread of a group": [
    withWorkload(`[ { thread: a, count: 3, ${P} }, { thread: c, after: "a[3]", ${P} } ]`),
  ],
  "misspelt required key": [withWorkload("[ { thread: a, programm: [ compute: 1ms ] } ]")],
  "scheduling of threads": [
    withWorkload(`[ { thread: a, nice: 20, tickets: 0, affinity: [], period: 0, deadline: 5, ${P} } ]`),
  ],
  "affinity to a core that is not there": [withWorkload(`[ { thread: a, affinity: [ 0, 4 ], ${P} } ]`)],
  "cyclic after": [
    withWorkload(
      `[ { thread: a, after: c, ${P} }, { thread: b, after: a, ${P} }, { thread: c, after: [ b ], ${P} } ]`,
    ),
  ],
  "after itself": [withWorkload(`[ { thread: a, after: a, ${P} } ]`)],
  "group twice": [
    withWorkload(`[ { thread: a, ${P} }, { pool: a, workers: 1, jobs: 1, job: [ compute: 1ms ] } ]`),
  ],
  "join before spawn": [withProgram("[ join: c, spawn: { thread: c, program: [ compute: 1ms ] } ]")],
  "unlock without lock": [withProgram("[ unlock: m ]", "m: mutex")],
  "unlock within locked": [withProgram("[ { locked: m, do: [ compute: 1ms, unlock: m ] } ]", "m: mutex")],
  "unlock twice": [withProgram("[ lock: m, unlock: m, unlock: m ]", "m: mutex")],
  "wait without the lock": [withProgram("[ wait: { condition: c, mutex: m } ]", "m: mutex, c: condition")],
  "forever in no time": [withProgram("[ forever: [ lock: m, unlock: m, compute: 0 ] ]", "m: mutex")],
  "if without a value": [withProgram("[ { if: n, do: [ yield ] } ]", "n: variable")],
  "if of what is no variable": [withProgram("[ { if: m, is: 0, do: [ yield ] } ]", "m: mutex")],
  "while in no time": [withProgram("[ { while: n, is: 0, do: [ yield ] } ]", "n: variable")],
  "unlock where every way has unlocked": [
    withProgram(
      "[ lock: m, { if: n, is: 0, do: [ unlock: m ], else: [ unlock: m ] }, unlock: m ]",
      "m: mutex, n: variable",
    ),
  ],
  "unknown option of a variable": [withProgram("[ load: n ]", "n: { variable: { safe: true } }")],
  "forever without steps": [
    withProgram("[ { forever: }, { forever: [ compute: 1ms ], do: [ compute: 1ms ] } ]"),
  ],
  "putting for ever into an unbounded queue": [withProgram("[ forever: [ put: q ] ]", "q: queue")],
  "long repeat in no time": [withProgram("[ { repeat: 100000, do: [ { repeat: 100, do: [ yield ] } ] } ]")],
  "endless arrivals": [withWorkload(`[ { thread: a, arrive: { every: 1ms }, ${P} } ]`)],
  "endless arrivals in no time": [
    `until: 1s\n${withWorkload(`[ { thread: a, arrive: { every: 0 }, ${P} } ]`)}`,
  ],
  "arrivals and count disagree": [
    withWorkload(`[ { thread: a, count: 2, arrive: [ 1ms, 2ms, 3ms ], ${P} } ]`),
  ],
  "arrivals out of order": [withWorkload(`[ { thread: a, arrive: [ 2ms, 1ms ], ${P} } ]`)],
  "arrivals as a distribution": [withWorkload(`[ { thread: a, arrive: { exponential: 1ms }, ${P} } ]`)],
  "pool without jobs": [withWorkload("[ { pool: p, workers: 1, job: [ compute: 1ms ] } ]")],
  "too many threads": [
    withWorkload(`[ { thread: a, count: 3000000, ${P} }, { thread: b, count: 3000000, ${P} } ]`),
  ],
  "too many spawned threads": [
    withProgram(
      "[ { repeat: 1000000, do: [ compute: 1ms, spawn: { thread: c, count: 10, program: [ compute: 1ms ] } ] } ]",
    ),
  ],
  "several at once, one bad step": [
    withProgram("[ compte: 1ms, lock: q, unlock: m, forever: [ yield ], io: 5 ]", "m: mutex, q: queue"),
  ],
  "set: no path": [EXAMPLE, { set: ["=4", "machine.cores", "machine..cores=1", "machine.cores="] }],
  "set: wrong value": [EXAMPLE, { set: ["machine.cores=abc", "workload[0].workers=0", "until=[1"] }],
  "set: unknown place": [
    EXAMPLE,
    {
      set: [
        "machine.cors=4",
        "workload.fetchres.workers=7",
        "workload[7].count=1",
        "name.x=1",
        "machine[0]=1",
      ],
    },
  ],
  "unknown model asked for": [EXAMPLE, { models: ["one-to-on"] }],
};

test("every bad input has one clear message for each mistake", async () => {
  const printed = Object.entries(CASES).map(([what, [text, options]]) => {
    const result = parseScenario(text, { file: "bad.yaml", ...options });
    if (result.ok) return `## ${what}\nACCEPTED\n`;
    const more = result.more > 0 ? `… and ${result.more} more\n` : "";
    return `## ${what}\n${result.issues.map(formatIssue).join("\n")}\n${more}`;
  });
  expect(printed.filter((text) => text.includes("ACCEPTED"))).toEqual([]);
  await expect(printed.join("\n")).toMatchFileSnapshot("messages.golden.txt");
});

test("issues carry line, column, length, hint and the line of text", () => {
  const result = parseScenario(EXAMPLE.replace("  - one-to-one", "  - one-to-on"), { file: "a.yaml" });
  expect(result).toEqual({
    ok: false,
    more: 0,
    issues: [
      {
        file: "a.yaml",
        line: 11,
        column: 5,
        length: 9,
        message:
          "`one-to-on` is no model: known are many-to-one, one-to-one, many-to-many, processes, linux-nptl, go, loom, cpython, cpython-free-threaded, node, gnu-pth, greenlet, scheduler-activations",
        hint: "did you mean `one-to-one`?",
        source: "  - one-to-on",
      },
    ],
  });
});

test("a long list of issues is cut, and the rest counted", () => {
  const steps = Array.from({ length: 80 }, () => "bad: 1").join(", ");
  const result = parseScenario(withProgram(`[ ${steps} ]`), { file: "a.yaml" });
  expect(result.ok ? [] : [result.issues.length, result.more]).toEqual([50, 30]);
});

test("long lines are cut around the place, and control characters never reach the terminal", () => {
  const text = withProgram(`[ ${"compute: 1ms, ".repeat(50)}"\x1b[31m": 1 ]`);
  const result = parseScenario(text, { file: "a.yaml" });
  const [issue] = result.ok ? [] : result.issues;
  const printed = issue === undefined ? "" : formatIssue(issue);
  expect(printed).toContain("error: ");
  expect(printed).not.toContain("\x1b");
  expect(printed.split("\n")[1]?.length).toBeLessThan(110);
});
