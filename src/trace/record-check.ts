import { NONE } from "../base/ids.ts";
import { MAX_NS } from "../base/time.ts";
import { CODE_COUNT, codeKindsByCode, type DetailKind, type SubjectKind } from "./code-kinds.ts";
import { EventCode, type TraceSink } from "./events.ts";
import { ContentError } from "./file-error.ts";
import type { TraceMeta } from "./meta.ts";

/** No id of a process or a job is larger. */
const ANY_ID = 2 ** 31;
const UNKNOWN = 255;

const SUBJECTS: readonly SubjectKind[] = ["thread", "kernel", "core", "process", "job", "number"];
const DETAILS: readonly { readonly kind: DetailKind; readonly min: number }[] = [
  { kind: "none", min: NONE },
  { kind: "thread", min: 0 },
  { kind: "thread?", min: NONE },
  { kind: "kernel", min: 0 },
  { kind: "kernel?", min: NONE },
  { kind: "group", min: 0 },
  { kind: "process", min: 0 },
  { kind: "object", min: 0 },
  { kind: "device?", min: NONE },
  { kind: "pool", min: 0 },
];

// Tables instead of a search by name: a check of five million records must not be felt.
const KINDS = codeKindsByCode();
const SUBJECT_OF_CODE = Uint8Array.from({ length: CODE_COUNT }, (_, code) => {
  const kinds = KINDS[code];
  return kinds === undefined ? UNKNOWN : SUBJECTS.indexOf(kinds.subject);
});
const DETAIL_OF_CODE = Uint8Array.from({ length: CODE_COUNT }, (_, code) =>
  Math.max(
    0,
    DETAILS.findIndex(({ kind }) => kind === KINDS[code]?.detail),
  ),
);
const LEAST_DETAIL = Int8Array.from(DETAILS, ({ min }) => min);
const NUMBER = SUBJECTS.indexOf("number");
const THREAD = SUBJECTS.indexOf("thread");
const KERNEL = SUBJECTS.indexOf("kernel");

/**
 * Checks that records make sense, one by one: times in order, codes known, ids of what exists. What
 * passes can be indexed and analysed without surprises.
 */
export class RecordCheck implements TraceSink {
  /** How many there are (so far), by subject and by kind of detail: the next id that doesn't exist. */
  #subjects: Float64Array;
  #details: Float64Array;
  #records = 0;
  #lastTime = 0;

  constructor(meta: TraceMeta) {
    const counts: Readonly<Record<SubjectKind | DetailKind, number>> = {
      thread: 0,
      "thread?": 0,
      kernel: 0,
      "kernel?": 0,
      core: meta.cores,
      process: ANY_ID,
      job: ANY_ID,
      number: 0,
      none: 0,
      group: meta.groups.length,
      object: meta.objects.length,
      "device?": meta.devices.length,
      pool: meta.pools.length,
    };
    this.#subjects = Float64Array.from(SUBJECTS, (kind) => counts[kind]);
    this.#details = Float64Array.from(DETAILS, ({ kind }) => counts[kind]);
  }

  /** Time of the last record, ns. */
  get lastTime(): number {
    return this.#lastTime;
  }

  /** Throws a {@link ContentError} where the record can't be. */
  record(time: number, code: EventCode, subject: number, detail: number): void {
    const kind = SUBJECT_OF_CODE[code] as number;
    if (kind === UNKNOWN) this.#fail(`no event has the code ${code}`);
    if (!(time >= this.#lastTime && time <= MAX_NS) || Math.floor(time) !== time) {
      this.#fail(`time ${time} ns after ${this.#lastTime} ns`);
    }
    if (code === EventCode.threadNew) this.#create("user thread", THREAD, ["thread", "thread?"], subject);
    if (code === EventCode.kernelNew) this.#create("kernel thread", KERNEL, ["kernel", "kernel?"], subject);
    if (kind !== NUMBER && !(subject >= 0 && subject < (this.#subjects[kind] as number))) {
      this.#fail(`there is no ${SUBJECTS[kind]} ${subject}`);
    }
    const detailKind = DETAIL_OF_CODE[code] as number;
    if (
      detail < (LEAST_DETAIL[detailKind] as number) ||
      (detail >= (this.#details[detailKind] as number) && detail !== NONE)
    ) {
      this.#fail(`detail ${detail} of event ${code}`);
    }
    this.#lastTime = time;
    this.#records += 1;
  }

  /** Ids count up in order of creation. */
  #create(what: string, kind: number, details: readonly DetailKind[], subject: number): void {
    const count = this.#subjects[kind] as number;
    if (subject !== count) this.#fail(`${what} ${subject} is created after ${count} others`);
    this.#subjects[kind] = count + 1;
    for (const detail of details) {
      this.#details[DETAILS.findIndex((one) => one.kind === detail)] = count + 1;
    }
  }

  #fail(problem: string): never {
    throw new ContentError(`record ${this.#records}: ${problem}`);
  }
}
