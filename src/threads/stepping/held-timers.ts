import type { Clock } from "../../engine/clock.ts";
import type { EventList } from "../../engine/event-list.ts";
import { ThreadTimers } from "../thread-timers.ts";

/** Timers of user threads that never go off by themselves: what they are for has no time of its own. */
export class HeldTimers extends ThreadTimers {
  /** User threads whose io or sleep is not over, and whose kernel threads have not lost their slots yet. */
  readonly waiting = new Set<number>();
  readonly slotLosses = new Set<number>();

  constructor(clock: Clock, events: EventList, sources: number) {
    super(clock, events, sources, 0, false);
  }

  override set(thread: number): void {
    this.waiting.add(thread);
  }

  override cancel(thread: number): void {
    this.waiting.delete(thread);
  }

  override setSlotLoss(thread: number): void {
    this.slotLosses.add(thread);
  }

  override cancelSlotLoss(thread: number): void {
    this.slotLosses.delete(thread);
  }
}
