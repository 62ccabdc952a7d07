import { ZERO_NS } from "../../base/time.ts";
import { COST_PRESETS } from "../../machine/costs.ts";
import type { ArrivalPlan, Plan } from "../plan.ts";

/** Arrivals that are looked at where a scenario has them without end. */
const ENDLESS_ARRIVALS = 4;
const AT_ONCE: ArrivalPlan = { arrivals: { kind: "at", time: ZERO_NS }, interval: null };

/** Whether some of the plan's arrivals have no end, so that only the first few take part. */
export function hasEndlessArrivals(plan: Plan): boolean {
  return (
    plan.groups.some(({ arrivals, count }) => arrivals !== null && count === null) ||
    plan.pools.some(({ jobs }) => jobs === null)
  );
}

/**
 * A plan as it is taken step by step: all that goes by time is left out, as any order of steps that time
 * could bring about is tried. Everybody is there from the beginning, nothing costs anything, no quantum and
 * no quota is ever used up, and the interpreter lock changes hands whenever somebody wants it, which a
 * program cannot tell from not being there.
 */
export function steppedPlan(plan: Plan): Plan {
  const costs = COST_PRESETS.ideal;
  return {
    ...plan,
    input: {
      ...plan.input,
      machine: { ...plan.input.machine, cores: 1, costs },
      // Deadlines lie behind it: none is ever missed.
      until: ZERO_NS,
    },
    meta: { ...plan.meta, cores: 1 },
    groups: plan.groups.map((group) =>
      group.arrivals === null
        ? group
        : {
            ...group,
            arrivals: AT_ONCE,
            count: group.count ?? ENDLESS_ARRIVALS,
            scheduling: { ...group.scheduling, affinity: null, deadline: Number.POSITIVE_INFINITY },
          },
    ),
    pools: plan.pools.map((pool) => ({ ...pool, arrivals: AT_ONCE, jobs: pool.jobs ?? ENDLESS_ARRIVALS })),
    processes: plan.processes.map((process) => ({
      ...process,
      costs,
      model: {
        ...process.model,
        userQuantum: Number.POSITIVE_INFINITY,
        gil: null,
        // Who is preempted goes to the back of the queue, as anybody there may come in for it.
        ...(process.model.userQuantum < Number.POSITIVE_INFINITY ? { scheduler: { policy: "fifo" } } : {}),
        startCost: () => ZERO_NS,
        exitCost: () => ZERO_NS,
      },
    })),
    // Schedules name user threads.
    features: { ...plan.features, index: true, quotas: false, gil: false },
  };
}
