import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { transformSync } from "esbuild";
import { expect, onTestFinished, test } from "vitest";
import { runCommand } from "../support/command.ts";
import { REPOSITORY } from "../support/repository.ts";

const readme = readFileSync(join(REPOSITORY, "README.md"), "utf8");

/** The code blocks of the README in that language, in order. */
function blocks(language: string): string[] {
  return [...readme.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)]
    .filter((match) => match[1] === language)
    .map((match) => match[2] ?? "");
}

/** A file in `dist`, from where the package can be imported by its own name. */
function fileInPackage(name: string, text: string): string {
  const path = join(REPOSITORY, "dist", name);
  writeFileSync(path, text);
  onTestFinished(() => rmSync(path, { force: true }));
  return path;
}

const [example = ""] = blocks("ts");

test("the library example prints what the README says", () => {
  const path = fileInPackage("readme-example.mjs", transformSync(example, { loader: "ts" }).code);
  const printed = execFileSync(process.execPath, [path], { encoding: "utf8" });
  expect(printed).not.toBe("");
  expect(blocks("")).toContain(printed);
});

test("the library example is typed, by the declarations that are published", () => {
  const tsc = join(REPOSITORY, "node_modules/typescript/bin/tsc");
  execFileSync(process.execPath, [tsc, "-p", ".tsconfig.types.json"], { cwd: REPOSITORY });
  const check = (text: string) => {
    const path = fileInPackage("readme-example.mts", text);
    const flags = ["--ignoreConfig", "--noEmit", "--strict", "--module", "nodenext", "--target", "es2023"];
    return spawnSync(process.execPath, [tsc, ...flags, "--types", "node", path], {
      cwd: REPOSITORY,
      encoding: "utf8",
    });
  };
  expect(check(example).stdout).toBe("");
  expect(check(`${example}\nconst wrong: string = simulate;\n`).stdout).toContain("TS2322");
});

test("the scenario is valid, and a mistake in it is reported as shown", async () => {
  const [scenario = ""] = blocks("yaml");
  expect(await runCommand(["validate", "-"], { input: scenario })).toMatchObject({ code: 0, stderr: "" });
  const { stderr } = await runCommand(["validate", "-"], { input: scenario.replace("cores", "coers") });
  const [line = ""] = stderr.split("\n");
  expect(blocks("")).toContainEqual(expect.stringContaining(line.replace(/^-/, "a.yaml")));
});

test("every command that the tables name is there, and every option that is named by itself", async () => {
  const { stdout } = await runCommand(["--help"]);
  const named = [...readme.matchAll(/^\| `threadsim (\w+)/gm)].map((match) => match[1] ?? "");
  expect(named.length).toBeGreaterThan(3);
  for (const command of named) expect(stdout).toMatch(new RegExp(`^  ${command} `, "m"));
  const helps = await Promise.all(named.map((command) => runCommand([command, "--help"])));
  const help = helps.map((one) => one.stdout).join("");
  for (const [, option = ""] of readme.matchAll(/`(--?[a-z-]+)/g)) expect(help).toContain(option);
});
