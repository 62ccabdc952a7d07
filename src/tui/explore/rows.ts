import { at } from "../../base/assert.ts";
import type { TraceIndex } from "../../trace/trace-index.ts";
import type { TrackKind } from "../../trace/track-store.ts";

/** From this many members on a group is folded, unless it has been opened. */
const FOLDED_FROM = 33;
/** Rows of a folded group: what its members do, sorted by state, at so many quantiles. */
export const FOLDED_ROWS = 4;

/** The user threads of a group, or all kernel threads, or all cores: rows that are folded together. */
export interface Block {
  /** What it is remembered by once opened: the same in all models, and in runs to come. */
  readonly key: string;
  readonly label: string;
  readonly count: number;
  readonly isFolded: boolean;
  readonly idAt: (place: number) => number;
  readonly placeOf: (id: number) => number;
}

/** What a row shows: a member of a block; or all of them, then it is one of `FOLDED_ROWS`, from 0. */
export type Row =
  | { readonly type: "member"; readonly block: Block; readonly id: number }
  | { readonly type: "folded"; readonly block: Block; readonly part: number };

/** Rows of one kind of one run. Cheap to make: time and memory grow with the groups, not with their members. */
export class Rows {
  readonly count: number;
  readonly #blocks: readonly Block[];
  readonly #blockOf: (id: number) => Block | undefined;

  constructor(index: TraceIndex, kind: TrackKind, opened: ReadonlySet<string>) {
    if (kind === "thread") {
      const blocks = index.trace.meta.groups.map(({ name }, group) => {
        const ids = index.threadsOfGroup(group);
        return blockOf(opened, `thread:${name}`, name, {
          count: ids.length,
          idAt: (place) => at(ids, place),
          placeOf: (id) => index.indexInGroup(id),
        });
      });
      this.#blocks = blocks;
      this.#blockOf = (id) => (id < index.threadCount ? blocks[index.groupOf(id)] : undefined);
    } else {
      const count = kind === "kernel" ? index.kernelThreadCount : index.coreCount;
      const same = (id: number) => id;
      const label = kind === "kernel" ? "kernel threads" : "cores";
      const block = blockOf(opened, kind, label, { count, idAt: same, placeOf: same });
      this.#blocks = [block];
      this.#blockOf = (id) => (id < count ? block : undefined);
    }
    this.count = this.#blocks.reduce((sum, block) => sum + rowsOf(block), 0);
  }

  /** The row with that number; null before the first and past the last. */
  at(row: number): Row | null {
    if (row < 0) return null;
    let left = row;
    for (const block of this.#blocks) {
      const rows = rowsOf(block);
      if (left < rows) {
        return block.isFolded
          ? { type: "folded", block, part: left }
          : { type: "member", block, id: block.idAt(left) };
      }
      left -= rows;
    }
    return null;
  }

  /** The group, or whatever stands together, that an id belongs to; null for an id that is not there. */
  blockOf(id: number): Block | null {
    return this.#blockOf(id) ?? null;
  }

  /** First row that shows an id, and how many do; the first of all where there is no such id. */
  rowsOf(id: number): { readonly first: number; readonly count: number } {
    const own = this.#blockOf(id);
    let first = 0;
    for (const block of this.#blocks) {
      if (block === own) {
        return block.isFolded
          ? { first, count: rowsOf(block) }
          : { first: first + block.placeOf(id), count: 1 };
      }
      first += rowsOf(block);
    }
    return { first: 0, count: 1 };
  }

  /** The id to select so many rows further, where a folded group counts as one; the nearest there is. */
  stepFrom(id: number, by: number): number {
    let here = id;
    for (let left = Math.abs(by); left > 0; left -= 1) {
      const { first, count } = this.rowsOf(here);
      const next = this.at(by > 0 ? first + count : first - 1);
      if (next === null) break;
      here = idOf(next);
    }
    return here;
  }
}

/** Who is selected with a row: of a folded group its first member. */
export function idOf(row: Row): number {
  return row.type === "member" ? row.id : row.block.idAt(0);
}

/** Whether a block has so many members that it can be folded at all. */
export function folds({ count }: Block): boolean {
  return count >= FOLDED_FROM;
}

function blockOf(
  opened: ReadonlySet<string>,
  key: string,
  label: string,
  members: Pick<Block, "count" | "idAt" | "placeOf">,
): Block {
  return { key, label, ...members, isFolded: members.count >= FOLDED_FROM && !opened.has(key) };
}

function rowsOf({ isFolded, count }: Block): number {
  return isFolded ? FOLDED_ROWS : count;
}
