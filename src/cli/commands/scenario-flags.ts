/** The options that say which scenario and which of its models are meant, as the command line gives them. */
export interface ScenarioFlags {
  readonly set?: readonly string[];
  readonly seed?: string;
  readonly model?: readonly string[];
}

/** What ends a run, besides its scenario. */
export interface LimitFlags {
  readonly maxEvents?: number;
  /** Bytes. */
  readonly maxMemory?: number;
}

/** The options of commands that simulate runs as timed. */
export interface SimulationFlags extends ScenarioFlags, LimitFlags {
  readonly until?: string;
}
