import { child } from "./child.ts";
import { EXPORTED, type ExportReport } from "./export-jobs.ts";
import { type BenchOptions, type BenchReport, median, times } from "./section.ts";

const MS_PER_S = 1_000;
const BYTES_PER_MB = 1e6;

/** Processor time to write a long trace for Perfetto, beside the same events by `JSON.stringify`. */
export function exported({ rounds }: BenchOptions): BenchReport {
  const reports = Array.from({ length: rounds }, () => ({
    chrome: child<ExportReport>("export:chrome"),
    stringify: child<ExportReport>("export:stringify"),
  }));
  const ms = median(reports.map(({ chrome }) => chrome.ms));
  const ratio = median(reports.map(({ chrome, stringify }) => chrome.ms / stringify.ms));
  const grown = median(reports.map(({ chrome }) => chrome.grownBytes));
  const megabytes = (bytes: number) => `${(bytes / BYTES_PER_MB).toFixed(1)} MB`;
  const [first] = reports;
  const sizes = first === undefined ? "" : ` (${megabytes(first.chrome.bytes)})`;
  const rows = [
    {
      what: `${EXPORTED.toLocaleString("en")} transitions written for Perfetto${sizes}`,
      measured: `${(ms / MS_PER_S).toFixed(1)} s of processor time`,
      target: "<= 4 s",
    },
    { what: "the same", measured: `${times(ratio)} \`JSON.stringify\` of each event`, target: "" },
    { what: "its memory at the end, against early on", measured: `${megabytes(grown)} more`, target: "flat" },
  ];
  return { lines: rows.map(({ what, measured, target }) => `${what}: ${measured} ${target}`), rows };
}
