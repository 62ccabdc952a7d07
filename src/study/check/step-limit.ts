import type { Plan } from "../../threads/plan.ts";
import { DepthFirst } from "./depth-first.ts";
import { ScheduleRunner } from "./schedule-run.ts";

/** Schedules of a program that ends may be so many times as long as one of them: user threads look again and again, or come too late. */
const LONGER = 2;
/** Fewest steps, also of a program that has no end. */
const MIN_STEPS = 1_000;
/** Most: nobody reads a schedule of so many steps. */
const MAX_STEPS = 50_000;
/** At every step each user thread is looked at: as many looks take a fifth of a second, in which no signal is heard. */
const MAX_LOOKS = 2_000_000;

/** After how many steps schedules are cut where nothing is said of it: well after one without preemption has come to its end. */
export function stepLimitOf(plan: Plan): number {
  const threads = plan.groups.reduce((sum, { count }) => sum + (count ?? 1), 1);
  const maxSteps = Math.min(MAX_STEPS, Math.ceil(MAX_LOOKS / threads));
  const strategy = new DepthFirst({ reduces: false, preemptions: 0, maxSteps });
  const { outcome, steps } = new ScheduleRunner(plan).run(strategy);
  if (outcome === "cut") return MIN_STEPS;
  return Math.min(MAX_STEPS, Math.max(MIN_STEPS, LONGER * steps.length));
}
