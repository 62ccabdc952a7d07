import type { Duration } from "../../../src/base/distribution.ts";
import type { Step } from "../../../src/threads/options.ts";

/** What the twin can do. A step of anything else is refused. */
export type TwinStep =
  | { readonly kind: "compute" | "io" | "sleep"; readonly ns: number }
  | { readonly kind: "yield" }
  /** Of a worker: takes a job, ends where that was a stop marker, and begins again. */
  | { readonly kind: "takeJob" | "stopOrGoOn"; readonly object: string }
  | { readonly kind: "again" }
  | { readonly kind: "lock" | "unlock" | "put" | "take" | "barrier"; readonly object: string }
  | { readonly kind: "acquire" | "release"; readonly object: string; readonly permits: number };

/** What a worker of a pool does. */
export function flattenWorker(pool: string, job: readonly Step[]): TwinStep[] {
  return [
    { kind: "takeJob", object: pool },
    { kind: "stopOrGoOn", object: pool },
    ...flatten(job),
    { kind: "again" },
  ];
}

/** A program without loops: every turn of every `repeat` written out. */
export function flatten(steps: readonly Step[]): TwinStep[] {
  return steps.flatMap((step): TwinStep[] => {
    switch (step.kind) {
      case "native":
      case "offload":
        return [{ kind: "compute", ns: fixed(step.for) }];
      case "compute":
      case "sleep":
        return [{ kind: step.kind, ns: fixed(step.for) }];
      case "io":
        if (step.device !== null) throw new Error("the twin knows no devices");
        return [{ kind: "io", ns: fixed(step.for) }];
      case "yield":
        return [{ kind: "yield" }];
      case "lock":
      case "unlock":
        return [{ kind: step.kind, object: step.mutex }];
      case "locked":
        return [
          { kind: "lock", object: step.mutex },
          ...flatten(step.body),
          { kind: "unlock", object: step.mutex },
        ];
      case "acquire":
      case "release":
        return [{ kind: step.kind, object: step.semaphore, permits: step.count }];
      case "put":
      case "take":
        return [{ kind: step.kind, object: step.queue }];
      case "barrier":
        return [{ kind: "barrier", object: step.barrier }];
      case "repeat": {
        const body = flatten(step.body);
        return Array.from({ length: step.times }, () => body).flat();
      }
      default:
        throw new Error(`the twin knows no ${step.kind}`);
    }
  });
}

function fixed(duration: Duration): number {
  if (typeof duration !== "number") throw new Error("the twin draws nothing");
  return duration;
}
