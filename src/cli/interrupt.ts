import { EXIT, type ExitCode } from "./exit-codes.ts";

const EXIT_CODES = { SIGINT: EXIT.interrupted, SIGTERM: EXIT.terminated, SIGHUP: EXIT.hungUp } as const;

/** Whether the user has asked to stop. */
export interface Interrupt {
  /** Exit code of the signal that came, or null. */
  readonly exitCode: ExitCode | null;
  /** Notes a signal that came another way: in a terminal's raw mode Ctrl-C is a key. */
  raise(signal: keyof typeof EXIT_CODES): void;
  /** Does work that can't stop in between: a signal meanwhile ends the process, as where nobody listens. */
  unheard<Result>(work: () => Result): Result;
  /** Stops listening: from then on a signal ends the process at once. */
  dispose(): void;
}

/**
 * Listens for Ctrl-C and SIGTERM while a simulation runs, so that it can end in order with what it has.
 * The first signal is noted; a second ends the process at once, with nothing half written left behind.
 */
export function listenForSignals(): Interrupt {
  let exitCode: ExitCode | null = null;
  const onInterrupt = () => stop(EXIT.interrupted);
  const onTerminate = () => stop(EXIT.terminated);
  const listen = () => {
    process.on("SIGINT", onInterrupt);
    process.on("SIGTERM", onTerminate);
  };
  const dispose = () => {
    process.off("SIGINT", onInterrupt);
    process.off("SIGTERM", onTerminate);
  };
  const stop = (code: ExitCode) => {
    // What is being written is taken away on exit, which a signal's own way of ending a process leaves out.
    if (exitCode !== null) process.exit(code);
    exitCode = code;
  };
  listen();
  return {
    get exitCode() {
      return exitCode;
    },
    raise: (signal) => {
      exitCode ??= EXIT_CODES[signal];
    },
    unheard: (work) => {
      dispose();
      try {
        return work();
      } finally {
        listen();
      }
    },
    dispose,
  };
}
