import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { parseBytes, parseDuration } from "../scenario/quantity.ts";
import { COLOR_MODES } from "./color.ts";
import type { CheckFlags } from "./commands/check.ts";
import type { ExplainFlags } from "./commands/explain.ts";
import type { ExploreFlags, LoadChrome } from "./commands/explore.ts";
import type { ExportFlags } from "./commands/export.ts";
import type { RunFlags } from "./commands/run-flags.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { print, tell } from "./output.ts";
import { VERSION } from "./package-root.ts";
import { MAX_WIDTH, MIN_WIDTH } from "./text-width.ts";

/** What a timeline may show, one row each. */
const TRACKS = ["threads", "kernel", "cores", "all"] as const;
const MAX_ROWS = 10_000;

type RunCommands = typeof import("./run-commands.ts");
type Commands = typeof import("./commands.ts");

/** Parts of the command line that are loaded when they are needed; each call may load them anew. */
interface Parts {
  readonly runCommands: () => RunCommands;
  readonly commands: () => Commands;
  readonly chrome: LoadChrome;
}

/** Hears how a command ended. */
type Done = (code: ExitCode) => void;

/** Runs the command line and returns its exit code. Never throws. */
export async function main(argv: readonly string[], parts: Parts): Promise<ExitCode> {
  let exitCode: ExitCode = EXIT.ok;
  // An error is reported by the part that it comes from: each has classes of errors of its own.
  let reporter: Pick<RunCommands, "report"> | null = null;
  const reporting = <C extends RunCommands>(load: () => C): (() => C) => {
    return () => {
      const loaded = load();
      reporter = loaded;
      return loaded;
    };
  };
  const done = (code: ExitCode): void => {
    exitCode = code;
  };
  try {
    const { runCommands, commands, chrome } = parts;
    const reported = { runCommands: reporting(runCommands), commands: reporting(commands), chrome };
    const asked = withoutVainHelp(argv);
    await buildProgram(asked, done, reported).parseAsync(asked, { from: "user" });
    return exitCode;
  } catch (error) {
    // Commander has printed its message already; help and version come this way too, with code 0.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    return (reporter ?? parts.runCommands()).report(error);
  }
}

/** Help for a command that there is not is asked as that command, which is an error that suggests another. */
function withoutVainHelp(argv: readonly string[]): readonly string[] {
  const name = argv[0] === "help" ? argv[1] : argv[1] === "--help" || argv[1] === "-h" ? argv[0] : undefined;
  const isVain = name !== undefined && /^\w/.test(name) && name !== "help" && !Object.hasOwn(COMMANDS, name);
  return isVain ? [name] : argv;
}

/** The command tree, as far as these arguments need it. */
function buildProgram(argv: readonly string[], done: Done, parts: Parts): Command {
  const program = new Command("threadsim")
    .description("Simulates a workload under several threading models and shows where the time went.")
    .version(VERSION, "-V, --version", "print the version")
    .helpOption("-h, --help", "print help")
    .exitOverride()
    .configureOutput({ writeOut: print, writeErr: tell })
    .configureHelp({ showGlobalOptions: true })
    .addHelpText(
      "after",
      `
Exit codes: 0 done, whatever the run found; 1 something that --fail-on names,
or a hazard that check met; 2 wrong usage or a bad scenario; 130 and 143
stopped by a signal; ${EXIT.bug} a bug in threadsim.`,
    )
    .helpCommand("help [command]", "print help for a command");
  // Where the first argument names a command, the others are not needed.
  const [name = ""] = argv;
  const named = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  for (const add of named === undefined ? Object.values(COMMANDS) : [named]) add(program, done, parts);
  return program;
}

/** What adds a command to the tree, by its name; in the order of the help. */
const COMMANDS: Readonly<Record<string, (program: Command, done: Done, parts: Parts) => void>> = {
  run: addRun,
  explain: addExplain,
  check: addCheck,
  explore: addExplore,
  export: addExport,
  validate: addValidate,
  list: addList,
  new: addNew,
  schema: addSchema,
};

function addRun(program: Command, done: Done, parts: Parts): void {
  program
    .command("run")
    .description("simulate scenarios under each of their models")
    .argument("<FILE...>", "scenario files; - is standard input")
    .optionsGroup("Scenario:")
    .option("--set <PATH=VALUE>", "override a value, as in machine.cores=8 (repeatable)", collect)
    .option("--seed <SEED>", "override the seed of the random draws")
    .option("--model <NAME>", "run only this model (repeatable)", collect)
    .option("--until <DURATION>", "end of simulated time, as in 10s")
    .option("--warmup <DURATION>", "leave out of the averages what happens before that time", duration)
    .option("--max-events <N>", "end a run after this many events (default: 50 million)", wholeNumber)
    .option("--max-memory <SIZE>", "most memory to take, as in 4GiB (default: half of what there is)", size)
    .option("--schedule <FILE>", "follow a schedule that check has written")
    .optionsGroup("Output:")
    .option("--json", "print one JSON document")
    .option("--full", "list all threads and jobs in it, however many")
    .option("-o, --output <FILE>", "save the trace of every run to a file (.tsim)")
    .option(
      "--fail-on <KINDS>",
      "exit with 1 where a run finds one of these, as in deadlock,lost-update",
      kinds,
    )
    .option("-q, --quiet", "print nothing but errors and what --json asks for")
    .option("-v, --verbose", "say how long each run took, on standard error")
    .optionsGroup("Picture:")
    .addOption(
      new Option("--play <SPEED>", "play the run in the terminal, in simulated seconds a second")
        .argParser(speed)
        .conflicts(["json", "quiet"]),
    )
    .addOption(new Option("--tracks <WHICH>", "rows of the timeline").choices(TRACKS).default("threads"))
    .option("--rows <N>", "most rows of each timeline", rows)
    .option("--width <COLUMNS>", `width of the picture, ${MIN_WIDTH} to ${MAX_WIDTH}`, width)
    .option("--ascii", "draw with ASCII characters only")
    .addOption(new Option("--color <WHEN>", "use colour").choices(COLOR_MODES).default("auto"))
    .optionsGroup("Other:")
    .action(async (files: string[], flags: RunFlags) => {
      done(await parts.runCommands().run(files, flags));
    });
}

function addExplain(program: Command, done: Done, parts: Parts): void {
  program
    .command("explain")
    .description("say what user threads waited for, and whom, and what decided the end of each run")
    .argument("<FILE>", "scenario file; - is standard input")
    .optionsGroup("Scenario:")
    .option("--set <PATH=VALUE>", "override a value, as in machine.cores=8 (repeatable)", collect)
    .option("--seed <SEED>", "override the seed of the random draws")
    .option("--model <NAME>", "explain only this model (repeatable)", collect)
    .option("--until <DURATION>", "end of simulated time, as in 10s")
    .option("--max-events <N>", "end a run after this many events (default: 50 million)", wholeNumber)
    .option("--max-memory <SIZE>", "most memory to take, as in 4GiB (default: half of what there is)", size)
    .option("--schedule <FILE>", "follow a schedule that check has written, without what-if")
    .optionsGroup("Output:")
    .option("--thread <NAME>", "explain one user thread, as in logger or worker[3], without what-if")
    .option("--no-what-if", "don't simulate what would have been different: it takes a dozen runs")
    .option("--json", "print one JSON document")
    .option("--width <COLUMNS>", `width of the text, ${MIN_WIDTH} to ${MAX_WIDTH}`, width)
    .option("--ascii", "draw with ASCII characters only")
    .optionsGroup("Other:")
    .action(async (file: string, flags: ExplainFlags) => {
      done(await parts.commands().explain(file, flags));
    });
}

function addCheck(program: Command, done: Done, parts: Parts): void {
  const modes = ["exhaustive", "states", "preemptions", "random", "pct"];
  const mode = (flags: string, description: string, name: string) =>
    new Option(flags, description).conflicts(modes.filter((other) => other !== name));
  program
    .command("check")
    .description("try the schedules of a scenario, and show those in which it goes wrong")
    .argument("<FILE>", "scenario file; - is standard input")
    .optionsGroup("Scenario:")
    .option("--set <PATH=VALUE>", "override a value, as in machine.cores=8 (repeatable)", collect)
    .option("--seed <SEED>", "override the seed of the random draws")
    .option("--model <NAME>", "check only this model (repeatable)", collect)
    .optionsGroup("Schedules (default: all that differ, else every state, else few preemptions):")
    .addOption(
      mode("--exhaustive", "every interleaving of steps, also those that come to the same", "exhaustive"),
    )
    .addOption(mode("--states", "every state once, however many schedules lead to it", "states"))
    .addOption(
      mode("--preemptions <N>", "all with up to so many preemptions", "preemptions").argParser(countFrom0),
    )
    .addOption(mode("--random <N>", "so many at random", "random").argParser(wholeNumber))
    .addOption(
      mode("--pct <DEPTH>", "by random priorities that change DEPTH - 1 times", "pct").argParser(wholeNumber),
    )
    .option("--max-schedules <N>", "most schedules under each model (default: 100,000)", wholeNumber)
    .option("--max-states <N>", "most states under each model (default: 200,000)", wholeNumber)
    .option(
      "--max-steps <N>",
      "cut schedules after so many steps (default: twice as many as one without preemption, 1,000 to 50,000)",
      wholeNumber,
    )
    .option(
      "--max-events <N>",
      "end the schedule as timed after this many events (default: 50 million)",
      wholeNumber,
    )
    .option("--max-memory <SIZE>", "most memory to take, as in 4GiB (default: half of what there is)", size)
    .optionsGroup("Output:")
    .option("-o, --output <FILE>", "save the schedule of the first hazard, for --schedule of the others")
    .option("--json", "print one JSON document")
    .option("--width <COLUMNS>", `width of the text, ${MIN_WIDTH} to ${MAX_WIDTH}`, width)
    .option("--ascii", "draw with ASCII characters only")
    .optionsGroup("Other:")
    .action(async (file: string, flags: CheckFlags) => {
      done(await parts.commands().check(file, flags));
    });
}

function addExplore(program: Command, done: Done, parts: Parts): void {
  program
    .command("explore")
    .description("move through the runs of a scenario on a screen: zoom, ask why, change values")
    .argument("[FILE]", "scenario, or trace file (.tsim); without it one of the shipped scenarios is chosen")
    .option("--set <PATH=VALUE>", "override a value, as in machine.cores=8 (repeatable)", collect)
    .option("--seed <SEED>", "override the seed of the random draws")
    .option("--model <NAME>", "run only this model (repeatable)", collect)
    .option("--until <DURATION>", "end of simulated time, as in 10s")
    .option("--max-events <N>", "end a run after this many events (default: 50 million)", wholeNumber)
    .option("--max-memory <SIZE>", "most memory to take, as in 4GiB (default: half of what there is)", size)
    .option("--schedule <FILE>", "follow a schedule that check has written")
    .option("--ascii", "draw with ASCII characters only")
    .addOption(new Option("--color <WHEN>", "use colour").choices(COLOR_MODES).default("auto"))
    .action(async (file: string | undefined, flags: ExploreFlags) => {
      done(await parts.commands().explore(file ?? null, flags, parts.chrome));
    });
}

function addExport(program: Command, done: Done, parts: Parts): void {
  program
    .command("export")
    .description("write the runs of a scenario, or saved ones, for other programs, as for Perfetto")
    .argument("<FILE>", "scenario, or trace file (.tsim); - is a scenario on standard input")
    .requiredOption(
      "--to <FORMAT>",
      "chrome: trace events for Perfetto; csv: a line for each span of time in one state",
    )
    .option("-o, --output <FILE>", "write to this file instead of standard output")
    .optionsGroup("Scenario:")
    .option("--set <PATH=VALUE>", "override a value, as in machine.cores=8 (repeatable)", collect)
    .option("--seed <SEED>", "override the seed of the random draws")
    .option("--model <NAME>", "run only this model (repeatable)", collect)
    .option("--until <DURATION>", "end of simulated time, as in 10s")
    .option("--max-events <N>", "end a run after this many events (default: 50 million)", wholeNumber)
    .option("--max-memory <SIZE>", "most memory to take, as in 4GiB (default: half of what there is)", size)
    .optionsGroup("Other:")
    .action(async (file: string, flags: ExportFlags) => {
      done(await parts.commands().exportRuns(file, flags));
    });
}

function addValidate(program: Command, done: Done, parts: Parts): void {
  program
    .command("validate")
    .description("check scenarios without running them")
    .argument("<FILE...>", "scenario files; - is standard input")
    .option("--set <PATH=VALUE>", "override a value of the scenario (repeatable)", collect)
    .option("-q, --quiet", "print nothing but errors")
    .action(async (files: string[], flags: { set?: string[]; quiet?: true }) => {
      done(await parts.runCommands().validate(files, flags));
    });
}

function addList(program: Command, done: Done, parts: Parts): void {
  program
    .command("list")
    .description("list the scenarios that come with threadsim")
    .action(async () => {
      done(await parts.runCommands().list());
    });
}

function addNew(program: Command, done: Done, parts: Parts): void {
  program
    .command("new")
    .description("print a commented scenario to start from, or write it to a new file")
    .argument("[FILE]", "file to write; an existing one is never touched")
    .action(async (file: string | undefined) => {
      done(await parts.runCommands().create(file ?? null));
    });
}

function addSchema(program: Command, done: Done, parts: Parts): void {
  program
    .command("schema")
    .description("print the JSON Schema of the scenario format, for editors")
    .action(async () => {
      done(await parts.commands().schema());
    });
}

function collect(value: string, before: readonly string[] = []): string[] {
  return [...before, value];
}

function kinds(value: string): string[] {
  return value.split(",").map((kind) => kind.trim());
}

function duration(text: string): number {
  const parsed = parseDuration(text);
  if (!parsed.ok) throw new InvalidArgumentError(parsed.message);
  return parsed.value;
}

function size(text: string): number {
  const parsed = parseBytes(text);
  if (!parsed.ok) throw new InvalidArgumentError(parsed.message);
  return parsed.value;
}

function wholeNumber(text: string): number {
  return numberBetween(text, 1, Number.MAX_SAFE_INTEGER, true);
}
const countFrom0 = (text: string): number => numberBetween(text, 0, Number.MAX_SAFE_INTEGER, true);
const rows = (text: string): number => numberBetween(text, 1, MAX_ROWS, true);
const width = (text: string): number => numberBetween(text, MIN_WIDTH, MAX_WIDTH, true);
const speed = (text: string): number => numberBetween(text, Number.MIN_VALUE, Number.MAX_VALUE, false);

/** Reads a number option; commander prints the message with the option's name. */
function numberBetween(text: string, min: number, max: number, whole: boolean): number {
  const value = text.trim() === "" ? Number.NaN : Number(text);
  const bad = !Number.isFinite(value) || (whole && !Number.isInteger(value));
  if (bad) throw new InvalidArgumentError(whole ? "It has to be a whole number." : "It has to be a number.");
  if (value < min)
    throw new InvalidArgumentError(
      min === 1 || !whole ? "It has to be positive." : `It has to be at least ${min}.`,
    );
  if (value > max) throw new InvalidArgumentError(`It has to be at most ${max}.`);
  return value;
}
