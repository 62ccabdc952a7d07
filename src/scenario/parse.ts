import { ALL_MODELS, type AnyModelName, type ModelOptions } from "../threads/models/registry.ts";
import type { ProcessOptions } from "../threads/options.ts";
import { check } from "./check/check.ts";
import { CheckContext } from "./check/context.ts";
import { didYouMean } from "./did-you-mean.ts";
import { shapeProblems } from "./messages.ts";
import { applyOption, applySet, type Overridden } from "./overrides.ts";
import { Damage, prune } from "./prune.ts";
import type { Issue, Scenario } from "./scenario.ts";
import { DEFAULT_SEED, type Draft, document } from "./schema/document.ts";
import { DEFAULT_MACHINE } from "./schema/machine.ts";
import { DEFAULT_MODELS, defaultModel, defaultProcess } from "./schema/models.ts";
import { runSchema } from "./schema/schema.ts";
import { readYaml } from "./text/read-yaml.ts";
import { type Problem, toIssues } from "./text/report.ts";
import { SourceText } from "./text/source-text.ts";
import { type Path, type Tree, toPlain } from "./text/tree.ts";

/** Where a scenario comes from, and what the caller changes about it. */
export interface ParseOptions {
  /** Path for messages and results, `-` for stdin. */
  readonly file: string;
  /** Overrides `PATH=VALUE`, applied in order. */
  readonly set?: readonly string[] | undefined;
  readonly seed?: string | undefined;
  /** The end of simulated time instead of the scenario's, with its unit. */
  readonly until?: string | undefined;
  /** Runs these models only, with the options the scenario gives them, or else their defaults. */
  readonly models?: readonly string[] | undefined;
}

/** A valid scenario, or what is wrong: the first issues in the order of the text, and how many `more` there are. */
export type ParseResult =
  | { readonly ok: true; readonly scenario: Scenario }
  | { readonly ok: false; readonly issues: readonly Issue[]; readonly more: number };

/** Reads a scenario. Whatever the text is, this never throws: bad input is a list of issues. */
export function parseScenario(text: string, options: ParseOptions): ParseResult {
  const source = new SourceText(options.file, text);
  const read = readYaml(source);
  if (!read.ok) return { ok: false, ...toIssues(read.problems, read.more) };
  const overridden = override(read.tree, options);
  const { draft, problems } = checkTree(overridden.tree);
  const models = chosenModels(draft?.models ?? DEFAULT_MODELS, options.models ?? []);
  const all = [...overridden.problems, ...models.problems, ...problems];
  if (draft === undefined || all.length > 0) return { ok: false, ...toIssues(all) };
  return { ok: true, scenario: finish(draft, options.file, models.models) };
}

function override(
  tree: Tree,
  { set = [], seed, until }: ParseOptions,
): { tree: Tree; problems: readonly Problem[] } {
  const changes: readonly ((before: Tree, rank: number) => Overridden)[] = [
    ...set.map((option) => (before: Tree, rank: number) => applySet(before, option, rank)),
    (before, rank) => applyTopLevel(before, "seed", seed, rank),
    (before, rank) => applyTopLevel(before, "until", until, rank),
  ];
  const problems: Problem[] = [];
  let changed = tree;
  for (const [i, change] of changes.entries()) {
    const result = change(changed, i + 1);
    if (result.ok) changed = result.tree;
    else problems.push(...result.problems);
  }
  return { tree: changed, problems };
}

function applyTopLevel(tree: Tree, key: string, text: string | undefined, rank: number): Overridden {
  return text === undefined ? { ok: true, tree } : applyOption(tree, key, `--${key}`, text, rank);
}

const PRUNE_ROUNDS = 3;

/**
 * Reads a tree by the schema and checks what it means. Malformed parts are taken out and the rest is
 * checked all the same, so that everything wrong is found at once.
 */
function checkTree(tree: Tree): { draft: Draft | undefined; problems: readonly Problem[] } {
  const damage = new Damage();
  let read = runSchema(document, toPlain(tree));
  let shape: readonly Problem[] = [];
  if (!read.ok) {
    const found = shapeProblems(read.issues, tree);
    shape = found.map(({ problem }) => problem);
    let paths: readonly Path[] = found.map(({ path }) => path);
    let pruned = tree;
    // What a removal leaves incomplete is removed in the next round; what then still fails is given up.
    for (let round = 0; round < PRUNE_ROUNDS && !read.ok; round++) {
      pruned = prune(pruned, paths, damage);
      read = runSchema(document, toPlain(pruned));
      if (!read.ok) paths = shapeProblems(read.issues, pruned).map(({ path }) => path);
    }
  }
  if (!read.ok) return { draft: undefined, problems: shape };
  const context = new CheckContext(read.value, tree, damage);
  check(context);
  return { draft: read.value, problems: [...shape, ...context.problems] };
}

/** The listed models of these names, in the order asked for; all of them where none is asked for. */
function chosenModels(
  listed: readonly ModelOptions[],
  names: readonly string[],
): { models: readonly ModelOptions[]; problems: readonly Problem[] } {
  if (names.length === 0) return { models: listed, problems: [] };
  const problems: Problem[] = [];
  const chosen = [...new Set(names)].flatMap((name) => {
    if (!isModelName(name)) {
      const known = Object.keys(ALL_MODELS);
      const place = new SourceText("--model", name, Number.MAX_SAFE_INTEGER).place(0, name.length);
      const message = `\`${name}\` is no model: known are ${known.join(", ")}`;
      problems.push({ place, message, hint: didYouMean(name, known) });
      return [];
    }
    const given = listed.filter(({ model }) => model === name);
    return given.length > 0 ? given : [defaultModel(name)];
  });
  return { models: chosen, problems };
}

function isModelName(name: string): name is AnyModelName {
  return Object.hasOwn(ALL_MODELS, name);
}

/** The process of groups that name none, where none is declared. */
const DEFAULT_PROCESS = "main";

function finish(draft: Draft, file: string, models: readonly ModelOptions[]): Scenario {
  const processes = processesOf(draft);
  const first = processes[0]?.name ?? DEFAULT_PROCESS;
  const fallback = draft.processes === undefined || draft.processes.length === 0 ? DEFAULT_PROCESS : first;
  return {
    name: draft.name ?? nameFromFile(file),
    description: draft.description ?? "",
    file,
    seed: draft.seed ?? DEFAULT_SEED,
    machine: draft.machine ?? DEFAULT_MACHINE,
    models,
    objects: draft.objects ?? [],
    processes,
    workload: draft.workload.map((entry) => ({ ...entry, process: entry.process ?? fallback })),
    until: draft.until ?? null,
  };
}

/** As declared; else those that groups name, in that order. */
function processesOf(draft: Draft): readonly ProcessOptions[] {
  if (draft.processes !== undefined && draft.processes.length > 0) return draft.processes;
  const names = new Set(draft.workload.map(({ process }) => process ?? DEFAULT_PROCESS));
  return [...names].map(defaultProcess);
}

/** `scenarios/io-bound.yaml` is called io-bound. */
function nameFromFile(file: string): string {
  const base =
    file
      .split(/[/\\]/)
      .at(-1)
      ?.replace(/\.[^.]+$/, "") ?? "";
  return base === "" || base === "-" ? "scenario" : base;
}
