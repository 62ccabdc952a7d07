import type { ColorMode } from "../color.ts";
import type { SimulationFlags } from "./scenario-flags.ts";

/** The options of `run`, as the command line gives them. */
export interface RunFlags extends SimulationFlags {
  /** ns. */
  readonly warmup?: number;
  /** File with the schedule to follow, as `check -o` writes it. */
  readonly schedule?: string;
  readonly json?: true;
  readonly full?: true;
  readonly output?: string;
  readonly failOn?: readonly string[];
  readonly quiet?: true;
  readonly verbose?: true;
  /** Simulated seconds per real second. */
  readonly play?: number;
  readonly tracks: "threads" | "kernel" | "cores" | "all";
  readonly rows?: number;
  readonly width?: number;
  readonly ascii?: true;
  readonly color: ColorMode;
}
