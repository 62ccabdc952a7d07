import { unreachable } from "../../base/assert.ts";
import type { Distribution, Duration } from "../../base/distribution.ts";
import type { Step } from "../../threads/options.ts";

/** The shortest time that a draw can give, in ns. */
export function shortest(duration: Duration): number {
  if (typeof duration === "number") return duration;
  switch (duration.kind) {
    case "uniform":
    case "pareto":
      return duration.min;
    case "choice":
      return duration.options.reduce((least, { value }) => Math.min(least, value), Number.POSITIVE_INFINITY);
    case "trace":
      return duration.values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
    case "exponential":
    case "normal":
    case "lognormal":
    case "erlang":
    case "hyperexponential":
      return 0;
    default:
      return unreachable(duration);
  }
}

/** Whether a draw can give anything but 0. */
export function canLast(duration: Duration): boolean {
  return typeof duration === "number" ? duration > 0 : canDrawTime(duration);
}

function canDrawTime(distribution: Distribution): boolean {
  switch (distribution.kind) {
    case "uniform":
      return distribution.max > 0;
    case "choice":
      return distribution.options.some(({ value }) => value > 0);
    case "trace":
      return distribution.values.some((value) => value > 0);
    default:
      return true;
  }
}

/** The shortest time in which steps can be done, in ns; what may block counts as nothing. */
export function shortestRun(steps: readonly Step[]): number {
  return steps.reduce((sum, step) => sum + shortestStep(step), 0);
}

export function shortestStep(step: Step): number {
  switch (step.kind) {
    case "compute":
    case "native":
    case "offload":
    case "io":
    case "sleep":
      return shortest(step.for);
    case "update":
    case "remove":
    case "append":
      return shortest(step.window);
    case "locked":
    case "readLocked":
    case "writeLocked":
      return shortestRun(step.body);
    case "repeat":
      return step.times === 0 ? 0 : step.times * shortestRun(step.body);
    case "if":
      return Math.min(shortestRun(step.body), shortestRun(step.otherwise));
    case "choose":
      return step.branches.reduce(
        (least, { weight, body }) => (weight > 0 ? Math.min(least, shortestRun(body)) : least),
        Number.POSITIVE_INFINITY,
      );
    default:
      return 0;
  }
}
