import { type UnitJob, type UnitRule, unitSchedule } from "../support/oracles/unit-schedule.ts";
import { exactly, type Row } from "./case.ts";
import { gantt } from "./gantt.ts";
import { meanMs, measure } from "./measure.ts";

/** What a textbook prints of a schedule. */
export interface Printed {
  readonly timeline?: string;
  readonly waiting?: string;
  readonly response?: string;
  readonly turnaround?: string;
}

/** Jobs on one core at no cost, a millisecond for a unit. */
export function textbookScenario(jobs: readonly UnitJob[], scheduler: string): string {
  const threads = jobs.map(
    ({ name, burst, arrive = 0, priority = 0 }) =>
      `  - { thread: ${name}, arrive: ${arrive}ms, priority: ${priority}, program: [compute: ${burst}ms] }`,
  );
  return [
    `machine: { cores: 1, costs: ideal, scheduler: ${scheduler} }`,
    "models: [one-to-one]",
    "workload:",
    ...threads,
  ].join("\n");
}

/** The policy as a scenario names it. */
function schedulerOf(rule: UnitRule): string {
  switch (rule.rule) {
    case "round-robin":
      return `{ policy: round-robin, quantum: ${rule.quantum}ms }`;
    case "priority": {
      const quantum = rule.quantum === undefined ? "" : `, quantum: ${rule.quantum}ms`;
      return `{ policy: priority, preemptive: false, order: ${rule.order}${quantum} }`;
    }
    default:
      return rule.rule;
  }
}

/** Compares jobs on one core with what a textbook prints of them. */
export function textbook(jobs: readonly UnitJob[], rule: UnitRule, printed: Printed): Row[] {
  const text = textbookScenario(jobs, schedulerOf(rule));
  const oracle = unitSchedule(jobs, rule);
  const result = measure(text);
  const label = `${rule.rule}: `;
  const rows = [exactly(`${label}timeline, ms`, printed.timeline ?? null, oracle.timeline, gantt(text))];
  const figures = [
    ["waiting", oracle.meanWaiting, meanMs(result, "waitingNs"), printed.waiting],
    ["response", oracle.meanResponse, meanMs(result, "responseNs"), printed.response],
    ["turnaround", oracle.meanTurnaround, meanMs(result, "turnaroundNs"), printed.turnaround],
  ] as const;
  for (const [figure, expected, got, published] of figures) {
    if (published !== undefined) rows.push(exactly(`${label}mean ${figure}, ms`, published, expected, got));
  }
  return rows;
}
