import { expect, test } from "vitest";
import { xxhash32 } from "../../src/trace/xxhash32.ts";

// Reference values of the XXH32 specification's implementation, seed 0.
test.each([
  ["", 0x02cc5d05],
  ["a", 0x550d7456],
  ["abc", 0x32d153ff],
  ["Nobody inspects the spammish repetition", 0xe2293b2f],
])("XXH32 of %j", (text, sum) => {
  expect(xxhash32(new TextEncoder().encode(text))).toBe(sum);
});

test("does not depend on alignment", () => {
  const text = new TextEncoder().encode("Nobody inspects the spammish repetition");
  const shifted = new Uint8Array(text.length + 1);
  shifted.set(text, 1);
  expect(xxhash32(shifted.subarray(1))).toBe(0xe2293b2f);
  expect(xxhash32(Buffer.from(shifted.buffer, 1))).toBe(0xe2293b2f);
});

test("every change of one bit changes the sum", () => {
  const bytes = Uint8Array.from({ length: 43 }, (_, i) => 37 * i);
  const sum = xxhash32(bytes);
  for (let bit = 0; bit < 8 * bytes.length; bit += 1) {
    const changed = bytes.slice();
    changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    expect(xxhash32(changed)).not.toBe(sum);
  }
});
