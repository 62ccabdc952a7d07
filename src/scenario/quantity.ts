import { MAX_NS, type Ns, TIME_UNITS, type TimeUnit } from "../base/time.ts";
import { MAX_BYTES } from "./limits.ts";

/** The units a size may be written in, with their length in bytes. */
export const BYTE_UNITS = { B: 1, KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30 } as const;

/** What a duration has to look like; the JSON Schema shows it too. */
export const DURATION_PATTERN = new RegExp(`^\\d+(\\.\\d+)? ?(${Object.keys(TIME_UNITS).join("|")})$`);
/** What a size has to look like. */
export const BYTES_PATTERN = new RegExp(`^\\d+(\\.\\d+)? ?(${Object.keys(BYTE_UNITS).join("|")})$`);

export type Quantity<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly message: string; readonly hint?: string | undefined };

const wrong = (message: string, hint?: string) => ({ ok: false, message, hint }) as const;

/** `10ms`, `1.5s`, or a bare 0, as whole nanoseconds (rounded half up). */
export function parseDuration(value: unknown): Quantity<Ns> {
  if (value === 0) return { ok: true, value: value as Ns };
  if (typeof value === "number" && Number.isFinite(value) && value > 0) {
    return wrong(`a duration needs a unit: write ${value}ms, not ${value}`);
  }
  if (typeof value === "number") return wrong(`${spell(value)} is no duration: write one like 10ms`);
  if (typeof value !== "string") return wrong(`expected a duration such as 10ms, found ${kindOf(value)}`);
  const text = value.trim();
  if (!DURATION_PATTERN.test(text)) return wrongQuantity(text, "duration", "10ms", Object.keys(TIME_UNITS));
  const unit = text.replace(/^[\d. ]+/, "") as TimeUnit;
  const time = Math.round(Number.parseFloat(text) * TIME_UNITS[unit]);
  if (time > MAX_NS) return wrong(`${text} is past the end of the clock (2^53 − 1 ns, about 104 days)`);
  return { ok: true, value: time as Ns };
}

/** `4MiB`, `100B`, or a bare 0, as whole bytes. */
export function parseBytes(value: unknown): Quantity<number> {
  if (value === 0) return { ok: true, value };
  if (typeof value === "number" && Number.isFinite(value) && value > 0) {
    return wrong(`a size needs a unit: write ${value}B or ${value}MiB, not ${value}`);
  }
  if (typeof value === "number") return wrong(`${spell(value)} is no size: write one like 4MiB`);
  if (typeof value !== "string") return wrong(`expected a size such as 4MiB, found ${kindOf(value)}`);
  const text = value.trim();
  if (!BYTES_PATTERN.test(text)) return wrongQuantity(text, "size", "4MiB", Object.keys(BYTE_UNITS));
  const unit = text.replace(/^[\d. ]+/, "") as keyof typeof BYTE_UNITS;
  const bytes = Math.round(Number.parseFloat(text) * BYTE_UNITS[unit]);
  if (bytes > MAX_BYTES) return wrong(`${text} is too large: at most ${MAX_BYTES / BYTE_UNITS.GiB}GiB`);
  return { ok: true, value: bytes };
}

/** How a value is called in a message. */
export function kindOf(value: unknown): string {
  if (value === null || value === undefined) return "nothing";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a mapping";
  if (typeof value === "string") return value.length > 30 ? "text" : `\`${value}\``;
  return typeof value === "number" ? spell(value) : String(value);
}

/** A number as YAML writes it. */
function spell(value: number): string {
  if (Number.isNaN(value)) return ".nan";
  return Number.isFinite(value) ? String(value) : value < 0 ? "-.inf" : ".inf";
}

function wrongQuantity(text: string, what: string, example: string, units: readonly string[]) {
  const shown = text.length > 30 ? `${text.slice(0, 30)}…` : text;
  const parts = /^(-?)([\d.]+) ?(.*)$/.exec(text);
  if (parts === null) return wrong(`\`${shown}\` is no ${what}: write one like ${example}`);
  const [, sign, , unit = ""] = parts;
  if (sign === "-") return wrong(`a ${what} can't be negative: \`${shown}\``);
  if (unit === "") return wrong(`a ${what} needs a unit (${units.join(" ")}): \`${shown}\``);
  if (units.includes(unit)) return wrong(`\`${shown}\` is no ${what}: write one like ${example}`);
  const same = units.find((known) => known.toLowerCase() === unit.toLowerCase());
  const known = { sec: "s", secs: "s", second: "s", seconds: "s", m: "min", µs: "us", μs: "us", msec: "ms" };
  const meant = same ?? (known as Readonly<Record<string, string>>)[unit];
  const hint = meant !== undefined && units.includes(meant) ? `did you mean \`${meant}\`?` : undefined;
  return wrong(`unknown unit \`${unit}\`: a ${what} is in ${units.join(", ")}`, hint);
}
