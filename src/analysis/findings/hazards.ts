import { unreachable } from "../../base/assert.ts";
import { formatCount } from "../../base/format-count.ts";
import { formatDuration } from "../../base/format-duration.ts";
import { CODE_COUNT } from "../../trace/code-kinds.ts";
import { EventCode } from "../../trace/events.ts";
import type { TraceMeta } from "../../trace/meta.ts";
import { listOf, MAX_NAMED, objectName, threadName } from "../names.ts";
import type { Finding } from "../result.ts";
import type { FindingKind } from "./kinds.ts";
import { makeFinding } from "./make-finding.ts";

type HazardCode =
  | typeof EventCode.lostUpdate
  | typeof EventCode.indexGone
  | typeof EventCode.notHeld
  | typeof EventCode.selfDeadlock
  | typeof EventCode.checkThenAct;

interface Hazard {
  readonly code: HazardCode;
  readonly object: number;
  readonly firstNs: number;
  count: number;
  readonly threads: string[];
}

/** Hazards that befell user threads, one entry for each kind and object however often it happened. */
export class Hazards {
  readonly #meta: TraceMeta;
  readonly #found = new Map<number, Hazard>();

  constructor(meta: TraceMeta) {
    this.#meta = meta;
  }

  add(time: number, code: HazardCode, object: number, group: number, index: number): void {
    const key = (object + 1) * CODE_COUNT + code;
    let hazard = this.#found.get(key);
    if (hazard === undefined) {
      hazard = { code, object, firstNs: time, count: 0, threads: [] };
      this.#found.set(key, hazard);
    }
    hazard.count += 1;
    if (hazard.threads.length === MAX_NAMED) return;
    const name = threadName(this.#meta, group, index);
    if (!hazard.threads.includes(name)) hazard.threads.push(name);
  }

  /** In order of first occurrence. */
  findings(): readonly Finding[] {
    return [...this.#found.values()].map((hazard) => {
      const object = hazard.object < 0 ? null : objectName(this.#meta, hazard.object);
      return makeFinding(kindOf(hazard.code), {
        atNs: hazard.firstNs,
        threads: hazard.threads,
        objects: object === null ? [] : [object],
        message: messageOf(hazard, object ?? "an object"),
      });
    });
  }
}

function kindOf(code: HazardCode): FindingKind {
  switch (code) {
    case EventCode.lostUpdate:
      return "lost-update";
    case EventCode.indexGone:
      return "index-gone";
    case EventCode.notHeld:
      return "not-held";
    case EventCode.selfDeadlock:
      return "self-deadlock";
    case EventCode.checkThenAct:
      return "check-then-act";
    default:
      return unreachable(code);
  }
}

function messageOf({ code, count, firstNs, threads }: Hazard, object: string): string {
  const first = threads[0] ?? "a user thread";
  const others =
    threads.length > 1
      ? ` It befell ${listOf(threads)}${threads.length === MAX_NAMED ? " at least" : ""}.`
      : "";
  const at = formatDuration(firstNs);
  const when = count === 1 ? `at ${at}` : `first at ${at}, by ${first}`;
  switch (code) {
    case EventCode.lostUpdate:
      return count === 1
        ? `An update of ${object} was lost ${when}: ${first} stored a value over another user thread's store that it had not seen.`
        : `${formatCount(count)} updates of ${object} were lost (${when}): a value was stored over another user thread's store that had not been seen.${others}`;
    case EventCode.indexGone:
      return count === 1
        ? `${first} found the element of ${object} gone ${when}: another user thread had removed it since ${first} looked.`
        : `The element of ${object} was gone ${formatCount(count)} times (${when}): another user thread had removed it between the look and the removal.${others}`;
    case EventCode.notHeld:
      return count === 1
        ? `${first} gave back ${object} ${when}, which it did not hold, and ended there.`
        : `${object} was given back ${formatCount(count)} times (${when}) by a user thread that did not hold it; each ended there.${others}`;
    case EventCode.selfDeadlock:
      return count === 1
        ? `${first} locked ${object} ${when} while holding it already: it waits for itself.`
        : `${object} was locked ${formatCount(count)} times (${when}) by a user thread that held it already and so waits for itself.${others}`;
    case EventCode.checkThenAct:
      return count === 1
        ? `${first} changed ${object} ${when} because of what it had found there, and another user thread had changed that since.`
        : `${object} was changed ${formatCount(count)} times (${when}) because of what had been found there, and another user thread had changed that since.${others}`;
    default:
      return unreachable(code);
  }
}
