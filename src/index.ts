/**
 * The library: read a scenario, simulate it, analyse its traces. Everything the command line does with a
 * scenario can be done with these functions; they touch no file, clock or terminal.
 */
export { type ExplainOptions, explainRun, threadsNamed } from "./analysis/causes/explainer.ts";
export type { Explanation } from "./analysis/causes/explanation.ts";
export type { CheckHazard, CheckOutcome, CheckResult, WitnessStep } from "./analysis/check-result.ts";
export { FINDING_KINDS, type FindingKind } from "./analysis/findings/kinds.ts";
export { analyse } from "./analysis/metrics.ts";
export type {
  Finding,
  JobResult,
  Ledger,
  ObjectResult,
  ResultDocument,
  RunResult,
  Severity,
  Summary,
  ThreadResult,
} from "./analysis/result.ts";
export type { VariantName, WhatIfRow, WhatIfTable } from "./analysis/what-if.ts";
export { exportTraces } from "./report/export/export-traces.ts";
export type { Exporter, ExportFormat, RunExport } from "./report/export/format.ts";
export { EXPORT_FORMATS } from "./report/export/registry.ts";
export { formatIssue } from "./scenario/format-issue.ts";
export { scenarioJsonSchema } from "./scenario/json-schema.ts";
export { type ParseOptions, type ParseResult, parseScenario } from "./scenario/parse.ts";
export type { Issue, Scenario } from "./scenario/scenario.ts";
export { Check, type CheckOptions, type FinishedCheck } from "./study/check/check.ts";
export type { CheckMode } from "./study/check/model-check.ts";
export { type Replay, replaySchedule } from "./study/check/replay-schedule.ts";
export {
  formatSchedule,
  type ParsedSchedule,
  parseSchedule,
  type Schedule,
  scheduleOf,
} from "./study/check/schedule-file.ts";
export {
  type LiveRun,
  type Run,
  type RunObserver,
  type SimulateOptions,
  simulate,
  startRun,
} from "./study/run.ts";
export type { Base, Variant } from "./study/what-if/variant.ts";
export {
  planWhatIf,
  startVariant,
  type WhatIfOptions,
  type WhatIfPlan,
  whatIf,
} from "./study/what-if/what-if.ts";
export { DEFAULT_MAX_EVENTS } from "./threads/simulation.ts";
export type { Chunk } from "./trace/chunk.ts";
export { type ChunkSink, eachRecord } from "./trace/chunk-sink.ts";
export { EventCode, type TraceSink } from "./trace/events.ts";
export { type DecodeResult, decodeTraces } from "./trace/file-reader.ts";
export { encodeTraces } from "./trace/file-writer.ts";
export type { Intervals } from "./trace/intervals.ts";
export type { Outcome, RunEnd, TraceMeta } from "./trace/meta.ts";
export { forEachRecord, type Trace } from "./trace/trace.ts";
export { TraceIndex } from "./trace/trace-index.ts";
