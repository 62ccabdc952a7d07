import { child } from "./child.ts";
import { EXPORTED, type ExportReport } from "./export-jobs.ts";
import { type BenchReport, times } from "./section.ts";

const MS_PER_S = 1_000;
const BYTES_PER_MB = 1e6;

/** Processor time to write a long trace for Perfetto, beside the same events by `JSON.stringify`. */
export function exported(): BenchReport {
  const chrome = child<ExportReport>("export:chrome");
  const stringify = child<ExportReport>("export:stringify");
  const megabytes = (bytes: number) => `${(bytes / BYTES_PER_MB).toFixed(1)} MB`;
  const rows = [
    {
      what: `${EXPORTED.toLocaleString("en")} transitions written for Perfetto (${megabytes(chrome.bytes)})`,
      measured: `${(chrome.ms / MS_PER_S).toFixed(1)} s of processor time`,
      target: "<= 4 s",
    },
    {
      what: "the same",
      measured: `${times(chrome.ms / stringify.ms)} \`JSON.stringify\` of each event`,
      target: "",
    },
    {
      what: "its memory at the end, against early on",
      measured: `${megabytes(Math.max(0, chrome.grownBytes))} more`,
      target: "flat",
    },
  ];
  return { lines: rows.map(({ what, measured, target }) => `${what}: ${measured} ${target}`), rows };
}
