import { ThreadQueue } from "../thread-queue.ts";
import { defineScheduler, type UserScheduler } from "./scheduler.ts";

/** First in, first out: the run queue of most thread libraries (GNU Pth and Boost.Fiber by default, one level of theirs). */
export class Fifo extends ThreadQueue implements UserScheduler {
  readonly preemptive = false;
  readonly inherits = false;
  readonly topUrgency = Number.NEGATIVE_INFINITY;
  enqueue(thread: number): void {
    this.push(thread);
  }
  pick(): number {
    return this.shift();
  }
  urgency(): number {
    return 0;
  }
  update(): void {}
}

export const fifo = defineScheduler({
  name: "fifo",
  doc: "who became ready first runs first",
  options: {},
  create: (_, table) => new Fifo(table),
});
