import { threadName } from "../../analysis/names.ts";
import { GrowingColumn } from "../../trace/growing-column.ts";
import type { TraceMeta } from "../../trace/meta.ts";
import { THREAD_STATES } from "../../trace/states.ts";
import { bytesOf } from "./byte-writer.ts";

/** The names of the user threads of a run, as they come to be. */
export class ThreadNames {
  readonly #meta: TraceMeta;
  readonly #groupOf = new GrowingColumn();
  readonly #placeOf = new GrowingColumn();

  constructor(meta: TraceMeta) {
    this.#meta = meta;
  }

  /** Adds the next user thread. */
  add(group: number, place: number): void {
    this.#groupOf.push(group);
    this.#placeOf.push(place);
  }

  of(thread: number): string {
    return threadName(this.#meta, this.#groupOf.get(thread), this.#placeOf.get(thread));
  }
}

/** What a user thread can wait for that has a name. */
export type WaitKind = "device" | "object" | "group";

/**
 * By state of a user thread, by the detail of its slice: what it waits for, in the bytes that a format has for it. Null
 * where the detail is a kernel thread, or none.
 */
export function waitNames(
  { devices, objects, groups }: TraceMeta,
  encode: (kind: WaitKind, name: string) => string,
): readonly (readonly Uint8Array[] | null)[] {
  const encoded = (kind: WaitKind, all: readonly { readonly name: string }[]) =>
    all.map(({ name }) => bytesOf(encode(kind, name)));
  const names = {
    device: encoded("device", devices),
    object: encoded("object", objects),
    group: encoded("group", groups),
  };
  return THREAD_STATES.map((state) => {
    switch (state) {
      case "io":
        return names.device;
      case "join":
        return names.group;
      case "lock":
      case "queue":
      case "semaphore":
      case "condition":
      case "barrier":
        return names.object;
      default:
        return null;
    }
  });
}
