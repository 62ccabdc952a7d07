import fc from "fast-check";
import { expect, test } from "vitest";
import { CulpritStates } from "../../../src/analysis/causes/culprit-states.ts";
import { THREAD_STATES } from "../../../src/trace/states.ts";
import { TraceIndex } from "../../../src/trace/trace-index.ts";
import { recordRun } from "../../support/record-run.ts";
import { anyScenario } from "../../support/scenarios.ts";

const SEED = 20261122;

/** The slow twin: the whole timeline, then what of it lies in the span; pieces of the same state joined. */
function twin(index: TraceIndex, thread: number, startNs: number, endNs: number): string[] {
  const { length, starts, ends, states } = index.threadIntervals(thread);
  const pieces = Array.from({ length }, (_, i) => ({
    state: THREAD_STATES[states[i] ?? 0] ?? "",
    from: starts[i] ?? 0,
    to: ends[i] ?? 0,
  }));
  const born = pieces[0]?.from ?? Number.POSITIVE_INFINITY;
  const gone = pieces.at(-1)?.to ?? Number.NEGATIVE_INFINITY;
  const ended = { state: "terminated", from: gone, to: Number.POSITIVE_INFINITY };
  return joined(
    [{ state: "new", from: 0, to: born }, ...pieces, ...(born < gone ? [ended] : [])]
      .map(({ state, from, to }) => ({ state, from: Math.max(from, startNs), to: Math.min(to, endNs) }))
      .filter(({ from, to }) => from < to),
  );
}

interface Piece {
  readonly state: string;
  readonly from: number;
  readonly to: number;
}

function joined(pieces: readonly Piece[]): string[] {
  const whole: Piece[] = [];
  for (const piece of pieces) {
    const last = whole.at(-1);
    if (last?.state === piece.state) whole[whole.length - 1] = { ...last, to: piece.to };
    else whole.push(piece);
  }
  return whole.map(({ state, from, to }) => `${state} ${from}-${to}`);
}

test("what a user thread did in any span is what its timeline says", () => {
  let stalled = 0;
  fc.assert(
    fc.property(anyScenario, fc.nat(100), fc.nat(100), (input, startPercent, endPercent) => {
      const { trace } = recordRun(input);
      const index = new TraceIndex(trace);
      const states = new CulpritStates(index);
      const [startNs, endNs] = [startPercent, endPercent]
        .map((percent) => Math.floor((trace.end.endNs * percent) / 100))
        .toSorted((a, b) => a - b) as [number, number];
      for (let thread = 0; thread < index.threadCount; thread += 1) {
        if (index.threadIntervals(thread).length === 0) continue;
        const pieces: Piece[] = [];
        states.visit(thread, startNs, endNs, (state, from, to) =>
          pieces.push({ state: THREAD_STATES[state] ?? "", from, to }),
        );
        const seen = joined(pieces);
        expect(seen).toEqual(twin(index, thread, startNs, endNs));
        if (seen.some((piece) => piece.startsWith("stalled"))) stalled += 1;
      }
    }),
    { seed: SEED, numRuns: 200 },
  );
  expect(stalled).toBeGreaterThan(10);
});
