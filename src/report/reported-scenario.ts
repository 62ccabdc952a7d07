/** What texts say of the scenario that they report on. */
export interface ReportedScenario {
  readonly name: string;
  readonly description: string;
  readonly seed: string | number;
}
