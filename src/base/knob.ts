/** A value of a scenario that is worth trying otherwise, as text for an override `PATH=VALUE`. */
export interface Knob {
  /** For people: `cores`, `workers of fetchers`. */
  readonly name: string;
  readonly path: string;
  readonly value: string;
  /** The neighbouring values; null where there is none. */
  readonly less: string | null;
  readonly more: string | null;
}
