import { formatCount } from "../base/format-count.ts";
import type { TraceMeta } from "../trace/meta.ts";

/** Name of a user thread by group and place in it: `logger` where the group has one, else `logger[3]`. */
export function threadName(meta: TraceMeta, group: number, index: number): string {
  const found = meta.groups[group];
  if (found === undefined) return `thread[${index}]`;
  return found.count === 1 ? found.name : `${found.name}[${index}]`;
}

export const objectName = (meta: TraceMeta, object: number): string =>
  meta.objects[object]?.name ?? `object ${object}`;
export const deviceName = (meta: TraceMeta, device: number): string =>
  meta.devices[device]?.name ?? `device ${device}`;
export const groupName = (meta: TraceMeta, group: number): string =>
  meta.groups[group]?.name ?? `group ${group}`;
export const processName = (meta: TraceMeta, process: number): string =>
  meta.processes[process]?.name ?? `process ${process}`;
export const poolName = (meta: TraceMeta, pool: number): string => meta.pools[pool]?.name ?? `pool ${pool}`;

/** `1 user thread`, `1,024 user threads`. */
export const countOf = (count: number, noun: string): string =>
  `${formatCount(count)} ${noun}${count === 1 ? "" : "s"}`;

/** Most user threads that a finding names. */
export const MAX_NAMED = 8;

/** `a`, `a and b`, `a, b and c`; past `most` names `a, b and 7 more`. */
export function listOf(names: readonly string[], most = MAX_NAMED): string {
  const shown =
    names.length > most
      ? [...names.slice(0, most - 1), `${formatCount(names.length - most + 1)} more`]
      : names;
  const last = shown.at(-1) ?? "";
  return shown.length < 2 ? last : `${shown.slice(0, -1).join(", ")} and ${last}`;
}
