import { expect, test } from "vitest";
import { PlayClock, pauseAfter } from "../../src/tui/play-clock.ts";

test("simulated time follows real time at the given speed, up to the end", () => {
  const clock = new PlayClock(0.5, 2_000_000_000, 1_000);
  expect(clock.at(1_000)).toBe(0);
  expect(clock.at(1_010)).toBe(5_000_000);
  expect(clock.at(3_000)).toBe(1_000_000_000);
  expect(clock.at(9_000)).toBe(2_000_000_000);
});

test("a pause stops simulated time and no more", () => {
  const clock = new PlayClock(1, 10_000_000_000, 0);
  clock.togglePause(1_000);
  expect(clock.paused).toBe(true);
  expect(clock.at(5_000)).toBe(1_000_000_000);
  clock.togglePause(6_000);
  expect(clock.paused).toBe(false);
  expect(clock.at(6_500)).toBe(1_500_000_000);
});

test("frames come at most 25 times a second, and slower where drawing is slow", () => {
  expect(pauseAfter(0)).toBe(40);
  expect(pauseAfter(10)).toBe(30);
  expect(pauseAfter(50)).toBe(100);
  expect(pauseAfter(1_000)).toBe(250);
});
