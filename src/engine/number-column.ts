const INITIAL_CAPACITY = 64;

/** A number for every id, 0 where none has been set. Grows as ids do; no allocation otherwise. */
export class NumberColumn {
  #values = new Float64Array(INITIAL_CAPACITY);

  get(id: number): number {
    return id < this.#values.length ? (this.#values[id] as number) : 0;
  }

  set(id: number, value: number): void {
    if (id >= this.#values.length) this.#grow(id);
    this.#values[id] = value;
  }

  #grow(id: number): void {
    const grown = new Float64Array(Math.max(this.#values.length * 2, id + 1));
    grown.set(this.#values);
    this.#values = grown;
  }
}
