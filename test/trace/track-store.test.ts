import { expect, test } from "vitest";
import { TraceIndex } from "../../src/trace/trace-index.ts";
import { TrackStore } from "../../src/trace/track-store.ts";
import { type Row, traceOf } from "./fixture.ts";

const THREADS = 50;
const STALLS = 400;

/** User threads that wait, ready, while their process is stalled again and again. */
function stalledAgainAndAgain(): TraceIndex {
  const created = Array.from({ length: THREADS }, (_, thread): Row => [0, "threadNew", thread, 0]);
  const arrived = Array.from({ length: THREADS }, (_, thread): Row => [0, "threadArrive", thread]);
  const stalls = Array.from({ length: STALLS }, (_, i): Row[] => [
    [10 * i + 3, "stallBegin", 0],
    [10 * i + 6, "stallEnd", 0],
  ]);
  return new TraceIndex(traceOf([...created, ...arrived, ...stalls.flat()], 10 * STALLS));
}

test("user threads that wait through many stalls take no interval for each", () => {
  const tracks = new TrackStore(stalledAgainAndAgain());
  for (let thread = 0; thread < THREADS; thread += 1) {
    const track = tracks.get("thread", thread);
    expect(track.length).toBe(1);
    expect(track.changeAfter(17)).toBe(23);
  }
});

test("what was used longest ago goes where there is too much, and comes back the same", () => {
  const tracks = new TrackStore(stalledAgainAndAgain(), 2);
  const first = tracks.get("thread", 0);
  tracks.get("thread", 1);
  expect(tracks.get("thread", 0)).toBe(first);
  tracks.get("thread", 2);
  expect(tracks.get("thread", 0)).toBe(first);
  tracks.get("thread", 1);
  tracks.get("thread", 2);
  const again = tracks.get("thread", 0);
  expect(again).not.toBe(first);
  expect(again.spanAt(5)).toEqual(first.spanAt(5));
});
