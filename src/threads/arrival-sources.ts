import { at, unreachable } from "../base/assert.ts";
import type { DrawSource } from "../base/random.ts";
import { MAX_NS } from "../base/time.ts";
import type { Clock } from "../engine/clock.ts";
import type { EventList } from "../engine/event-list.ts";
import type { ArrivalPlan, Plan } from "./plan.ts";

/** Lets user threads and jobs arrive. */
export interface ArrivalReceiver {
  /** The next user thread of a group arrives. */
  arriveThread(group: number): void;
  /** The next job of a pool arrives. */
  arriveJob(pool: number): void;
  /** All jobs of the pool have arrived. */
  closePool(pool: number): void;
  /** This many user threads are about to arrive at this instant. */
  expectThreads(count: number): void;
}

/** Where arrivals come from: a source for each group and each pool's jobs. Its timer's id is its number. */
export class ArrivalSources {
  readonly #sources: readonly Source[];
  readonly #clock: Clock;
  readonly #events: EventList;
  readonly #draws: DrawSource;
  readonly #receiver: ArrivalReceiver;

  constructor(plan: Plan, clock: Clock, events: EventList, receiver: ArrivalReceiver) {
    this.#clock = clock;
    this.#events = events;
    this.#draws = plan.durations.source;
    this.#receiver = receiver;
    const sources: Source[] = [];
    plan.groups.forEach((group, id) => {
      if (group.arrivals === null) return;
      sources.push(new Source("thread", id, group.arrivals, group.count, group.identity));
      if (group.pool === -1) return;
      const pool = at(plan.pools, group.pool);
      sources.push(new Source("job", group.pool, pool.arrivals, pool.jobs, pool.identity));
    });
    this.#sources = sources;
  }

  /** Timer ids from here on are not those of sources. */
  get count(): number {
    return this.#sources.length;
  }

  /** Sets the timer of each source's first arrival. */
  start(): void {
    for (let id = 0; id < this.#sources.length; id++) this.#scheduleNext(id);
  }

  /** The timer of a source has fired. */
  fire(id: number): void {
    const source = this.#sources[id] as Source;
    const { atOnce } = source;
    if (atOnce > 1 && source.kind === "thread") this.#receiver.expectThreads(atOnce);
    for (let i = 0; i < atOnce; i++) {
      source.arrived += 1;
      if (source.kind === "thread") this.#receiver.arriveThread(source.target);
      else this.#receiver.arriveJob(source.target);
    }
    this.#scheduleNext(id);
  }

  #scheduleNext(id: number): void {
    const source = this.#sources[id] as Source;
    if (source.arrived === source.count) {
      if (source.kind === "job") this.#receiver.closePool(source.target);
      return;
    }
    const time = this.#nextTime(source);
    // What would come after the end of the clock never comes.
    if (time <= MAX_NS) this.#events.schedule(time, id);
  }

  #nextTime(source: Source): number {
    const { arrivals, interval } = source.plan;
    switch (arrivals.kind) {
      case "at":
        return arrivals.time;
      case "list":
        return arrivals.times[source.arrived] as number;
      case "every": {
        this.#draws.at(source.identity, ARRIVAL_STEP, source.arrived);
        return this.#clock.now + (interval?.sample(source.arrived) ?? 0);
      }
      default:
        return unreachable(arrivals);
    }
  }
}

/** Arrivals are drawn as a step that no program has. */
const ARRIVAL_STEP = -1;

class Source {
  readonly kind: "thread" | "job";
  readonly target: number;
  readonly plan: ArrivalPlan;
  /** Arrivals in all; null = without end. */
  readonly count: number | null;
  readonly identity: number;
  /** How many arrive whenever its timer fires. */
  readonly atOnce: number;
  arrived = 0;

  constructor(
    kind: "thread" | "job",
    target: number,
    plan: ArrivalPlan,
    count: number | null,
    identity: number,
  ) {
    this.kind = kind;
    this.target = target;
    this.plan = plan;
    this.count = count;
    this.identity = identity;
    this.atOnce = plan.arrivals.kind === "at" ? (count ?? 1) : 1;
  }
}
