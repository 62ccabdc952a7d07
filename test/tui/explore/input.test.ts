import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { actionOfKey, COMMANDS, parseCommand } from "../../../src/tui/explore/commands.ts";
import { flushInput, type InputEvent, parseInput } from "../../../src/tui/explore/input.ts";
import { PANES } from "../../../src/tui/explore/state.ts";

const ESC = "\u001b";
const key = (name: string): InputEvent => ({ type: "key", key: name });

describe("input", () => {
  test.each<[string, readonly InputEvent[]]>([
    [
      "ws",
      [
        { type: "text", text: "w" },
        { type: "text", text: "s" },
      ],
    ],
    [`${ESC}[A${ESC}OB${ESC}[1;2C`, [key("up"), key("down"), key("shift-right")]],
    [`${ESC}[5~${ESC}[3~${ESC}[Z`, [key("pageup"), key("delete"), key("shift-tab")]],
    ["\r\t\u007f\u0003\u001a", [key("enter"), key("tab"), key("backspace"), key("ctrl-c"), key("ctrl-z")]],
    [
      `${ESC}[<64;10;5M${ESC}[<65;10;5M`,
      [
        { type: "wheel", by: 1, x: 9, y: 4 },
        { type: "wheel", by: -1, x: 9, y: 4 },
      ],
    ],
    [
      `${ESC}[<0;3;2M${ESC}[<32;4;2M${ESC}[<0;4;2m`,
      [
        { type: "press", x: 2, y: 1 },
        { type: "drag", x: 3, y: 1 },
        { type: "release", x: 3, y: 1 },
      ],
    ],
    [
      `${ESC}[200~q\nx${ESC}[201~é`,
      [
        { type: "paste", text: "q\nx" },
        { type: "text", text: "é" },
      ],
    ],
    [`${ESC}[?1;2c`, []],
  ])("%j", (text, expected) => {
    expect(parseInput(text)).toEqual({ events: expected, rest: "" });
  });

  test("a lone escape character is a key only when nothing follows", () => {
    expect(parseInput(ESC)).toEqual({ events: [], rest: ESC });
    expect(flushInput(ESC)).toEqual([key("escape")]);
    expect(flushInput(`${ESC}[`)).toEqual([]);
  });

  test("cut anywhere, input means the same", () => {
    const pieces = [
      "w",
      ESC,
      `${ESC}[A`,
      `${ESC}[<0;12;7M`,
      `${ESC}[200~a b${ESC}[201~`,
      `${ESC}[1;2D`,
      "é",
      "\r",
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 8 }), fc.nat(60), (parts, cut) => {
        const text = `${parts.join("")}.`;
        const first = parseInput(text.slice(0, cut));
        const second = parseInput(first.rest + text.slice(cut));
        expect([...first.events, ...second.events]).toEqual(parseInput(text).events);
      }),
      { seed: 7, numRuns: 500 },
    );
  });

  test("bytes of any kind never throw and are never kept for ever", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => {
        expect(parseInput(text).rest.length).toBeLessThanOrEqual(text.length);
      }),
      { seed: 7, numRuns: 300 },
    );
  });
});

describe("commands", () => {
  test("no key means two things", () => {
    for (const pane of [undefined, ...PANES]) {
      const keys = COMMANDS.filter(({ inPane }) => inPane === pane).flatMap((command) => command.keys);
      expect(keys.filter((one, i) => keys.indexOf(one) !== i)).toEqual([]);
    }
    const names = COMMANDS.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  test("the command line means the same as the keys", () => {
    for (const { name, keys, argument, action, inPane } of COMMANDS) {
      const [first] = keys;
      if (first === undefined || argument !== "" || name === "command") continue;
      expect(parseCommand(name)).toEqual({ ok: true, action });
      expect(actionOfKey(first, inPane ?? "none")).toEqual(action);
    }
  });

  test.each([
    ["t 120ms", { type: "go", timeNs: 120_000_000 }],
    ["1.5us", { type: "go", timeNs: 1_500 }],
    ["50%", { type: "go-share", share: 0.5 }],
    ["set machine.cores=4", { type: "set", change: "machine.cores=4" }],
    ["write a b.yaml", { type: "write", file: "a b.yaml" }],
    ["view cores", { type: "view", kind: "core" }],
    ["q", { type: "quit" }],
    ["maxi", { type: "maximise" }],
  ])(":%s", (line, action) => {
    expect(parseCommand(line)).toEqual({ ok: true, action });
  });

  test.each([
    ["time soon", "time needs a time with its unit, as in :time 120ms"],
    ["set cores", "set needs PATH=VALUE, as in :set machine.cores=4"],
    ["zoom", ":zoom could be zoom-in, zoom-out, zoom-state"],
    ["nonsense", "there is no command :nonsense; ? lists all"],
    ["fit 3", "fit takes nothing behind it"],
    ["write", "a file is missing"],
  ])(":%s is refused", (line, error) => {
    expect(parseCommand(line)).toEqual({ ok: false, error });
  });
});
