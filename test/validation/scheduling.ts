import type { UnitJob } from "../support/oracles/unit-schedule.ts";
import { exactly, type ValidationCase } from "./case.ts";
import { gantt } from "./gantt.ts";
import { inMs, measure, threadsOf } from "./measure.ts";
import { textbook, textbookScenario } from "./textbook.ts";

const SILBERSCHATZ = "Silberschatz, Galvin & Gagne, Operating System Concepts, 10th ed., ch. 5";
const OSTEP = "Arpaci-Dusseau & Arpaci-Dusseau, Operating Systems: Three Easy Pieces, ch. 7";

const jobs = (bursts: readonly number[], name = (i: number) => `P${i + 1}`): UnitJob[] =>
  bursts.map((burst, i) => ({ name: name(i), burst }));
const letters = (bursts: readonly number[]): UnitJob[] => jobs(bursts, (i) => "ABCDEFG"[i] ?? "?");
const arriving = (list: readonly UnitJob[], times: readonly number[]): UnitJob[] =>
  list.map((job, i) => ({ ...job, arrive: times[i] ?? 0 }));
const withPriorities = (list: readonly UnitJob[], priorities: readonly number[]): UnitJob[] =>
  list.map((job, i) => ({ ...job, priority: priorities[i] ?? 0 }));

/** Two hogs that take turns on one core, with a cost of switching. */
const SWITCH_COST = `
machine:
  cores: 1
  scheduler: { policy: round-robin, quantum: 5ms }
  costs: { preset: ideal, kernelSwitch: 100us }
models: [one-to-one]
workload:
  - { thread: hog, count: 2, program: [compute: 100ms] }
`;

/** Policies on one core, as textbooks draw them. */
export const SCHEDULING: readonly ValidationCase[] = [
  {
    id: "A1",
    title: "First come, first served: the order decides",
    source: SILBERSCHATZ,
    kind: "validation",
    run: () => {
      const [p1, p2, p3] = [
        { name: "P1", burst: 24 },
        { name: "P2", burst: 3 },
        { name: "P3", burst: 3 },
      ];
      return [
        ...textbook(
          [p1, p2, p3],
          { rule: "fcfs" },
          { timeline: "P1 0–24, P2 24–27, P3 27–30", waiting: "17" },
        ),
        ...textbook([p2, p3, p1], { rule: "fcfs" }, { timeline: "P2 0–3, P3 3–6, P1 6–30", waiting: "3" }),
      ];
    },
  },
  {
    id: "A4",
    title: "Round-robin with a quantum of 4",
    source: SILBERSCHATZ,
    kind: "validation",
    run: () =>
      textbook(
        jobs([24, 3, 3]),
        { rule: "round-robin", quantum: 4 },
        { timeline: "P1 0–4, P2 4–7, P3 7–10, P1 10–30", waiting: "17/3" },
      ),
  },
  {
    id: "A14",
    title: "Switches cost time: 39 of them, the first dispatch is free",
    source: "2 × 100 ms in slices of 5 ms are 40 stays; 200 ms + 39 × 0.1 ms",
    kind: "validation",
    run: () => {
      const result = measure(SWITCH_COST);
      return [
        exactly("end, ms", "203.9", (2 * 100_000 + 39 * 100) / 1000, inMs(result.endNs)),
        exactly("switches", "39", (2 * 100) / 5 - 1, result.switches.kernel),
        exactly("overhead, ms", null, 3.9, inMs(result.cores.overheadNs)),
        exactly("last thread ends, ms", null, 203.9, inMs(threadsOf(result)[1]?.endNs ?? null)),
      ];
    },
  },
];

/** Cases that need policies other than first come, first served and round-robin. */
export const POLICIES: readonly ValidationCase[] = [
  {
    id: "A2",
    title: "Shortest job first",
    source: SILBERSCHATZ,
    kind: "validation",
    run: () => [
      ...textbook(
        jobs([6, 8, 7, 3]),
        { rule: "sjf" },
        { timeline: "P4 0–3, P1 3–9, P3 9–16, P2 16–24", waiting: "7" },
      ),
      ...textbook(jobs([6, 8, 7, 3]), { rule: "fcfs" }, { waiting: "10.25" }),
    ],
  },
  {
    id: "A3",
    title: "Shortest remaining time first",
    source: SILBERSCHATZ,
    kind: "validation",
    run: () => {
      const list = arriving(jobs([8, 4, 9, 5]), [0, 1, 2, 3]);
      const timeline = "P1 0–1, P2 1–5, P4 5–10, P1 10–17, P3 17–26";
      return [
        ...textbook(list, { rule: "srtf" }, { timeline, waiting: "6.5" }),
        ...textbook(list, { rule: "sjf" }, { waiting: "7.75" }),
      ];
    },
  },
  {
    id: "A5",
    title: "Priorities, low numbers first",
    source: SILBERSCHATZ,
    kind: "validation",
    run: () =>
      textbook(
        withPriorities(jobs([10, 1, 2, 1, 5]), [3, 1, 4, 5, 2]),
        { rule: "priority", order: "low-first" },
        { timeline: "P2 0–1, P5 1–6, P1 6–16, P3 16–18, P4 18–19", waiting: "8.2" },
      ),
  },
  {
    id: "A7",
    title: "Five jobs under four policies, high numbers first",
    source: `${SILBERSCHATZ}, exercises`,
    kind: "validation",
    run: () => {
      const list = withPriorities(jobs([2, 1, 8, 4, 5]), [2, 1, 4, 2, 3]);
      return [
        ...textbook(list, { rule: "fcfs" }, { waiting: "6.2" }),
        ...textbook(list, { rule: "sjf" }, { waiting: "4.6" }),
        ...textbook(list, { rule: "priority", order: "high-first" }, { waiting: "11" }),
        ...textbook(list, { rule: "round-robin", quantum: 2 }, { waiting: "7.2" }),
      ];
    },
  },
  {
    id: "A8",
    title: "Long job ahead of short ones",
    source: OSTEP,
    kind: "validation",
    run: () => {
      const together = letters([100, 10, 10]);
      const late = arriving(together, [0, 10, 10]);
      return [
        ...textbook(together, { rule: "fcfs" }, { turnaround: "110" }),
        ...textbook(together, { rule: "sjf" }, { turnaround: "50" }),
        ...textbook(late, { rule: "sjf" }, { turnaround: "103.33" }),
        ...textbook(late, { rule: "srtf" }, { turnaround: "50", response: "3.33" }),
      ];
    },
  },
  {
    id: "A9",
    title: "Response against turnaround",
    source: OSTEP,
    kind: "validation",
    run: () => [
      ...textbook(letters([5, 5, 5]), { rule: "sjf" }, { response: "5" }),
      ...textbook(
        letters([5, 5, 5]),
        { rule: "round-robin", quantum: 1 },
        { response: "1", turnaround: "14" },
      ),
    ],
  },
  {
    id: "A11",
    title: "Stride scheduling: 100, 50 and 250 tickets",
    source: `${OSTEP.replace("ch. 7", "ch. 9")}; Waldspurger 1995`,
    kind: "validation",
    run: () => {
      const text = `
machine: { cores: 1, costs: ideal, scheduler: { policy: stride, quantum: 1ms } }
models: [one-to-one]
until: 8ms
workload:
  - { thread: A, tickets: 100, program: [compute: 1s] }
  - { thread: B, tickets: 50, program: [compute: 1s] }
  - { thread: C, tickets: 250, program: [compute: 1s] }
`;
      return [exactly("turns", "A B C C C A C C", strideTurns([100, 50, 250], 8), turns(gantt(text), 1))];
    },
  },
  {
    id: "A12",
    title: "Multi-level feedback queue: a short job comes while a long one runs",
    source: OSTEP.replace("ch. 7", "ch. 8"),
    kind: "validation",
    run: () => {
      const list = [
        { name: "A", burst: 200 },
        { name: "B", burst: 20, arrive: 100 },
      ];
      const text = textbookScenario(list, "{ policy: mlfq, levels: 3, quanta: [10ms] }");
      const timeline = "A 0–100, B 100–120, A 120–220";
      return [exactly("timeline, ms", timeline, feedbackTimeline(), gantt(text))];
    },
  },
];

/** Who has the turn, by the algorithm itself: the least pass runs and moves on by its stride. */
function strideTurns(tickets: readonly number[], count: number): string {
  const passes = tickets.map(() => 0);
  const chosen = Array.from({ length: count }, () => {
    const next = passes.indexOf(Math.min(...passes));
    passes[next] = (passes[next] ?? 0) + 10_000 / (tickets[next] ?? 1);
    return "ABC"[next] ?? "?";
  });
  return chosen.join(" ");
}

/** A timeline in turns of a length, ms: `C 2–5` is `C C C` in turns of one. */
function turns(timeline: string, length: number): string {
  const stays = timeline.split(", ").flatMap((stay) => {
    const [, name = "?", start = 0, end = 0] = /^(\S+) (\d+)–(\d+)$/.exec(stay) ?? [];
    return new Array<string>((Number(end) - Number(start)) / length).fill(name);
  });
  return stays.join(" ");
}

/** B comes when A is at the lowest level: two of its quanta, and it is done two levels above A. */
function feedbackTimeline(): string {
  const [arrive, burst, quantum] = [100, 20, 10];
  const end = arrive + Math.ceil(burst / quantum) * quantum;
  return `A 0–${arrive}, B ${arrive}–${end}, A ${end}–${200 + burst}`;
}
