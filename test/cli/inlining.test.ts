import { Script } from "node:vm";
import { describe, expect, test } from "vitest";
import { inlineAsUsual, inlineMore } from "../../src/cli/inlining.ts";

const SOURCE = "(() => 1)";

/** Whether V8 would take code compiled before, as Node has of its own modules: only under the same flags. */
function takesStoredCode(stored: Buffer, filename: string): boolean {
  // The name is another each time, or the script would come from V8's memory of what it has compiled.
  return new Script(SOURCE, { cachedData: stored, filename }).cachedDataRejected === false;
}

describe("inlining", () => {
  test("is another while a run goes on, and the usual one after it, so that stored code is of use again", () => {
    const stored = new Script(SOURCE).createCachedData();
    inlineMore();
    try {
      expect(takesStoredCode(stored, "amid")).toBe(false);
    } finally {
      inlineAsUsual();
    }
    expect(takesStoredCode(stored, "after")).toBe(true);
  });
});
