/** A broken invariant of the program itself, never a user's mistake. */
export class InvariantError extends Error {
  override readonly name = "InvariantError";
}

/** Throws an {@link InvariantError} with the state that broke the invariant; stays on in production. */
export function assert(condition: boolean, message: string | (() => string)): asserts condition {
  if (!condition) throw new InvariantError(typeof message === "string" ? message : message());
}

/** Marks the default branch of an exhaustive switch: it compiles only where nothing is left over. */
export function unreachable(value: never): never {
  throw new InvariantError(`unexpected value: ${JSON.stringify(value)}`);
}

/** The element at `index`; throws where the array has none (for indices that must be valid). */
export function at<T>(array: ArrayLike<T>, index: number): T {
  const value = array[index];
  if (value === undefined) throw new InvariantError(`index ${index} of ${array.length}`);
  return value;
}
