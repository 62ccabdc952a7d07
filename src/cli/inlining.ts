/**
 * Bytes of bytecode that V8 merges into a function that it compiles (--max-inlined-bytecode-size-cumulative).
 * By its own measure it stops halfway along the path of an event, whose layers are small methods: with the larger
 * one an event takes a fifth less time. One that is larger still gains little, and compiles for longer.
 */
const USUAL_BYTES = 920;
const RUN_BYTES = 2_000;

function setBytes(bytes: number): void {
  // Loaded here, as most runs are too short to need it.
  const { setFlagsFromString } = process.getBuiltinModule("node:v8");
  setFlagsFromString(`--max-inlined-bytecode-size-cumulative=${bytes}`);
}

/** From now on V8 merges more calls into their callers: worth it for whoever simulates for a while. */
export function inlineMore(): void {
  setBytes(RUN_BYTES);
}

/** As before: Node has its own modules compiled for the usual flags, and compiles them anew under others. */
export function inlineAsUsual(): void {
  setBytes(USUAL_BYTES);
}
