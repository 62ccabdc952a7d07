import { EXIT, type ExitCode } from "./exit-codes.ts";

/** Whether the user has asked to stop. */
export interface Interrupt {
  /** Exit code of the signal that came, or null. */
  readonly exitCode: ExitCode | null;
  /** Notes a signal that came another way: in a terminal's raw mode Ctrl-C is a key. */
  raise(signal: "SIGINT" | "SIGTERM"): void;
  /** Stops listening. */
  dispose(): void;
}

/**
 * Listens for Ctrl-C and SIGTERM while a simulation runs, so that it can end in order with what it has.
 * The first signal is noted; a second finds Node's own handling again and kills at once.
 */
export function listenForSignals(): Interrupt {
  let exitCode: ExitCode | null = null;
  const onInterrupt = () => stop(EXIT.interrupted);
  const onTerminate = () => stop(EXIT.terminated);
  const dispose = () => {
    process.off("SIGINT", onInterrupt);
    process.off("SIGTERM", onTerminate);
  };
  const stop = (code: ExitCode) => {
    exitCode = code;
    dispose();
  };
  process.on("SIGINT", onInterrupt);
  process.on("SIGTERM", onTerminate);
  return {
    get exitCode() {
      return exitCode;
    },
    raise: (signal) => stop(signal === "SIGINT" ? EXIT.interrupted : EXIT.terminated),
    dispose,
  };
}
