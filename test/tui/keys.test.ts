import type { Key } from "ink";
import { expect, test } from "vitest";
import { commandsOf } from "../../src/tui/keys.ts";

const NO_KEY: Key = {
  upArrow: false,
  downArrow: false,
  leftArrow: false,
  rightArrow: false,
  pageDown: false,
  pageUp: false,
  home: false,
  end: false,
  return: false,
  escape: false,
  ctrl: false,
  shift: false,
  tab: false,
  backspace: false,
  delete: false,
  meta: false,
  super: false,
  hyper: false,
  capsLock: false,
  numLock: false,
};

test("q, Enter and Esc skip to the end, the space bar pauses, Ctrl-C stops", () => {
  expect(commandsOf("q", NO_KEY)).toEqual(["skip"]);
  expect(commandsOf("\r", { ...NO_KEY, return: true })).toEqual(["skip"]);
  expect(commandsOf("", { ...NO_KEY, escape: true })).toEqual(["skip"]);
  expect(commandsOf(" ", NO_KEY)).toEqual(["pause"]);
  expect(commandsOf("c", { ...NO_KEY, ctrl: true })).toEqual(["interrupt"]);
});

test("fast typing arrives as one string; other keys do nothing", () => {
  expect(commandsOf(" xq", NO_KEY)).toEqual(["pause", "skip"]);
  expect(commandsOf("c", NO_KEY)).toEqual([]);
  expect(commandsOf("", { ...NO_KEY, upArrow: true })).toEqual([]);
});
