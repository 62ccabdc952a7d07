import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { at } from "../../../src/base/assert.ts";
import { componentsOf, EdgesByState } from "../../../src/study/check/components.ts";
import { deadEnds } from "../../../src/study/check/dead-ends.ts";
import { roundTrip } from "../../../src/study/check/round-trip.ts";
import type { Edge } from "../../../src/study/check/state-graph.ts";
import { checked, scenarioOfText } from "./fixtures.ts";

const SEED = 20261123;
const STATES = 7;

const edge = (from: number, to: number, thread = 0): Edge => ({ from, to, thread, pc: 0, achieves: false });
const state = fc.nat(STATES - 1);
const graphs = fc.array(
  fc.tuple(state, state).map(([from, to]) => edge(from, to)),
  { maxLength: 14 },
);

/** By state: those that can be reached from it, itself among them. */
function reachable(edges: readonly Edge[]): readonly ReadonlySet<number>[] {
  const sets = Array.from({ length: STATES }, (_, i) => new Set([i]));
  for (let i = 0; i < STATES; i += 1)
    for (const { from, to } of edges)
      for (const set of sets) if (set.has(from)) for (const there of at(sets, to)) set.add(there);
  return sets;
}

describe("sets of states that come again", () => {
  test("are those from which each can be reached from each, and lower numbers follow", () => {
    fc.assert(
      fc.property(graphs, (edges) => {
        const component = componentsOf(new EdgesByState(STATES, edges));
        const reach = reachable(edges);
        for (let a = 0; a < STATES; a += 1) {
          for (let b = 0; b < STATES; b += 1) {
            const isMutual = at(reach, a).has(b) && at(reach, b).has(a);
            expect(component[a] === component[b]).toBe(isMutual);
            if (at(reach, a).has(b)) expect(at(component, b)).toBeLessThanOrEqual(at(component, a));
          }
        }
      }),
      { seed: SEED, numRuns: 300 },
    );
  });

  test("are dead ends where nothing else can be reached, and a step can be taken", () => {
    fc.assert(
      fc.property(graphs, (edges) => {
        const reach = reachable(edges);
        const isEnd = (a: number) =>
          edges.some(({ from }) => from === a) && [...at(reach, a)].every((b) => at(reach, b).has(a));
        const first = (a: number) => Math.min(...[...at(reach, a)].filter((b) => at(reach, b).has(a)));
        const expected = Array.from({ length: STATES }, (_, a) => a).filter(
          (a) => isEnd(a) && first(a) === a,
        );
        expect(deadEnds(STATES, edges)).toEqual(expected);
      }),
      { seed: SEED, numRuns: 300 },
    );
  });

  test("have round trips by way of all that is asked for", () => {
    const edges = [edge(0, 1), edge(1, 2, 1), edge(2, 0), edge(1, 0, 2), edge(2, 2, 3)];
    const graph = new EdgesByState(3, edges);
    const trip = roundTrip(
      graph,
      0,
      [3, 2].map((thread) => (step) => step.thread === thread),
    );
    expect(new Set(trip.map(({ thread }) => thread))).toEqual(new Set([0, 1, 2, 3]));
    expect(trip.map(({ from }) => from)).toEqual([0, ...trip.slice(0, -1).map(({ to }) => to)]);
    expect(trip.at(-1)?.to).toBe(0);
  });
});

/** Two that make way for each other at a door, and what else there is. */
const door = (others: string, isPolite = true) =>
  scenarioOfText(`
models: [one-to-one]
objects: { a: { variable: { atomic: true } }, b: { variable: { atomic: true } }, past: { variable: { atomic: true } }, through: { variable: { atomic: true } }, m: mutex }
workload:
  - thread: ann
    program: [ { while: past, is: 0, do: [ { compute: 1ms }, { update: a }, { if: b, is: 1, do: [ { update: { variable: a, add: -1 } } ], else: [ { update: { variable: a, add: -1 } }, { update: past } ] } ] } ]
  - thread: bob
    program: [ { while: through, is: 0, do: [ { compute: 1ms }, { update: b }, { if: a, is: ${isPolite ? 1 : 7}, do: [ { update: { variable: b, add: -1 } } ], else: [ { update: { variable: b, add: -1 } }, { update: through } ] } ] } ]
${others}
`);
const livelocked = (scenario: ReturnType<typeof door>) => {
  const { complete, hazards } = checked(scenario);
  expect(complete).toBe(true);
  return hazards.filter(({ finding }) => finding.kind === "livelock").map(({ finding }) => finding.threads);
};

describe("a livelock", () => {
  test("is found where nobody is passed over", () => {
    expect(livelocked(door(""))).toEqual([["ann", "bob"]]);
  });

  test("is none where one gets through sooner or later", () => {
    expect(livelocked(door("", false))).toEqual([]);
  });

  test("is none where it lasts only while another is kept waiting that would end it", () => {
    expect(
      livelocked(door("  - { thread: other, program: [ { update: { variable: a, add: 10 } } ] }")),
    ).toEqual([]);
  });

  test("lasts where the other can't take a step", () => {
    const stuck =
      "  - { thread: other, program: [ { lock: m }, { lock: m }, { update: { variable: a, add: 10 } } ] }";
    expect(livelocked(door(stuck))).toEqual([["ann", "bob"]]);
  });

  test("is none of servers that go on for ever", () => {
    const servers = scenarioOfText(`
models: [one-to-one]
objects: { turn: { variable: { atomic: true } } }
workload:
  - { thread: ping, program: [ forever: [ { compute: 1ms }, { if: turn, is: 0, do: [ { update: turn } ] } ] ] }
  - { thread: pong, program: [ forever: [ { compute: 1ms }, { if: turn, is: 1, do: [ { update: { variable: turn, add: -1 } } ] } ] ] }
`);
    expect(livelocked(servers)).toEqual([]);
  });
});
