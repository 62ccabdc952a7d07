import fc from "fast-check";
import { expect, test } from "vitest";
import { NONE } from "../../src/base/ids.ts";
import { KeyedQueue } from "../../src/engine/keyed-queue.ts";

const SEED = 20261122;

/** The obvious queue: a list that is sorted whenever somebody asks. */
class SlowQueue {
  #entries: { id: number; key: number; order: number }[] = [];
  readonly #left = new Map<number, { id: number; key: number; order: number }>();
  #entered = 0;

  get ids(): number[] {
    return this.#entries.toSorted((a, b) => a.key - b.key || a.order - b.order).map(({ id }) => id);
  }
  add(id: number, key: number): void {
    this.#entries.push({ id, key, order: this.#entered });
    this.#entered += 1;
  }
  remove(id: number): void {
    const entry = this.#entries.find((other) => other.id === id);
    if (entry) this.#left.set(id, entry);
    this.#entries = this.#entries.filter((other) => other !== entry);
  }
  canPutBack(id: number): boolean {
    return this.#left.has(id) && !this.ids.includes(id);
  }
  putBack(id: number): void {
    const entry = this.#left.get(id);
    if (entry) this.#entries.push(entry);
  }
  update(id: number, key: number): void {
    for (const entry of this.#entries) if (entry.id === id) entry.key = key;
  }
}

const command = fc.record({
  kind: fc.constantFrom(
    "add" as const,
    "add" as const,
    "shift" as const,
    "remove" as const,
    "update" as const,
    "putBack" as const,
  ),
  id: fc.integer({ min: 0, max: 200 }),
  key: fc.integer({ min: 0, max: 5 }),
});

test("a keyed queue does what a sorted list does", () => {
  fc.assert(
    fc.property(fc.array(command, { maxLength: 300 }), (commands) => {
      const fast = new KeyedQueue();
      const slow = new SlowQueue();
      for (const { kind, id, key } of commands) {
        if (kind === "shift") {
          const first = slow.ids[0] ?? NONE;
          expect(fast.shift()).toBe(first);
          slow.remove(first);
        } else if (kind === "putBack") {
          if (!slow.canPutBack(id)) continue;
          slow.putBack(id);
          fast.putBack(id);
        } else if (fast.has(id)) {
          if (kind === "add") continue;
          fast[kind](id, key);
          slow[kind](id, key);
        } else if (kind === "add") {
          fast.add(id, key);
          slow.add(id, key);
        }
        expect(fast.length).toBe(slow.ids.length);
        expect(fast.first).toBe(slow.ids[0] ?? NONE);
        expect(fast.has(id)).toBe(slow.ids.includes(id));
      }
      expect(Array.from({ length: fast.length }, () => fast.shift())).toEqual(slow.ids);
    }),
    { seed: SEED, numRuns: 500 },
  );
});

test("an order of one's own decides among equal keys", () => {
  const queue = new KeyedQueue();
  queue.add(1, 7);
  queue.add(2, 7, -1);
  expect([queue.shift(), queue.shift(), queue.shift()]).toEqual([2, 1, NONE]);
});
