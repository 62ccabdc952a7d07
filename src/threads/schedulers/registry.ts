import type { OptionsOf } from "../../base/option-spec.ts";
import type { ThreadTable } from "../thread-table.ts";
import { fifo } from "./fifo.ts";
import { forkJoin } from "./fork-join.ts";
import { lifo } from "./lifo.ts";
import { priority } from "./priority.ts";
import { roundRobin } from "./round-robin.ts";
import type { UserScheduler } from "./scheduler.ts";
import { workStealing } from "./work-stealing.ts";

/** Every user-level scheduler. Adding one is a file of its own and its name here. */
export const USER_SCHEDULERS = {
  fifo,
  lifo,
  "round-robin": roundRobin,
  priority,
  "work-stealing": workStealing,
  "fork-join": forkJoin,
} as const;

type UserSchedulerName = keyof typeof USER_SCHEDULERS;
/** A scheduler's name with its options, all present: `{ policy: "round-robin", quantum }`. */
export type UserSchedulerOptions = {
  [Name in UserSchedulerName]: { readonly policy: Name } & OptionsOf<
    (typeof USER_SCHEDULERS)[Name]["options"]
  >;
}[UserSchedulerName];

export function createUserScheduler(options: UserSchedulerOptions, table: ThreadTable): UserScheduler {
  // The registry pairs each name with the options of that name; the compiler can't follow the pairing through a union.
  const definition: { create(options: never, table: ThreadTable): UserScheduler } =
    USER_SCHEDULERS[options.policy];
  return definition.create(options as never, table);
}
