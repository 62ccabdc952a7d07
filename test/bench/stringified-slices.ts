import type { SliceSink } from "../../src/report/export/slice-stream.ts";
import type { WriteBytes } from "../../src/trace/spilling-recorder.ts";
import { CORE_STATES, KERNEL_STATES, THREAD_STATES } from "../../src/trace/states.ts";

/** Length of the pieces that are handed on, in UTF-16 units: as long as those of the byte writer. */
const PIECE_LENGTH = 1 << 18;
const NS_PER_US = 1_000;

/** Slices as trace events the obvious way: an object each, by `JSON.stringify`. What the byte writer is measured by. */
export class StringifiedSlices implements SliceSink {
  readonly #write: WriteBytes;
  readonly #encoder = new TextEncoder();
  #text = "";

  constructor(write: WriteBytes) {
    this.#write = write;
  }

  threadBorn(): void {}
  kernelThreadBorn(): void {}

  threadSlice(thread: number, from: number, to: number, state: number, detail: number): void {
    this.#slice("user thread", THREAD_STATES[state], thread, from, to, { detail });
  }

  kernelSlice(kernelThread: number, from: number, to: number, state: number, detail: number): void {
    this.#slice("kernel thread", KERNEL_STATES[state], kernelThread, from, to, { detail });
  }

  coreSlice(core: number, from: number, to: number, state: number, detail: number): void {
    this.#slice("core", CORE_STATES[state], core, from, to, { detail });
  }

  wake(time: number, waker: number, thread: number): void {
    const event = { cat: "wake", name: "wake", pid: 1, ts: time / NS_PER_US };
    this.#event({ ph: "s", ...event, tid: waker, id: thread });
    this.#event({ ph: "f", ...event, tid: thread, id: thread });
  }

  #slice(
    cat: string,
    name: string | undefined,
    tid: number,
    from: number,
    to: number,
    args: { readonly detail: number },
  ): void {
    const [ts, dur] = [from / NS_PER_US, (to - from) / NS_PER_US];
    this.#event({ ph: "X", cat, name, pid: 1, tid, ts, dur, args });
  }

  #event(event: object): void {
    this.#text += `${JSON.stringify(event)},\n`;
    if (this.#text.length < PIECE_LENGTH) return;
    this.#write(this.#encoder.encode(this.#text));
    this.#text = "";
  }
}
