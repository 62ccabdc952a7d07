import { expect, onTestFinished, test } from "vitest";
import { listenForSignals } from "../../src/cli/interrupt.ts";

const listeners = (): number => process.listenerCount("SIGINT") + process.listenerCount("SIGTERM");

test("work that can't stop in between runs as if nobody listened for signals", () => {
  const before = listeners();
  const interrupt = listenForSignals();
  onTestFinished(() => interrupt.dispose());
  expect(listeners()).toBe(before + 2);
  expect(interrupt.unheard(listeners)).toBe(before);
  expect(listeners()).toBe(before + 2);
});

test("it is listened again where that work fails", () => {
  const before = listeners();
  const interrupt = listenForSignals();
  onTestFinished(() => interrupt.dispose());
  const failing = (): never => {
    throw new Error("no");
  };
  expect(() => interrupt.unheard(failing)).toThrow("no");
  expect(listeners()).toBe(before + 2);
});
