import { unreachable } from "./assert.ts";
import type { Duration } from "./distribution.ts";
import { type Ns, ns } from "./time.ts";

/** The duration `factor` times as long, every draw of it; times are rounded to whole nanoseconds. */
export function scaleDuration(duration: Duration, factor: number): Duration {
  const scaled = (time: Ns) => ns(Math.round(time * factor));
  if (typeof duration === "number") return scaled(duration);
  switch (duration.kind) {
    case "exponential":
    case "lognormal":
    case "erlang":
    case "hyperexponential":
      return { ...duration, mean: scaled(duration.mean) };
    case "uniform":
      return { ...duration, min: scaled(duration.min), max: scaled(duration.max) };
    case "normal":
      return { ...duration, mean: scaled(duration.mean), sd: scaled(duration.sd) };
    case "pareto":
      return { ...duration, min: scaled(duration.min) };
    case "choice":
      return { ...duration, options: duration.options.map((o) => ({ ...o, value: scaled(o.value) })) };
    case "trace":
      return { ...duration, values: duration.values.map(scaled) };
    default:
      return unreachable(duration);
  }
}
