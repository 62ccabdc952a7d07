import type { Plan } from "./plan.ts";
import { Barrier } from "./sync/barrier.ts";
import { Condition } from "./sync/condition.ts";
import { Mutex } from "./sync/mutex.ts";
import { PoolQueue } from "./sync/pool.ts";
import { Queue } from "./sync/queue.ts";
import { Rwlock } from "./sync/rwlock.ts";
import { Semaphore } from "./sync/semaphore.ts";
import { List, Variable } from "./sync/shared-data.ts";
import type { ThreadTable } from "./thread-table.ts";

/** The shared objects of a run, each kind by object id (pools' queues by pool). */
export class SyncObjects {
  readonly #mutexes: Mutex[] = [];
  readonly #rwlocks: Rwlock[] = [];
  readonly #semaphores: Semaphore[] = [];
  readonly #conditions: Condition[] = [];
  readonly #barriers: Barrier[] = [];
  readonly #queues: Queue[] = [];
  readonly #variables: Variable[] = [];
  readonly #lists: List[] = [];
  readonly pools: readonly PoolQueue[];

  constructor(plan: Plan, table: ThreadTable) {
    plan.input.objects.forEach((object, id) => {
      switch (object.kind) {
        case "mutex":
          this.#mutexes[id] = new Mutex(id, object, table);
          return;
        case "rwlock":
          this.#rwlocks[id] = new Rwlock(id, object.prefer, table);
          return;
        case "semaphore":
          this.#semaphores[id] = new Semaphore(id, object.count, table);
          return;
        case "condition":
          this.#conditions[id] = new Condition(id, table);
          return;
        case "barrier":
          this.#barriers[id] = new Barrier(id, object.parties, table);
          return;
        case "queue":
          this.#queues[id] = new Queue(id, object.capacity, table);
          return;
        case "variable":
          this.#variables[id] = new Variable(id, object.value);
          return;
        case "list":
          this.#lists[id] = new List(id, object.safe, object.length);
      }
    });
    this.pools = plan.pools.map((pool) => new PoolQueue(pool.object, pool.workers, pool.identity, table));
  }

  mutex(id: number): Mutex {
    return this.#mutexes[id] as Mutex;
  }
  rwlock(id: number): Rwlock {
    return this.#rwlocks[id] as Rwlock;
  }
  semaphore(id: number): Semaphore {
    return this.#semaphores[id] as Semaphore;
  }
  condition(id: number): Condition {
    return this.#conditions[id] as Condition;
  }
  barrier(id: number): Barrier {
    return this.#barriers[id] as Barrier;
  }
  queue(id: number): Queue {
    return this.#queues[id] as Queue;
  }
  variable(id: number): Variable {
    return this.#variables[id] as Variable;
  }
  list(id: number): List {
    return this.#lists[id] as List;
  }
  pool(index: number): PoolQueue {
    return this.pools[index] as PoolQueue;
  }
}
