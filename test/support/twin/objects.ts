import type { ObjectOptions } from "../../../src/threads/options.ts";

/** A thread's answer from an object: it may go on, or it waits; and whom that has woken. */
export interface Answer {
  readonly waits: boolean;
  readonly woken: readonly number[];
}
const GO_ON: Answer = { waits: false, woken: [] };
const WAIT: Answer = { waits: true, woken: [] };

/** A synchronisation object as a textbook has it: a few numbers and a list of who waits. */
export interface TwinObject {
  readonly reason: "lock" | "semaphore" | "queue" | "barrier";
  /** Whether a thread would wait. */
  blocks(operation: string, permits: number): boolean;
  apply(operation: string, thread: number, permits: number): Answer;
}

type KnownObject = Extract<ObjectOptions, { kind: "mutex" | "semaphore" | "queue" | "barrier" }>;

export function twinKnows(options: ObjectOptions): options is KnownObject {
  const isKernelMutex = options.kind === "mutex" && options.scope === "kernel";
  return ["mutex", "semaphore", "queue", "barrier"].includes(options.kind) && !isKernelMutex;
}

export function twinObject(options: KnownObject): TwinObject {
  switch (options.kind) {
    case "mutex":
      return mutex();
    case "semaphore":
      return semaphore(options.count);
    case "queue":
      return queue(options.capacity ?? Number.POSITIVE_INFINITY);
    case "barrier":
      return barrier(options.parties);
  }
}

function mutex(): TwinObject {
  let owner: number | undefined;
  const waiting: number[] = [];
  return {
    reason: "lock",
    blocks: (operation) => operation === "lock" && owner !== undefined,
    apply(operation, thread) {
      if (operation === "lock") {
        if (owner === undefined) {
          owner = thread;
          return GO_ON;
        }
        waiting.push(thread);
        return WAIT;
      }
      if (owner !== thread) throw new Error("the twin's threads unlock what they hold");
      owner = waiting.shift();
      return { waits: false, woken: owner === undefined ? [] : [owner] };
    },
  };
}

function semaphore(initial: number): TwinObject {
  let count = initial;
  const waiting: { thread: number; permits: number }[] = [];
  const blocks = (operation: string, permits: number) =>
    operation === "acquire" && (waiting.length > 0 || count < permits);
  return {
    reason: "semaphore",
    blocks,
    apply(operation, thread, permits) {
      if (operation === "acquire") {
        if (!blocks(operation, permits)) {
          count -= permits;
          return GO_ON;
        }
        waiting.push({ thread, permits });
        return WAIT;
      }
      count += permits;
      const woken: number[] = [];
      for (let first = waiting[0]; first && first.permits <= count; first = waiting[0]) {
        count -= first.permits;
        woken.push(first.thread);
        waiting.shift();
      }
      return { waits: false, woken };
    },
  };
}

function queue(capacity: number): TwinObject {
  let items = 0;
  const putters: number[] = [];
  const takers: number[] = [];
  const blocks = (operation: string) =>
    operation === "put" ? items >= capacity && takers.length === 0 : items === 0;
  return {
    reason: "queue",
    blocks,
    apply(operation, thread) {
      const [partners, own] = operation === "put" ? [takers, putters] : [putters, takers];
      if (blocks(operation)) {
        own.push(thread);
        return WAIT;
      }
      const partner = partners.shift();
      if (partner !== undefined) return { waits: false, woken: [partner] };
      items += operation === "put" ? 1 : -1;
      return GO_ON;
    },
  };
}

function barrier(parties: number): TwinObject {
  let arrived: number[] = [];
  const blocks = () => arrived.length + 1 < parties;
  return {
    reason: "barrier",
    blocks,
    apply(_operation, thread) {
      if (blocks()) {
        arrived.push(thread);
        return WAIT;
      }
      const woken = arrived;
      arrived = [];
      return { waits: false, woken };
    },
  };
}
