import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Ledger, RunResult } from "../../../src/analysis/result.ts";
import { chrome } from "../../../src/report/export/chrome.ts";
import { exportTraces } from "../../../src/report/export/export-traces.ts";
import type { Trace } from "../../../src/trace/trace.ts";
import { type ChromeEvent, eventsOf, namesOf, nsOf } from "../../support/chrome-trace.ts";
import { recordRun } from "../../support/record-run.ts";
import { anyScenario } from "../../support/scenarios.ts";
import { metaOf, type Row, traceOf } from "../../trace/fixture.ts";

const SEED = 20261123;

const textOf = (...traces: readonly Trace[]): string =>
  Buffer.concat([...exportTraces(chrome, traces)]).toString();

const ROWS: readonly Row[] = [
  [0, "threadNew", 0, 1],
  [0, "kernelNew", 0, 0],
  [0, "threadArrive", 0],
  [1_500, "coreOverhead", 0, 0],
  [1_500, "threadOverhead", 0, 0],
  [2_000, "coreBusy", 0, 0],
  [2_000, "threadRunning", 0, 0],
  [2_100, "acquired", 0, 0],
  [2_200, "threadNew", 1, 0],
  [2_200, "threadWake", 1, 0],
  [2_200, "threadArrive", 1],
  [4_000, "blockedIo", 0, 0],
  [4_000, "kernelBlocked", 0, 0],
  [4_000, "coreIdle", 0],
  [5_001, "blockedLock", 1, 0],
];

describe("the text", () => {
  test("of a small run, to the byte", () => {
    expect(textOf(traceOf(ROWS, 6_000))).toMatchInlineSnapshot(`
      "{"traceEvents":[
      {"ph":"M","name":"process_name","pid":1,"args":{"name":"one-to-one: cores"}},
      {"ph":"M","name":"thread_name","pid":1,"tid":2,"args":{"name":"core 0"}},
      {"ph":"M","name":"process_name","pid":3,"args":{"name":"one-to-one: user threads"}},
      {"ph":"M","name":"process_name","pid":4,"args":{"name":"one-to-one: kernel threads"}},
      {"ph":"M","name":"thread_name","pid":3,"tid":5,"args":{"name":"solo"}},
      {"ph":"M","name":"thread_name","pid":4,"tid":6,"args":{"name":"kernel thread 0"}},
      {"ph":"X","cat":"kernel thread","name":"ready","pid":4,"tid":6,"ts":0.000,"dur":1.500},
      {"ph":"X","cat":"user thread","name":"ready","pid":3,"tid":5,"ts":0.000,"dur":1.500},
      {"ph":"M","name":"thread_name","pid":3,"tid":7,"args":{"name":"a[0]"}},
      {"ph":"s","cat":"wake","name":"wake","pid":3,"tid":5,"ts":2.200,"id":8},
      {"ph":"f","cat":"wake","name":"wake","pid":3,"tid":7,"ts":2.200,"id":8},
      {"ph":"X","cat":"user thread","name":"overhead","pid":3,"tid":5,"ts":1.500,"dur":0.500,"args":{"kernel thread":0}},
      {"ph":"X","cat":"kernel thread","name":"overhead","pid":4,"tid":6,"ts":1.500,"dur":0.500,"args":{"core":0}},
      {"ph":"X","cat":"core","name":"overhead","pid":1,"tid":2,"ts":1.500,"dur":0.500,"args":{"kernel thread":0}},
      {"ph":"X","cat":"user thread","name":"running","pid":3,"tid":5,"ts":2.000,"dur":2.000,"args":{"kernel thread":0}},
      {"ph":"X","cat":"user thread","name":"io","pid":3,"tid":5,"ts":4.000,"dur":2.000,"args":{"device":"disk"}},
      {"ph":"X","cat":"user thread","name":"ready","pid":3,"tid":7,"ts":2.200,"dur":2.801},
      {"ph":"X","cat":"user thread","name":"lock","pid":3,"tid":7,"ts":5.001,"dur":0.999,"args":{"object":"m","holder":"solo"}},
      {"ph":"X","cat":"kernel thread","name":"running","pid":4,"tid":6,"ts":2.000,"dur":2.000,"args":{"core":0}},
      {"ph":"X","cat":"kernel thread","name":"blocked","pid":4,"tid":6,"ts":4.000,"dur":2.000,"args":{"user thread":"solo"}},
      {"ph":"X","cat":"core","name":"busy","pid":1,"tid":2,"ts":2.000,"dur":2.000,"args":{"kernel thread":0}}
      ],"otherData":{"scenario":"test","seed":42}}
      "
    `);
  });

  test("of no run is a file without events", () => {
    expect(eventsOf(textOf())).toEqual([]);
  });

  test("quotes whatever things are called", () => {
    const name = 'a "b" \\ \n é 😀';
    const [group] = metaOf().groups;
    const groups = group === undefined ? [] : [group, { ...group, name, count: 1 }];
    const objects = [{ name, kind: "mutex", scope: "user" } as const];
    const events = eventsOf(textOf(traceOf(ROWS, 6_000, metaOf({ label: name, groups, objects }))));
    expect([...namesOf(events).tracks.values()]).toContain(name);
    expect([...namesOf(events).processes.values()]).toContain(`${name}: user threads`);
    expect(events.find(({ name }) => name === "lock")?.args).toEqual({ object: name, holder: name });
  });

  test("of several runs has their labels, and the scenario's name where that is another", () => {
    const other = metaOf({ scenario: { name: "other", file: "", seed: 1 }, label: "many-to-one" });
    const events = eventsOf(textOf(traceOf(ROWS, 6_000), traceOf(ROWS, 6_000, other)));
    expect([...namesOf(events).processes.values()]).toEqual([
      "one-to-one: cores",
      "one-to-one: user threads",
      "one-to-one: kernel threads",
      "other: many-to-one: cores",
      "other: many-to-one: user threads",
      "other: many-to-one: kernel threads",
    ]);
  });
});

/** Time by state of the user threads of each name, from their slices alone. Those of two spawns may have one name. */
function ledgersOf(
  events: readonly ChromeEvent[],
  endNs: number,
): ReadonlyMap<string, Record<string, number>> {
  const { tracks } = namesOf(events);
  const ledgers = new Map<string, Record<string, number>>();
  for (const { ph, cat, name, tid, ts, dur } of events) {
    if (cat !== "user thread") continue;
    const track = tracks.get(tid ?? -1) ?? "";
    // What never ends is counted to the end of the run.
    const ns = ph === "X" ? nsOf(dur) : endNs - nsOf(ts);
    if (ns === 0) continue;
    const ledger = ledgers.get(track) ?? {};
    ledgers.set(track, ledger);
    ledger[name] = (ledger[name] ?? 0) + ns;
  }
  return ledgers;
}

function flat({ blocked, ...rest }: Ledger): Record<string, number> {
  return Object.fromEntries(Object.entries({ ...rest, ...blocked }).filter(([, ns]) => ns > 0));
}

function expectLedgers({ threads, endNs }: RunResult, events: readonly ChromeEvent[]): void {
  const expected = new Map<string, Record<string, number>>();
  for (const { name, ledgerNs } of threads ?? []) {
    const ledger = expected.get(name) ?? {};
    for (const [state, ns] of Object.entries(flat(ledgerNs))) ledger[state] = (ledger[state] ?? 0) + ns;
    if (Object.keys(ledger).length > 0) expected.set(name, ledger);
  }
  expect(ledgersOf(events, endNs)).toEqual(expected);
}

/** Slices of a track follow each other, all of a file's numbers differ, and both ends of a flow are there. */
function expectSound(events: readonly ChromeEvent[]): void {
  const named = events.filter(({ ph }) => ph === "M").map(({ pid, tid }) => tid ?? pid);
  const known = new Set(named);
  expect(known.size).toBe(named.length);
  const wrong: string[] = [];
  const over = new Map<number, number>();
  for (const { ph, pid, tid = -1, ts, dur } of events) {
    if (ph !== "X" && ph !== "B") continue;
    if (!known.has(pid) || !known.has(tid)) wrong.push(`no name of ${pid}, ${tid}`);
    if (nsOf(ts) < (over.get(tid) ?? 0)) wrong.push(`${tid} is in two states at ${ts}`);
    over.set(tid, ph === "X" ? nsOf(ts) + nsOf(dur) : Number.POSITIVE_INFINITY);
  }
  expect(wrong).toEqual([]);
  const ids = (phase: string) => events.filter(({ ph }) => ph === phase).map(({ id }) => id);
  expect(ids("f")).toEqual(ids("s"));
}

test("in whatever run, the file is sound, and its slices add up to the ledger of each user thread", () => {
  const phases = new Set<string>();
  fc.assert(
    fc.property(anyScenario, (input) => {
      const { result, trace } = recordRun(input);
      const events = eventsOf(textOf(trace));
      expectSound(events);
      expectLedgers(result, events);
      for (const { ph } of events) phases.add(ph);
    }),
    { seed: SEED, numRuns: 150 },
  );
  expect([...phases].toSorted()).toEqual(["B", "M", "X", "f", "i", "s"]);
});
