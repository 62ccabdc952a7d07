import { deviceName, groupName, objectName, poolName, processName } from "../../../analysis/names.ts";
import { NONE } from "../../../base/ids.ts";
import { codeKindsByCode } from "../../../trace/code-kinds.ts";
import { EventCode } from "../../../trace/events.ts";
import { type Line, padEnd, span } from "../../styled.ts";
import { exactTime } from "../draw-axis.ts";
import type { Scene } from "../scene.ts";
import { selectedThread } from "../subject.ts";
import { runAt, type WorldRun } from "../world.ts";

const KINDS = codeKindsByCode();
/** By code: its name in words, `blocked lock`. */
const WORDS: ReadonlyMap<number, string> = new Map(
  Object.entries(EventCode).map(([name, code]) => [
    code,
    name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`),
  ]),
);
const TIME_COLUMNS = 16;
const SUBJECT_COLUMNS = 22;

/** Records around the cursor; those of the selected user thread stand out. */
export function eventLines(scene: Scene, rows: number): Line[] {
  const { world, state, ascii } = scene;
  const run = runAt(world, state.model);
  const { records } = run.index;
  const thread = selectedThread(world, state);
  const here = records.firstAt(state.cursorNs);
  const first = Math.max(0, Math.min(here - Math.floor(rows / 2), records.length - rows));
  const lines: Line[] = [];
  for (let record = first; record < Math.min(records.length, first + rows); record += 1) {
    const kind = KINDS[records.code(record)];
    const own = kind?.subject === "thread" && records.subject(record) === thread;
    const past = records.time(record) <= state.cursorNs;
    const time = exactTime(records.time(record), 0).padStart(TIME_COLUMNS);
    const sign = record === here ? (ascii ? ">" : "▶") : " ";
    lines.push([
      span(sign, "accent"),
      span(time, past ? "plain" : "quiet"),
      span(
        `  ${padEnd(subjectText(run, record), SUBJECT_COLUMNS)} `,
        own ? "best" : past ? "plain" : "quiet",
      ),
      span(
        `${WORDS.get(records.code(record)) ?? ""}${detailText(run, record)}`,
        own ? "strong" : past ? "plain" : "quiet",
      ),
    ]);
  }
  return lines;
}

function subjectText({ index }: WorldRun, record: number): string {
  const subject = index.records.subject(record);
  switch (KINDS[index.records.code(record)]?.subject) {
    case "thread":
      return index.threadName(subject);
    case "kernel":
      return `kernel thread ${subject}`;
    case "core":
      return `core ${subject}`;
    case "process":
      return `process ${processName(index.trace.meta, subject)}`;
    case "job":
      return `job ${subject}`;
    default:
      return `value ${subject}`;
  }
}

function detailText({ index }: WorldRun, record: number): string {
  const { meta } = index.trace;
  const detail = index.records.detail(record);
  const kind = KINDS[index.records.code(record)]?.detail;
  if (detail === NONE || kind === undefined) return "";
  switch (kind) {
    case "none":
      return "";
    case "thread":
    case "thread?":
      return `: ${index.threadName(detail)}`;
    case "kernel":
    case "kernel?":
      return `: kernel thread ${detail}`;
    case "group":
      return `: ${groupName(meta, detail)}`;
    case "process":
      return `: ${processName(meta, detail)}`;
    case "object":
      return `: ${objectName(meta, detail)}`;
    case "device?":
      return `: ${deviceName(meta, detail)}`;
    case "pool":
      return `: ${poolName(meta, detail)}`;
  }
}
