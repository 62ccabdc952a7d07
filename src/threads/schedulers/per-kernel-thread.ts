import { NONE } from "../../base/ids.ts";

/** Something of its own for every kernel thread that asks, made at its first need. */
export class PerKernelThread<T> {
  /** In order of their first need. */
  readonly all: T[] = [];
  readonly #make: () => T;
  /** By kernel thread: the place of its own, or NONE. */
  #places = new Int32Array(0);

  constructor(make: () => T) {
    this.#make = make;
  }

  of(kernelThread: number): T {
    return this.all[this.placeOf(kernelThread)] as T;
  }

  /** Where in `all` the kernel thread's own is. */
  placeOf(kernelThread: number): number {
    if (kernelThread >= this.#places.length) this.#grow(kernelThread);
    const known = this.#places[kernelThread] as number;
    if (known !== NONE) return known;
    const place = this.all.length;
    this.#places[kernelThread] = place;
    this.all.push(this.#make());
    return place;
  }

  #grow(kernelThread: number): void {
    const grown = new Int32Array(Math.max(this.#places.length * 2, kernelThread + 1)).fill(NONE);
    grown.set(this.#places);
    this.#places = grown;
  }
}
