import { describe, expect, test } from "vitest";
import { EventCode as E } from "../../src/trace/events.ts";
import type { TraceMeta } from "../../src/trace/meta.ts";
import { measure, meta, object, process, type Row } from "./fixture.ts";

const heldBack = (rows: readonly Row[], endNs: number, over: Partial<TraceMeta> = {}): string =>
  measure(meta(over), rows, endNs, "horizon").heldBack;

const created = (count: number, kernelThreads: number): Row[] => [
  ...Array.from({ length: kernelThreads }, (_, id): Row => [0, E.kernelNew, id, 0]),
  ...Array.from({ length: count }, (_, id): Row[] => [
    [0, E.threadNew, id, 2],
    [0, E.threadArrive, id],
  ]).flat(),
];

describe("what held a run back", () => {
  test("computing: ready for the only core, and how many there are", () => {
    const rows: Row[] = [
      ...created(2, 2),
      [0, E.coreBusy, 0, 0],
      [0, E.threadRunning, 0, 0],
      [0, E.threadReady, 1, 1],
    ];
    expect(heldBack(rows, 10)).toBe(
      "10 ns of 20 ns, summed over 2 user threads: ready, waiting for the only core.",
    );
  });

  test("a model with too few kernel threads for the cores", () => {
    const rows: Row[] = [...created(3, 1), [0, E.coreBusy, 0, 0], [0, E.threadRunning, 0, 0]];
    expect(heldBack(rows, 10, { cores: 4 })).toBe(
      "20 ns of 30 ns, summed over 3 user threads: ready, waiting for a turn on the only kernel thread.",
    );
  });

  test("stalls, in wall-clock time, with what the kernel thread waited for", () => {
    const rows: Row[] = [
      ...created(2, 1),
      [0, E.threadRunning, 0, 0],
      [2, E.blockedLock, 0, 0],
      [2, E.kernelBlocked, 0, 0],
      [2, E.stallBegin, 0],
    ];
    const over = { objects: [object("m", "mutex")], processes: [process("app"), process("db")] };
    expect(heldBack(rows, 10, over)).toBe(
      "8 ns of 10 ns: stalled, the only kernel thread of app was blocked in a wait for m.",
    );
  });

  test("the reason is found also where the kernel thread is recorded as blocked first", () => {
    const rows: Row[] = [
      ...created(2, 1),
      [0, E.threadRunning, 0, 0],
      [2, E.stallBegin, 0],
      [2, E.kernelBlocked, 0, 0],
      [2, E.blockedSleep, 0],
    ];
    expect(heldBack(rows, 10)).toBe("8 ns of 10 ns: stalled, the only kernel thread was blocked in sleep.");
  });

  test("io of its own, and a device that serves few at a time", () => {
    const rows: Row[] = [...created(2, 2), [0, E.blockedIo, 0, 0], [0, E.blockedIo, 1, 0]];
    const device = { devices: [{ name: "disk", servers: 1 }] };
    expect(heldBack(rows, 10, device)).toBe(
      "20 ns of 20 ns, summed over 2 user threads: blocked in io on disk, which serves 1 at a time.",
    );
    const plain = rows.map(
      ([time, code, subject]): Row => [time, code, subject, code === E.threadNew ? 2 : -1],
    );
    expect(heldBack(plain, 10)).toBe("Nothing but its own io: 20 ns of 20 ns, summed over 2 user threads.");
  });

  test("a lock, by name", () => {
    const rows: Row[] = [
      ...created(2, 2),
      [0, E.threadRunning, 0, 0],
      [0, E.coreBusy, 0, 0],
      [1, E.blockedLock, 1, 1],
    ];
    const objects = [object("cold", "mutex"), object("hot", "mutex")];
    expect(heldBack(rows, 10, { objects })).toBe(
      "9 ns of 20 ns, summed over 2 user threads: waiting for others at lock hot.",
    );
  });

  test("overhead", () => {
    const rows: Row[] = [
      ...created(1, 1),
      [0, E.coreOverhead, 0, 0],
      [0, E.threadOverhead, 0, 0],
      [8, E.coreBusy, 0, 0],
      [8, E.threadRunning, 0, 0],
    ];
    expect(heldBack(rows, 10)).toBe(
      "8 ns of 10 ns of the cores' working time: overhead, such as switches and creation.",
    );
  });

  test("nothing: one user thread that computes", () => {
    const rows: Row[] = [...created(1, 1), [0, E.coreBusy, 0, 0], [0, E.threadRunning, 0, 0]];
    expect(heldBack(rows, 10)).toBe(
      "Nothing but its own computing: 10 ns of 10 ns of the user thread's time.",
    );
  });
});
