import { describe, expect, test } from "vitest";
import { colorLevel, needsAscii } from "../../src/cli/color.ts";

const XTERM = { TERM: "xterm-256color" };

describe("colour is decided once", () => {
  test.each([
    ["a terminal has it", "auto", XTERM, true, "256"],
    ["a true-colour terminal has more", "auto", { ...XTERM, COLORTERM: "truecolor" }, true, "truecolor"],
    ["a dumb terminal has none", "auto", { TERM: "dumb" }, true, "none"],
    ["a pipe has none", "auto", XTERM, false, "none"],
    ["NO_COLOR takes it away", "auto", { ...XTERM, NO_COLOR: "1" }, true, "none"],
    ["an empty NO_COLOR says nothing", "auto", { ...XTERM, NO_COLOR: "" }, true, "256"],
    ["--color always beats NO_COLOR", "always", { ...XTERM, NO_COLOR: "1" }, true, "256"],
    ["--color always works in a pipe", "always", {}, false, "256"],
    ["--color never beats FORCE_COLOR", "never", { ...XTERM, FORCE_COLOR: "3" }, true, "none"],
    ["FORCE_COLOR works in a pipe", "auto", { FORCE_COLOR: "1" }, false, "16"],
    ["FORCE_COLOR=3 means true colour", "auto", { FORCE_COLOR: "3" }, false, "truecolor"],
    ["FORCE_COLOR=0 means none", "auto", { ...XTERM, FORCE_COLOR: "0" }, true, "none"],
    ["a CI service changes nothing in a pipe", "auto", { CI: "1", GITHUB_ACTIONS: "1" }, false, "none"],
  ] as const)("%s", (_what, mode, env, isTerminal, expected) => {
    expect(colorLevel(mode, env, isTerminal)).toBe(expected);
  });
});

describe("ASCII is used where the locale or the terminal has nothing else", () => {
  test.each([
    [{}, false],
    [{ LANG: "en_US.UTF-8" }, false],
    [{ LANG: "C.utf8" }, false],
    [{ LANG: "C" }, true],
    [{ LC_ALL: "POSIX", LANG: "en_US.UTF-8" }, true],
    [{ LC_CTYPE: "de_DE.UTF-8", LANG: "C" }, false],
    [{ LANG: "en_US.UTF-8", TERM: "linux" }, true],
    [{ TERM: "dumb" }, true],
  ])("%j: %s", (env, expected) => {
    expect(needsAscii(env)).toBe(expected);
  });
});
