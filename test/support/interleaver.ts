/** An atomic step of a small program; each thread has one register, which begins at 0. */
export type AtomicStep =
  | { readonly kind: "load" | "store"; readonly variable: string }
  | { readonly kind: "add"; readonly amount: number }
  | { readonly kind: "lock" | "unlock"; readonly mutex: string }
  /** Readers wait for a writer that holds it, and for nobody else. */
  | { readonly kind: "readLock" | "writeLock" | "unlockShared"; readonly rwlock: string }
  | { readonly kind: "acquire" | "release"; readonly semaphore: string }
  /** Loads the variable, and skips this many steps unless it is `value`. */
  | {
      readonly kind: "if";
      readonly variable: string;
      readonly value: number;
      readonly length: number;
    }
  /** Changes nothing, and is there to be interleaved. */
  | { readonly kind: "mark"; readonly label: string };

/** Threads that share variables (from 0), mutexes, read-write locks and semaphores. */
export interface SmallProgram {
  readonly threads: readonly (readonly AtomicStep[])[];
  readonly semaphores: Readonly<Record<string, number>>;
}

/** A state of all: where each thread stands, its register, and what they share. */
export interface SharedState {
  readonly places: readonly number[];
  readonly registers: readonly number[];
  readonly variables: Readonly<Record<string, number>>;
  /** Holder of each mutex that is held, and writer of each read-write lock that has one. */
  readonly holders: Readonly<Record<string, number>>;
  /** Readers of read-write locks, as they came. */
  readonly readers: Readonly<Record<string, readonly number[]>>;
  readonly permits: Readonly<Record<string, number>>;
}

/** What all interleavings of a program come to. */
export interface Interleavings {
  /** Number of schedules by outcome; see {@link outcomeOf}. */
  readonly schedules: ReadonlyMap<string, number>;
  /** Every state that can be reached, the deadlocked among them. */
  readonly states: readonly SharedState[];
  readonly deadlocks: readonly SharedState[];
}

/**
 * Tries every interleaving of the steps of a program, by brute force: a state is gone on from once, and
 * counts as many schedules as its successors do. The number of states is the product of the programs'
 * lengths at most, so programs have to be small.
 */
export function interleave(program: SmallProgram): Interleavings {
  const counted = new Map<string, ReadonlyMap<string, number>>();
  const states: SharedState[] = [];
  const deadlocks: SharedState[] = [];
  const count = (state: SharedState): ReadonlyMap<string, number> => {
    const key = keyOf(state);
    const known = counted.get(key);
    if (known !== undefined) return known;
    states.push(state);
    const next = program.threads.flatMap((_, thread) => advance(program, state, thread) ?? []);
    const sums = new Map<string, number>();
    if (next.length === 0) {
      const ended = program.threads.every((steps, thread) => state.places[thread] === steps.length);
      if (!ended) deadlocks.push(state);
      sums.set(outcomeOf(ended, state.variables), 1);
    }
    for (const successor of next) {
      for (const [outcome, schedules] of count(successor))
        sums.set(outcome, (sums.get(outcome) ?? 0) + schedules);
    }
    counted.set(key, sums);
    return sums;
  };
  const schedules = count(initialState(program));
  return { schedules, states, deadlocks };
}

/** An outcome as text: `completed n=1 m=2`, or `deadlock …`; variables that are 0 are left out. */
export function outcomeOf(ended: boolean, variables: Readonly<Record<string, number>>): string {
  const values = Object.entries(variables)
    .filter(([, value]) => value !== 0)
    .map(([name, value]) => `${name}=${value}`)
    .sort();
  return [ended ? "completed" : "deadlock", ...values].join(" ");
}

/** The steps that a thread is at in a state; null where it has ended. */
export function stepOf({ threads }: SmallProgram, state: SharedState, thread: number): AtomicStep | null {
  return threads[thread]?.[state.places[thread] ?? 0] ?? null;
}

function initialState({ threads, semaphores }: SmallProgram): SharedState {
  const zeros = threads.map(() => 0);
  return { places: zeros, registers: zeros, variables: {}, holders: {}, readers: {}, permits: semaphores };
}

/** The state after a thread's next step; null where it has ended or has to wait. */
function advance(program: SmallProgram, state: SharedState, thread: number): SharedState | null {
  const step = stepOf(program, state, thread);
  if (step === null) return null;
  const moved = { ...state, places: state.places.with(thread, (state.places[thread] ?? 0) + 1) };
  const register = state.registers[thread] ?? 0;
  switch (step.kind) {
    case "mark":
      return moved;
    case "load":
      return { ...moved, registers: state.registers.with(thread, state.variables[step.variable] ?? 0) };
    case "add":
      return { ...moved, registers: state.registers.with(thread, register + step.amount) };
    case "if": {
      const value = state.variables[step.variable] ?? 0;
      const skipped = value === step.value ? 0 : step.length;
      const places = moved.places.with(thread, (moved.places[thread] ?? 0) + skipped);
      return { ...moved, places, registers: state.registers.with(thread, value) };
    }
    case "store":
      return { ...moved, variables: sorted({ ...state.variables, [step.variable]: register }) };
    case "lock":
      if (step.mutex in state.holders) return null;
      return { ...moved, holders: sorted({ ...state.holders, [step.mutex]: thread }) };
    case "unlock": {
      const { [step.mutex]: _, ...others } = state.holders;
      return { ...moved, holders: others };
    }
    case "readLock":
    case "writeLock":
    case "unlockShared":
      return advanceShared(moved, thread, step.kind, step.rwlock);
    case "acquire": {
      const permits = state.permits[step.semaphore] ?? 0;
      return permits === 0
        ? null
        : { ...moved, permits: { ...state.permits, [step.semaphore]: permits - 1 } };
    }
    case "release":
      return {
        ...moved,
        permits: { ...state.permits, [step.semaphore]: (state.permits[step.semaphore] ?? 0) + 1 },
      };
  }
}

function advanceShared(
  moved: SharedState,
  thread: number,
  kind: "readLock" | "writeLock" | "unlockShared",
  rwlock: string,
): SharedState | null {
  const { [rwlock]: writer, ...otherWriters } = moved.holders;
  const readers = moved.readers[rwlock] ?? [];
  if (kind === "unlockShared") {
    if (writer === thread) return { ...moved, holders: otherWriters };
    const place = readers.indexOf(thread);
    return withReaders(moved, rwlock, readers.toSpliced(place, 1));
  }
  if (writer !== undefined) return null;
  if (kind === "readLock") return withReaders(moved, rwlock, [...readers, thread].sort());
  return readers.length > 0 ? null : { ...moved, holders: sorted({ ...moved.holders, [rwlock]: thread }) };
}

function withReaders(state: SharedState, rwlock: string, readers: readonly number[]): SharedState {
  const { [rwlock]: _, ...others } = state.readers;
  return { ...state, readers: readers.length === 0 ? others : sorted({ ...others, [rwlock]: readers }) };
}

function keyOf({ places, registers, variables, holders, readers, permits }: SharedState): string {
  const shared: readonly object[] = [variables, holders, readers, permits];
  const parts = [places, registers, ...shared.map((one) => JSON.stringify(one))];
  return parts.join(";");
}

/** Equal records in equal order, so that equal states look alike. */
function sorted<T>(record: Readonly<Record<string, T>>): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}
