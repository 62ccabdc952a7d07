import { EventCode } from "../../trace/events.ts";
import type { Plan } from "../plan.ts";
import type { SyncObjects } from "../sync-objects.ts";

/** What is known of waits from the records of a run alone. */
export class Waits {
  /** By user thread that is blocked: the object, device or group that it waits for. */
  readonly blockedOn: number[] = [];
  /** Conditions whose last signal nobody waited for. */
  readonly unheard = new Set<number>();
  readonly #plan: Plan;

  constructor(plan: Plan) {
    this.#plan = plan;
  }

  /** An event that is happening. */
  notice(code: EventCode, subject: number, detail: number, objects: SyncObjects): void {
    if (code >= EventCode.blockedIo && code <= EventCode.blockedThrottled) this.blockedOn[subject] = detail;
    // Barriers are said to be signalled as well.
    if (code !== EventCode.signalled || this.#plan.input.objects[detail]?.kind !== "condition") return;
    if (objects.condition(detail).waiters.length === 0) this.unheard.add(detail);
    else this.unheard.delete(detail);
  }
}
