import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { FINDING_KINDS } from "../../../src/analysis/findings/kinds.ts";
import { REPOSITORY } from "../../support/repository.ts";

test("the README lists every kind, in order, with how grave it is and what it means", () => {
  const readme = readFileSync(join(REPOSITORY, "README.md"), "utf8");
  const [, section = ""] = /## What is found\n(.*?)\n## /s.exec(readme) ?? [];
  const rows = [...section.matchAll(/^\| `([a-z-]+)` +\| (\w+) +\| (.*?) +\|$/gm)].map(
    ([, kind, severity, means]) => [kind, severity, means],
  );
  const expected = Object.entries(FINDING_KINDS).map(([kind, { severity, means }]) => [
    kind,
    severity,
    means,
  ]);
  expect(rows).toEqual(expected);
});
