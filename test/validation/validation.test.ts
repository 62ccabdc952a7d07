import { describe, expect, test } from "vitest";
import { complaint, type Row } from "./case.ts";
import { loadCases } from "./load-cases.ts";
import { table } from "./table.ts";

/** A guard against a case that never ends; on a busy machine the longest take a minute. */
const TIMEOUT_MS = 600_000;

const { CASES, CHAPTERS } = await loadCases();
const results = new Map<string, readonly Row[]>();

describe.each(CASES)("$id: $title", ({ id, run }) => {
  test("comes out as published", { timeout: TIMEOUT_MS }, () => {
    const rows = run();
    results.set(id, rows);
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.map(complaint).filter((one) => one !== null)).toEqual([]);
  });
});

test("every case has an id of its own", () => {
  expect(new Set(CASES.map(({ id }) => id)).size).toBe(CASES.length);
});

/** Seeds are fixed, so the whole table is too: `npm run validation` writes it anew. */
test("the table of results is up to date", async () => {
  // With -t only some cases have run.
  if (results.size < CASES.length) return;
  await expect(table(CHAPTERS, results)).toMatchFileSnapshot("README.md");
});
