import { codeOnly, importsOf, resolveImport, type SourceFile } from "./source-scan.ts";

/** What a room may import: other rooms (with the files, where not all of them), and packages. */
interface Rule {
  readonly rooms: readonly string[];
  /** Further files, as patterns of their path under `src/`. */
  readonly files?: readonly RegExp[];
  readonly packages: readonly string[];
}

/** Every room of src/README.md. What is not listed is forbidden. */
export const RULES: Readonly<Record<string, Rule>> = {
  base: { rooms: [], packages: ["seedrandom", "d3-random"] },
  engine: { rooms: ["base"], packages: [] },
  trace: { rooms: ["base"], packages: [] },
  machine: { rooms: ["base", "engine", "trace"], packages: [] },
  threads: { rooms: ["base", "engine", "trace", "machine"], packages: [] },
  scenario: {
    rooms: ["base"],
    // The tables that name policies, models, costs with their schedulers, and step types: what a scenario may say follows from them.
    files: [
      /^machine\/(?:.*\/)?(?:options|registry|costs|preset-schedulers)\.ts$/,
      /^threads\/(?:.*\/)?(?:options|registry)\.ts$/,
    ],
    packages: ["yaml", "zod"],
  },
  analysis: { rooms: ["base", "trace"], packages: [] },
  study: {
    rooms: ["base", "engine", "trace", "machine", "threads", "scenario", "analysis"],
    packages: [],
  },
  report: { rooms: ["base", "trace", "analysis"], packages: ["get-east-asian-width"] },
  tui: { rooms: ["base", "trace", "analysis", "report"], packages: ["ink", "react"] },
  cli: {
    rooms: [
      "base",
      "engine",
      "trace",
      "machine",
      "threads",
      "scenario",
      "analysis",
      "study",
      "report",
      "tui",
      "index.ts",
    ],
    packages: ["commander", "node:*"],
  },
  "index.ts": {
    rooms: ["base", "engine", "trace", "machine", "threads", "scenario", "analysis", "study", "report"],
    packages: [],
  },
};

/** Rooms that may know of the outside world: time, the process, the terminal. */
const OUTER_ROOMS: readonly string[] = ["tui", "cli"];
export const MAX_LINES = 400;

/** A broken rule: where, and what. */
export interface Violation {
  readonly path: string;
  readonly message: string;
}

/** The room that a path under `src/` belongs to. */
export function roomOf(path: string): string {
  return path.split("/")[1] ?? "";
}

/** Imports that the allow-list does not allow. */
export function forbiddenImports(files: readonly SourceFile[]): Violation[] {
  return files.flatMap(({ path, text }) => {
    const room = roomOf(path);
    const rule = RULES[room];
    if (rule === undefined) return [{ path, message: `${room} is no room` }];
    return importsOf(text)
      .filter((specifier) => !isAllowed(path, room, specifier, rule))
      .map((specifier) => ({ path, message: `${room} may not import ${specifier}` }));
  });
}

function isAllowed(path: string, room: string, specifier: string, rule: Rule): boolean {
  if (!specifier.startsWith(".")) {
    const name = specifier.startsWith("node:")
      ? "node:*"
      : specifier
          .split("/")
          .slice(0, specifier.startsWith("@") ? 2 : 1)
          .join("/");
    return rule.packages.includes(name);
  }
  const target = resolveImport(path, specifier);
  // The version comes from the package's own description.
  if (target === "package.json") return room === "cli";
  const inSource = target.replace(/^src\//, "");
  const targetRoom = roomOf(target);
  return (
    targetRoom === room ||
    rule.rooms.includes(targetRoom) ||
    (rule.files ?? []).some((pattern) => pattern.test(inSource))
  );
}

/** Cycles of imports between files, each once, as a path that comes back to its start. */
export function importCycles(files: readonly SourceFile[]): Violation[] {
  const targets = new Map(
    files.map(({ path, text }) => [
      path,
      importsOf(text)
        .filter((specifier) => specifier.startsWith("."))
        .map((specifier) => resolveImport(path, specifier)),
    ]),
  );
  const done = new Set<string>();
  const found: Violation[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    const start = trail.indexOf(path);
    if (start >= 0) {
      found.push({ path, message: `cycle: ${[...trail.slice(start), path].join(" -> ")}` });
      return;
    }
    if (done.has(path)) return;
    for (const target of targets.get(path) ?? []) visit(target, [...trail, path]);
    done.add(path);
  };
  for (const path of targets.keys()) visit(path, []);
  return found;
}

/**
 * Globals that make a result depend on when or where it was computed. `process` is also a word of the
 * subject, so only what the global has is looked for.
 */
const OUTSIDE_WORLD: readonly RegExp[] = [
  /(?<![.\w$])(?:new\s+Date\b|Date\s*[.(])/,
  /\bMath\s*\.\s*random\b/,
  /(?<![.\w$])(?:setTimeout|setInterval|setImmediate|queueMicrotask|requestAnimationFrame|fetch|require)\s*\(/,
  /(?<![.\w$])(?:performance|console|crypto|navigator|globalThis|Buffer|Intl(?!\.Segmenter\()|Atomics|SharedArrayBuffer)\s*[.([]/,
  /(?<![.\w$])process\s*\.\s*(?:argv|env|exit|exitCode|std\w+|cwd|hrtime|uptime|memoryUsage|nextTick|on|once|off|platform|pid|version|versions|kill)\b/,
  // Depends on the language of the machine.
  /\.toLocale\w*\s*\(|\.localeCompare\s*\(/,
];

/** Uses of the clock, chance, timers, the process and the like outside the rooms that may. */
export function outsideWorld(files: readonly SourceFile[]): Violation[] {
  return innerFiles(files).flatMap(({ path, text }) => {
    const code = codeOnly(text);
    return OUTSIDE_WORLD.flatMap((pattern) => {
      const match = pattern.exec(code);
      return match === null ? [] : [{ path, message: `uses ${match[0].trim()}` }];
    });
  });
}

/** Statements at a file's top level that hold state: they stand at the start of a line, as the formatter leaves them. */
const MODULE_STATE: readonly RegExp[] = [
  /^(?:export\s+)?(?:let|var)\b[^\n]*/m,
  /^(?:export\s+)?const\s+\w+\s*(?::(?!\s*(?:Readonly|readonly))[^=\n]*)?=\s*new\s+(?:Map|Set|WeakMap|WeakSet|DataView)\b[^\n]*/m,
  // Blank arrays are made to be filled; a table computed at once (`.map(…)`, from a list) is a constant.
  /^(?:export\s+)?const\s+\w+\s*(?::(?!\s*(?:Readonly|readonly))[^=\n]*)?=\s*new\s+\w*Array\([^()[\]\n]*\);?$/m,
  /^(?:export\s+)?const\s+\w+\s*(?::(?!\s*(?:Readonly|readonly))[^=\n]*)?=\s*(?:\[\]|\{\})[^\n]*/m,
];

/** State that outlives a call, outside the rooms that may keep any. */
export function moduleState(files: readonly SourceFile[]): Violation[] {
  return innerFiles(files).flatMap(({ path, text }) => {
    const code = codeOnly(text);
    return MODULE_STATE.flatMap((pattern) => {
      const match = pattern.exec(code);
      return match === null ? [] : [{ path, message: `keeps state: ${match[0]}` }];
    });
  });
}

function innerFiles(files: readonly SourceFile[]): readonly SourceFile[] {
  return files.filter(({ path }) => !OUTER_ROOMS.includes(roomOf(path)));
}

/** Files that are too long to be about one thing. */
export function longFiles(files: readonly SourceFile[]): Violation[] {
  return files.flatMap(({ path, text }) => {
    const lines = text.split("\n").length - 1;
    return lines > MAX_LINES ? [{ path, message: `${lines} lines, more than ${MAX_LINES}` }] : [];
  });
}

/** Ways to silence a checker or to put work off. Split in two, so that this file passes its own check. */
const SUPPRESSIONS: readonly RegExp[] = [
  new RegExp("@ts-" + "(?:ignore|expect-error|nocheck)"),
  new RegExp("(?:biome|eslint|prettier|v8|c8|istanbul|knip)-" + "(?:ignore|disable)"),
  new RegExp("\\b(?:TO" + "DO|FIX" + "ME|HA" + "CK|XX" + "X)\\b"),
  new RegExp("\\b(?:describe|test|it)\\s*\\.\\s*(?:sk" + "ip|on" + "ly|to" + "do|fa" + "ils)\\b"),
  new RegExp("(?::|\\bas|<)\\s*an" + "y\\b(?=[\\s\\[\\]>;,)|&=])"),
];

/** Suppressions of any checker, skipped tests, and work put off. There are none, and none may come. */
export function suppressions(files: readonly SourceFile[]): Violation[] {
  return files.flatMap(({ path, text }) =>
    SUPPRESSIONS.flatMap((pattern, index) => {
      // The last pattern is about types: in prose the word is fine.
      const match = pattern.exec(index === SUPPRESSIONS.length - 1 ? codeOnly(text) : text);
      return match === null ? [] : [{ path, message: `has ${match[0].trim()}` }];
    }),
  );
}
