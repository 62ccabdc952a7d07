/** Exit codes of the command. They are part of its interface: scripts rely on them. */
export const EXIT = {
  /** Done, whatever the run found: a deadlock is a result. */
  ok: 0,
  /** Something that `--fail-on` names was found. */
  found: 1,
  /** Wrong usage, a bad scenario, or a file that can't be read or written. */
  usage: 2,
  /** A bug in threadsim itself (`EX_SOFTWARE` of sysexits.h), so that no script mistakes it for an answer. */
  bug: 70,
  /** The terminal has gone: 128 + SIGHUP. */
  hungUp: 129,
  /** Stopped by Ctrl-C: 128 + SIGINT. */
  interrupted: 130,
  /** Stopped by SIGTERM: 128 + SIGTERM. */
  terminated: 143,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
