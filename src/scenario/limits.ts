/**
 * Every limit on what a scenario may hold. They are checked before anything of that size is built, and
 * named in the messages and the JSON Schema.
 */

/** Those that the simulation itself counts on. */
export { MAX_PRIORITY, MAX_THREADS } from "../base/limits.ts";

/** Longest scenario text, in characters (UTF-16 code units): 8 Mi. */
export const MAX_TEXT_LENGTH = 8 * 2 ** 20;
/** Deepest nesting of lists and mappings in the text; {@link MAX_STEP_DEPTH} steps fit into it. */
export const MAX_TEXT_DEPTH = 320;
/**
 * Most values (mappings, lists and scalars) in the text, aliases counted as often as they are used: enough for
 * {@link MAX_STEPS} steps in {@link MAX_GROUPS} groups, and read in a second or two.
 */
export const MAX_NODES = 250_000;
/** Most aliases (`*name`) in the text. */
export const MAX_ALIASES = 1_000;
/** Issues listed; the others are only counted. */
export const MAX_ISSUES = 50;

/** Longest name of a thing, in characters. */
export const MAX_NAME_LENGTH = 100;
/** Longest description or other free text, in characters. */
export const MAX_PROSE_LENGTH = 10_000;

export const MAX_CORES = 4_096;
export const MAX_DEVICES = 1_000;
/** Most requests that a device serves at a time. */
export const MAX_SERVERS = 1_000_000;
export const MAX_MODELS = 32;
export const MAX_OBJECTS = 100_000;
export const MAX_PROCESSES = 10_000;
export const MAX_GROUPS = 10_000;
/** Most jobs of all pools together. A trace numbers them with 32 bits. */
export const MAX_JOBS = 100_000_000;
/** Most steps written in all programs together. */
export const MAX_STEPS = 100_000;
/** Deepest nesting of steps in steps. */
export const MAX_STEP_DEPTH = 64;
/** Most rounds of one `repeat`. */
export const MAX_REPEAT = 1_000_000_000;
/** Most rounds, nested ones multiplied, of a `repeat` in which no time can pass. */
export const MAX_TIMELESS_ROUNDS = 1_000_000;
/** Most values of a `trace` or `choice` distribution, and of a list of arrivals. */
export const MAX_VALUES = 100_000;
/** Nice values as Linux has them. */
export const MIN_NICE = -20;
export const MAX_NICE = 19;
/** Most tickets of a thread in a lottery. */
export const MAX_TICKETS = 1_000_000;

/** Largest count, capacity or length of an object, and largest size of a variable: it fits 32 bits with its sign. */
export const MAX_COUNT = 2 ** 31 - 1;
/** Most permits of a semaphore that one step acquires or releases: each is a record of its own. */
export const MAX_PERMITS = 10_000;
/** Largest coefficient of variation of a distribution. */
export const MAX_CV = 1_000;
/** Most phases of an Erlang distribution. */
export const MAX_PHASES = 1_000;
/** Largest shape of a Pareto distribution, and largest weight of a choice. */
export const MAX_WEIGHT = 1_000_000_000;
/** Largest size in bytes: 1 PiB, so that thousands of them still add up exactly. */
export const MAX_BYTES = 2 ** 50;
