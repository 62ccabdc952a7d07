import { expect, test } from "vitest";
import { InvariantError } from "../../src/base/assert.ts";
import { MAX_NS } from "../../src/base/time.ts";
import { Clock, ClockOverflow } from "../../src/engine/clock.ts";

test("goes on up to the largest time, and no further", () => {
  const clock = new Clock();
  clock.advanceTo(5);
  clock.advanceTo(MAX_NS);
  expect(() => clock.advanceTo(MAX_NS + 1)).toThrow(ClockOverflow);
  expect(clock.now).toBe(MAX_NS);
});

test.each([4, Number.NaN])("never goes back: %d after 5", (time) => {
  const clock = new Clock();
  clock.advanceTo(5);
  expect(() => clock.advanceTo(time)).toThrow(InvariantError);
  expect(clock.now).toBe(5);
});
