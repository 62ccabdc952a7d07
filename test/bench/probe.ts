import { existsSync, readFileSync, rmSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { spawn } from "@lydell/node-pty";

/** What the explorer sends behind each frame: the end of synchronized output. */
const FRAME_END = "\u001b[?2026l";
/** A frame that doesn't come in this time counts as not drawn: the key had changed nothing. */
const LOST_MS = 2_000;
/** Length of the kernel's clock tick in /proc, ms (`getconf CLK_TCK` is 100 on Linux). */
const TICK_MS = 10;
const MIB = 2 ** 20;
const POLL_MS = 20;

/**
 * Flags for Node with which a program, on SIGUSR2, collects its garbage and writes into the file what is left,
 * array buffers included: bytes. The file is there once it is whole.
 */
export function flagsForHeap(file: string): string[] {
  const [part, whole] = [JSON.stringify(`${file}.part`), JSON.stringify(file)];
  const planted = `import { renameSync, writeFileSync } from "node:fs";
process.on("SIGUSR2", () => {
  gc();
  // The second one takes what the first one only found out to be of no use, such as array buffers.
  gc();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  writeFileSync(${part}, String(heapUsed + arrayBuffers));
  renameSync(${part}, ${whole});
});`;
  return ["--expose-gc", `--import=data:text/javascript,${encodeURIComponent(planted)}`];
}

/** A program in a real pseudo-terminal, and what a person before it would see of its speed. */
export class Probe {
  /** Frames drawn so far. */
  frames = 0;
  /** All that was written, but for what frames consist of. */
  text = "";
  readonly ended: Promise<void>;
  readonly #pty: ReturnType<typeof spawn>;
  #rest = "";
  #onFrame: (() => void) | null = null;

  constructor(args: readonly string[], columns: number, rows: number) {
    const { CI: _, ...env } = process.env;
    const options = { name: "xterm-256color", cols: columns, rows, env: { ...env, TERM: "xterm-256color" } };
    this.#pty = spawn(process.execPath, [...args], options);
    this.#pty.onData((data) => this.#take(data));
    this.ended = new Promise((resolve) => this.#pty.onExit(() => resolve()));
  }

  type(keys: string): void {
    this.#pty.write(keys);
  }

  /** Waits for the next frame; false where none comes. */
  frame(withinMs = LOST_MS): Promise<boolean> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(false), withinMs);
      this.#onFrame = () => {
        clearTimeout(timer);
        resolve(true);
      };
    });
  }

  /** Types keys and waits for their frame; ms until it was there, or null where nothing changed. */
  async press(keys: string): Promise<number | null> {
    const start = performance.now();
    const drawn = this.frame();
    this.type(keys);
    return (await drawn) ? performance.now() - start : null;
  }

  /** Processor time used so far, ms; NaN where the system has no /proc. */
  get cpuMs(): number {
    const [, fields = ""] = this.#proc("stat").split(") ");
    // Counted from the state on, the third field of all (proc_pid_stat(5)): user and system time.
    const [user, system] = fields.split(" ").slice(11, 13);
    return (Number(user) + Number(system)) * TICK_MS;
  }

  /** Memory that the program, started with {@link flagsForHeap}, still needs once garbage is collected, MiB. */
  async heapMib(file: string): Promise<number> {
    rmSync(file, { force: true });
    this.#pty.kill("SIGUSR2");
    while (!existsSync(file)) await sleep(POLL_MS);
    return Number(readFileSync(file, "utf8")) / MIB;
  }

  #proc(name: string): string {
    try {
      return readFileSync(`/proc/${this.#pty.pid}/${name}`, "utf8");
    } catch {
      return "";
    }
  }

  #take(data: string): void {
    const pieces = (this.#rest + data).split(FRAME_END);
    this.#rest = pieces.pop() ?? "";
    if (pieces.length === 0) {
      this.text += data;
      return;
    }
    this.frames += pieces.length;
    this.#onFrame?.();
    this.#onFrame = null;
  }
}
