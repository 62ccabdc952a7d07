import { readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import * as z from "zod";
import { formatIssue } from "../../src/scenario/format-issue.ts";
import { scenarioJsonSchema } from "../../src/scenario/json-schema.ts";
import { parseScenario } from "../../src/scenario/parse.ts";
import { SCENARIOS, shippedFiles } from "../support/shipped.ts";
import { EXAMPLE } from "./valid.ts";

const text = (file: string) => readFileSync(join(SCENARIOS, file), "utf8");

/** The JSON Schema as an editor would use it, read back by a reader of its own. */
const byJsonSchema = z.fromJSONSchema(JSON.parse(JSON.stringify(scenarioJsonSchema())));

test("the ten scenarios of the subject are there", () => {
  expect(shippedFiles("lessons")).toEqual([
    "blocking-lock.yaml",
    "cpu-bound.yaml",
    "dining.yaml",
    "io-bound.yaml",
    "lost-update.yaml",
    "one-to-one-cost.yaml",
    "pool-deadlock.yaml",
    "processes-vs-threads.yaml",
    "too-many-threads.yaml",
    "unsafe-list.yaml",
  ]);
});

test("every hazard stands next to how it goes well, and each file names the other", () => {
  const hazards = shippedFiles("hazards");
  for (const file of hazards) {
    const other = file.includes("-safe") ? file.replace("-safe", "") : file.replace(".yaml", "-safe.yaml");
    expect(hazards).toContain(other);
    expect(text(file)).toContain(`#   threadsim run scenarios/${other}\n`);
  }
});

describe.each(shippedFiles())("%s", (file) => {
  test("is valid, also by the JSON Schema", () => {
    const result = parseScenario(text(file), { file });
    expect(result.ok ? [] : result.issues.map(formatIssue)).toEqual([]);
    expect(byJsonSchema.safeParse(parse(text(file))).error?.issues ?? []).toEqual([]);
  });

  test("begins with a comment, and every command in it is valid", () => {
    expect(text(file)).toMatch(/^# \S.*[.:]\n#\n/);
    const commands = [...text(file).matchAll(/^#\s+threadsim (?:run|check) (\S+)(.*)$/gm)];
    const isHazard = file.startsWith("hazards/");
    expect(commands.length).toBeGreaterThan(isHazard ? 0 : 1);
    for (const [, path = "", rest = ""] of commands) {
      if (!isHazard) expect(path).toBe(`scenarios/${file}`);
      const options = [...rest.matchAll(/--(set|seed|model) (?:'([^']*)'|(\S+))/g)];
      const given = (name: string) => options.filter(([, o]) => o === name).map(([, , a, b]) => a ?? b ?? "");
      expect(rest.replace(/--(set|seed|model) (?:'[^']*'|\S+)/g, "").trim()).toBe("");
      const result = parseScenario(text(relative("scenarios", path)), {
        file,
        set: given("set"),
        models: given("model"),
        seed: given("seed")[0],
      });
      expect(result.ok ? [] : result.issues.map(formatIssue)).toEqual([]);
    }
  });
});

describe("JSON Schema", () => {
  test("refuses what the validator refuses by form", () => {
    const bad = [
      "compute: 1ms",
      "compute: 10",
      "cores: 4",
      "cores: many",
      "workers: 4",
      "workrs: 4",
      "m: mutex",
      "m: mutx",
    ];
    for (let i = 0; i < bad.length; i += 2) {
      const changed = EXAMPLE.replace(bad[i] ?? "", bad[i + 1] ?? "");
      expect(parseScenario(changed, { file: "a" }).ok).toBe(false);
      expect(byJsonSchema.safeParse(parse(changed)).success).toBe(false);
    }
    expect(byJsonSchema.safeParse(parse(EXAMPLE)).success).toBe(true);
  });

  test("describes every key, for completion in editors", () => {
    const undescribed: string[] = [];
    const visit = (node: unknown, path: string): void => {
      if (typeof node !== "object" || node === null) return;
      for (const [key, value] of Object.entries(node)) {
        if (key === "properties") {
          for (const [name, property] of Object.entries(value as Record<string, object>)) {
            if (!("description" in property)) undescribed.push(`${path}/${name}`);
          }
        }
        visit(value, `${path}/${key}`);
      }
    };
    visit(scenarioJsonSchema(), "");
    expect(undescribed).toEqual([]);
  });
});
