/** What came from the terminal. Columns and rows from 0. */
export type InputEvent =
  | { readonly type: "key"; readonly key: string }
  /** A character that can be typed into a line; also a key. */
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "paste"; readonly text: string }
  | { readonly type: "wheel"; readonly by: 1 | -1; readonly x: number; readonly y: number }
  | { readonly type: "press" | "drag" | "release"; readonly x: number; readonly y: number };

export interface InputResult {
  readonly events: readonly InputEvent[];
  /** The beginning of what is not complete yet. */
  readonly rest: string;
}

const ESCAPE = "\u001b";
const PASTE_BEGIN = `${ESCAPE}[200~`;
const PASTE_END = `${ESCAPE}[201~`;
/** Longest pasted text waited for, and taken. */
const MAX_PASTE = 65_536;

const CONTROLS: Readonly<Record<string, string>> = {
  "\r": "enter",
  "\n": "enter",
  "\t": "tab",
  "\b": "backspace",
  "\u007f": "backspace",
};
/** Final letters of CSI and SS3 sequences (xterm, "PC-style function keys"). */
const LETTERS: Readonly<Record<string, string>> = {
  A: "up",
  B: "down",
  C: "right",
  D: "left",
  H: "home",
  F: "end",
  Z: "shift-tab",
};
/** Numbers before a tilde. */
const NUMBERS: Readonly<Record<string, string>> = {
  "1": "home",
  "3": "delete",
  "4": "end",
  "5": "pageup",
  "6": "pagedown",
  "7": "home",
  "8": "end",
};
const SHIFT = "2";

// Control sequences begin with the escape character, so the patterns have to name it.
const CSI = new RegExp(`^${ESCAPE}\\[([<?>=]?)([0-9;:]*)([ -/]*)([@-~])`);
const CSI_BEGUN = new RegExp(`^${ESCAPE}(?:\\[[<?>=]?[0-9;:]*[ -/]*)?$`);
/** A sequence longer than this is none. */
const MAX_SEQUENCE = 64;

/** Mouse buttons as SGR 1006 codes them: low bits the button, 32 motion, 64 the wheel. */
const MOTION = 32;
const WHEEL = 64;
const BUTTONS = 3;

/** Takes input apart. `rest` of one call is to stand before the text of the next. */
export function parseInput(text: string): InputResult {
  const events: InputEvent[] = [];
  let at = 0;
  while (at < text.length) {
    const left = text.slice(at, at + MAX_SEQUENCE);
    if (text.startsWith(PASTE_BEGIN, at)) {
      const end = text.indexOf(PASTE_END, at);
      if (end < 0 && text.length - at < MAX_PASTE) return { events, rest: text.slice(at) };
      const stop = end < 0 ? text.length : end;
      events.push({ type: "paste", text: text.slice(at + PASTE_BEGIN.length, stop) });
      at = end < 0 ? text.length : end + PASTE_END.length;
    } else if (left.startsWith(ESCAPE)) {
      if (at + left.length === text.length && CSI_BEGUN.test(left)) return { events, rest: left };
      at += escapeSequence(left, events);
    } else {
      const character = String.fromCodePoint(text.codePointAt(at) ?? 0);
      events.push(...plainKey(character));
      at += character.length;
    }
  }
  return { events, rest: "" };
}

/** What an incomplete beginning means when nothing follows: the escape key. */
export function flushInput(rest: string): readonly InputEvent[] {
  return rest === ESCAPE ? [{ type: "key", key: "escape" }] : [];
}

function plainKey(character: string): InputEvent[] {
  const control = CONTROLS[character];
  if (control !== undefined) return [{ type: "key", key: control }];
  const code = character.codePointAt(0) ?? 0;
  if (code >= 1 && code <= 26) return [{ type: "key", key: `ctrl-${String.fromCharCode(code + 96)}` }];
  // Other control characters, and those of the second set, mean nothing here.
  if (code < 32 || (code >= 127 && code < 160)) return [];
  return [{ type: "text", text: character }];
}

/** Reads one sequence that begins with the escape character; gives its length. */
function escapeSequence(text: string, events: InputEvent[]): number {
  const csi = CSI.exec(text);
  if (csi !== null) {
    const [whole, sign, numbers = "", , final = ""] = csi;
    if (sign === "<") events.push(...mouse(numbers, final));
    else if (sign === "") events.push(...functionKey(numbers, final));
    return whole.length;
  }
  const [, second, third] = text;
  if (second === "O" && third !== undefined) {
    const key = LETTERS[third];
    if (key !== undefined) events.push({ type: "key", key });
    return 3;
  }
  events.push({ type: "key", key: "escape" });
  // Escape twice, or with a character that is a key of its own: the rest is read by itself.
  return 1;
}

function functionKey(numbers: string, final: string): InputEvent[] {
  const [first = "", modifier] = numbers.split(";");
  const name = final === "~" ? NUMBERS[first] : LETTERS[final];
  if (name === undefined) return [];
  return [{ type: "key", key: modifier === SHIFT ? `shift-${name}` : name }];
}

function mouse(numbers: string, final: string): InputEvent[] {
  const [code = 0, x = 1, y = 1] = numbers.split(";").map(Number);
  const place = { x: x - 1, y: y - 1 };
  if ((code & WHEEL) !== 0) {
    const wheel = code & BUTTONS;
    if (wheel > 1) return [];
    return [{ type: "wheel", by: wheel === 0 ? 1 : -1, ...place }];
  }
  if (final === "m") return [{ type: "release", ...place }];
  if ((code & BUTTONS) !== 0) return [];
  return [{ type: (code & MOTION) !== 0 ? "drag" : "press", ...place }];
}
