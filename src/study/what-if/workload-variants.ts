import type { ObjectOptions, PoolOptions } from "../../threads/options.ts";
import { ALL, type Base, mostWaitedAt, type VariantMaker } from "./variant.ts";

/** Pools and objects of a kind that are tried one by one. */
const MAX_PLACES = 2;

/** One more worker in a pool; those with the most workers first. */
export const moreWorkers: VariantMaker = (base) =>
  base.scenario.workload
    .filter((entry) => entry.kind === "pool")
    .toSorted((a, b) => b.workers - a.workers)
    .slice(0, MAX_PLACES)
    .map(({ name, workers }) => {
      const what = `one more worker in ${name} (${workers + 1})`;
      const changed = withPool(base, name, (pool) => ({ ...pool, workers: workers + 1 }));
      return {
        ...changed,
        resource: "workers",
        place: name,
        what,
        set: `workload.${name}.workers=${workers + 1}`,
        atMost: 1 / (workers + 1),
      };
    });

/** One more permit of a semaphore that has permits from the start: others are signals. */
export const morePermits: VariantMaker = (base) =>
  mostWaitedAt(base.result, ["semaphore"], MAX_PLACES).flatMap((name) => {
    const semaphore = objectOf(base, name);
    if (semaphore?.kind !== "semaphore" || semaphore.count === 0) return [];
    const count = semaphore.count + 1;
    const changed = withObject(base, { ...semaphore, count });
    return [
      {
        ...changed,
        resource: "permits",
        place: name,
        what: `one more permit of ${name} (${count})`,
        set: `objects.${name}={ semaphore: ${count} }`,
        atMost: 1 / count,
      },
    ];
  });

/** A queue with room for twice as many. */
export const roomierQueue: VariantMaker = (base) =>
  mostWaitedAt(base.result, ["queue"], MAX_PLACES).flatMap((name) => {
    const queue = objectOf(base, name);
    if (queue?.kind !== "queue" || queue.capacity === null) return [];
    const capacity = 2 * queue.capacity;
    const what = `queue ${name} with room for twice as many (${capacity})`;
    return [
      {
        ...withObject(base, { ...queue, capacity }),
        resource: "queue",
        place: name,
        what,
        set: `objects.${name}={ queue: { capacity: ${capacity} } }`,
        atMost: ALL,
      },
    ];
  });

const objectOf = ({ scenario }: Base, name: string): ObjectOptions | undefined =>
  scenario.objects.find((object) => object.name === name);

function withObject(base: Base, changed: ObjectOptions): Base {
  const objects = base.scenario.objects.map((object) => (object.name === changed.name ? changed : object));
  return { ...base, scenario: { ...base.scenario, objects } };
}

function withPool(base: Base, name: string, change: (pool: PoolOptions) => PoolOptions): Base {
  const workload = base.scenario.workload.map((entry) =>
    entry.kind === "pool" && entry.name === name ? change(entry) : entry,
  );
  return { ...base, scenario: { ...base.scenario, workload } };
}
