import { TIME_UNITS, type TimeUnit } from "../../base/time.ts";
import type { Parsed } from "./command.ts";

const TIME = /^(\d+(?:\.\d+)?)\s*(ns|us|ms|s|min)$/;
const SHARE = /^(\d+(?:\.\d+)?)%$/;
const isUnit = (name: string): name is TimeUnit => name in TIME_UNITS;

/** A time such as `120ms` in ns, or null. */
function parseTime(text: string): number | null {
  if (text === "0") return 0;
  const [, number, unit] = TIME.exec(text) ?? [];
  if (number === undefined || unit === undefined || !isUnit(unit)) return null;
  const time = Math.round(Number(number) * TIME_UNITS[unit]);
  return Number.isSafeInteger(time) ? time : null;
}

/** A time to go to: `120ms`, `50%`. */
export function parseGo(text: string): Parsed {
  const share = SHARE.exec(text)?.[1];
  if (share !== undefined)
    return { ok: true, action: { type: "go-share", share: Math.min(1, Number(share) / 100) } };
  const timeNs = parseTime(text);
  if (timeNs === null) return { ok: false, error: "time needs a time with its unit, as in :time 120ms" };
  return { ok: true, action: { type: "go", timeNs } };
}

/** Whether a line is a time alone. */
export function isTime(text: string): boolean {
  return SHARE.test(text) || parseTime(text) !== null;
}
