import { formatCount } from "../base/format-count.ts";
import { formatDuration } from "../base/format-duration.ts";
import { ns } from "../base/time.ts";
import type { TraceMeta } from "../trace/meta.ts";
import { makeFinding } from "./findings/make-finding.ts";
import { grownFloats, grownInts, nextCapacity } from "./grow.ts";
import { listOf, MAX_NAMED, threadName } from "./names.ts";
import type { Finding, PeriodicResult } from "./result.ts";
import { Samples } from "./samples.ts";

/** What is known of one group's instances and deadlines. */
interface GroupInstances {
  completed: number;
  missed: number;
  firstMissNs: number;
  readonly names: string[];
  readonly response: Samples;
}

/** Instances of periodic user threads, and deadlines that were missed. */
export class Instances {
  readonly #meta: TraceMeta;
  /** By group; only those that have something to tell. */
  readonly #groups = new Map<number, GroupInstances>();
  readonly #hasPeriodic: boolean;
  /** By user thread: when its present instance was released, and its group. */
  #released = new Float64Array(0);
  #groupOf = new Int32Array(0);

  constructor(meta: TraceMeta) {
    this.#meta = meta;
    this.#hasPeriodic = meta.groups.some(({ periodNs }) => periodNs !== undefined);
  }

  arrive(time: number, thread: number, group: number): void {
    if (!this.#hasPeriodic) return;
    if (thread >= this.#released.length) {
      const capacity = nextCapacity(this.#released.length, thread + 1);
      this.#released = grownFloats(this.#released, capacity);
      this.#groupOf = grownInts(this.#groupOf, capacity);
    }
    this.#released[thread] = time;
    this.#groupOf[thread] = group;
  }

  /** The present instance is done. Response counts from its release, whenever it began. */
  end(time: number, thread: number): void {
    if (!this.#hasPeriodic) return;
    const group = this.#groupOf[thread] as number;
    const released = this.#released[thread] as number;
    const instances = this.#of(group);
    instances.completed += 1;
    instances.response.add(time - released);
    this.#released[thread] = released + (this.#meta.groups[group]?.periodNs ?? 0);
  }

  miss(time: number, group: number, index: number): void {
    const instances = this.#of(group);
    if (instances.missed === 0) instances.firstMissNs = time;
    instances.missed += 1;
    if (instances.names.length === MAX_NAMED) return;
    const name = threadName(this.#meta, group, index);
    if (!instances.names.includes(name)) instances.names.push(name);
  }

  /** One for each periodic group, in order; undefined where there is none. */
  results(): readonly PeriodicResult[] | undefined {
    if (!this.#hasPeriodic) return undefined;
    return this.#meta.groups.flatMap(({ name, periodNs, deadlineNs }, group) => {
      if (periodNs === undefined) return [];
      const { completed, missed, response } = this.#of(group);
      const responseNs = response.summary();
      const times = { periodNs: ns(periodNs), deadlineNs: ns(deadlineNs ?? periodNs) };
      return [{ group: name, ...times, completed, missed, responseNs }];
    });
  }

  /** One for each group that has missed deadlines, in order of the first miss. */
  findings(): readonly Finding[] {
    const late = [...this.#groups.values()].filter(({ missed }) => missed > 0);
    return late
      .toSorted((a, b) => a.firstMissNs - b.firstMissNs)
      .map(({ missed, firstMissNs, names }) =>
        makeFinding("deadline-miss", {
          atNs: firstMissNs,
          threads: names,
          objects: [],
          message: missText(missed, firstMissNs, names),
        }),
      );
  }

  #of(group: number): GroupInstances {
    const known = this.#groups.get(group);
    if (known !== undefined) return known;
    const fresh = { completed: 0, missed: 0, firstMissNs: 0, names: [], response: new Samples() };
    this.#groups.set(group, fresh);
    return fresh;
  }
}

function missText(missed: number, firstMissNs: number, names: readonly string[]): string {
  const at = formatDuration(firstMissNs);
  const [first = "a user thread"] = names;
  if (missed === 1) return `${first} was not done at its deadline, ${at}.`;
  const who = names.length === 1 ? first : `${listOf(names)}${names.length === MAX_NAMED ? " at least" : ""}`;
  return `${formatCount(missed)} deadlines were missed, the first at ${at} by ${first}${names.length === 1 ? "" : ` (${who})`}.`;
}
