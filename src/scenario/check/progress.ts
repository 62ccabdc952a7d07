import type { Step } from "../../threads/options.ts";
import { MAX_TIMELESS_ROUNDS } from "../limits.ts";
import type { CheckContext } from "./context.ts";
import { canLast } from "./durations.ts";
import { type Body, bodiesOf, programOf, spawnedBody } from "./walk.ts";

/** In every endless or very long loop time can pass: else the simulation would stand still in it. */
export function checkProgress(context: CheckContext): void {
  for (const [i, entry] of context.draft.workload.entries()) {
    checkBody(programOf(entry, i), context, 1);
    const { arrive } = entry;
    if (arrive.kind === "every" && arrive.count === null && !canLast(arrive.interval)) {
      context.report(
        ["workload", i, "arrive", "every"],
        "no time can pass between these arrivals, and they have no count",
      );
    }
  }
}

/** `timeless`: rounds of the loops around in which no time can pass, multiplied. */
function checkBody(body: Body, context: CheckContext, timeless: number): void {
  for (const [i, step] of body.steps.entries()) {
    const path = [...body.path, i];
    if (step.kind === "spawn") checkBody(spawnedBody(step.program, path), context, 1);
    const loops = step.kind === "forever" || step.kind === "while" || step.kind === "repeat";
    const stands = loops && !canTakeTime(step.body, context);
    if (stands && step.kind !== "repeat") {
      context.report(
        path,
        `no time can pass in this \`${step.kind}\`: it needs a step that takes time or can block`,
      );
      continue;
    }
    const rounds = stands && step.kind === "repeat" ? timeless * step.times : 1;
    if (rounds > MAX_TIMELESS_ROUNDS) {
      const most = `at most ${MAX_TIMELESS_ROUNDS} rounds`;
      context.report(
        path,
        `no time can pass in this \`repeat\`: ${most} without a step that takes time or can block`,
      );
      continue;
    }
    for (const inner of bodiesOf(step, path, context.tree)) checkBody(inner, context, rounds);
  }
}

function canTakeTime(steps: readonly Step[], context: CheckContext): boolean {
  return steps.some((step) => {
    switch (step.kind) {
      case "compute":
      case "native":
      case "offload":
      case "io":
      case "sleep":
        return canLast(step.for);
      case "update":
      case "remove":
      case "append":
        return canLast(step.window);
      case "acquire":
      case "take":
      case "wait":
      case "barrier":
      case "join":
        return true;
      case "put":
        return (
          context.draft.objects?.every(({ name }) => name !== step.queue) || isBounded(step.queue, context)
        );
      case "locked":
      case "readLocked":
      case "writeLocked":
      case "forever":
      case "while":
        return canTakeTime(step.body, context);
      case "repeat":
        return step.times > 0 && canTakeTime(step.body, context);
      case "if":
        return canTakeTime(step.body, context) || canTakeTime(step.otherwise, context);
      case "choose":
        return step.branches.some(({ weight, body }) => weight > 0 && canTakeTime(body, context));
      default:
        return false;
    }
  });
}

function isBounded(queue: string, context: CheckContext): boolean {
  return (
    context.draft.objects?.some((o) => o.kind === "queue" && o.name === queue && o.capacity !== null) ?? false
  );
}
