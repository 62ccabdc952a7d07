import fc from "fast-check";
import { expect, test } from "vitest";
import { at } from "../../../src/base/assert.ts";
import { NONE } from "../../../src/base/ids.ts";
import { keysOf, sequentialStream } from "../../../src/base/random.ts";
import { ScheduleRunner } from "../../../src/study/check/schedule-run.ts";
import type { Plan } from "../../../src/threads/plan.ts";
import { StateKeys } from "../../../src/threads/stepping/state-keys.ts";
import { entangledPrograms, planOf, STEPPED_MODELS } from "../../support/any-programs.ts";

const SEED = 20261123;
const WALKS = 30;
const MAX_STEPS = 40;

/** Takes random walks through the states of a plan; fails where the same state is gone on from in two ways. */
function walk(plan: Plan): { readonly visits: number; readonly states: number } {
  const runner = new ScheduleRunner(plan);
  const keys = new StateKeys(plan);
  const random = sequentialStream(keysOf(SEED), "walks");
  /** By state: who may step, or nobody; by state and step: the next state. */
  const enabledIn = new Map<string, string>();
  const nextOf = new Map<string, string>();
  let visits = 0;
  const visit = (state: string, enabled: string, step: string | null): void => {
    visits += 1;
    if ((enabledIn.get(state) ?? enabled) !== enabled) throw new Error(`${enabled} may step, or others`);
    enabledIn.set(state, enabled);
    if (step === null) return;
    if ((nextOf.get(step) ?? state) !== state) throw new Error(`two states follow from ${step}`);
    nextOf.set(step, state);
  };
  for (let i = 0; i < WALKS; i += 1) {
    let step: string | null = null;
    let steps = 0;
    let isOver = false;
    const chooser = {
      choose: ({
        enabled,
        instruction,
        state,
      }: Parameters<Parameters<typeof runner.run>[0]["choose"]>[0]) => {
        if (isOver) return NONE;
        const text = state();
        visit(text, enabled.map((thread) => `${thread}@${instruction(thread)}`).join(" "), step);
        steps += 1;
        isOver = steps > MAX_STEPS;
        if (isOver) return NONE;
        const thread = at(enabled, Math.floor(random() * enabled.length));
        step = `${thread} ${text}`;
        return thread;
      },
      stepped: () => {},
    };
    const ended = (state: string): void => {
      if (!isOver) visit(state, "", step);
      isOver = true;
    };
    runner.run(chooser, { keys, ended });
  }
  return { visits, states: enabledIn.size };
}

for (const model of STEPPED_MODELS) {
  test(`the same state is gone on from alike, however it came about, under ${JSON.stringify(model)}`, () => {
    let visits = 0;
    let states = 0;
    fc.assert(
      fc.property(entangledPrograms, (programs) => {
        const walked = walk(planOf(programs, model));
        visits += walked.visits;
        states += walked.states;
      }),
      { seed: SEED, numRuns: 40 },
    );
    // Most states have been met several times, or nothing has been compared.
    expect(visits).toBeGreaterThan(3 * states);
  });
}
