/** The 4-ary heap of the reference loops: (time, sequence · 2^22 + id) side by side in one typed array. */
const ID_SPACE = 2 ** 22;

export class ReferenceHeap {
  readonly #nodes: Float64Array;
  #size = 0;

  constructor(capacity: number) {
    this.#nodes = new Float64Array(capacity * 2);
    this.#nodes[0] = Number.POSITIVE_INFINITY;
  }

  get time(): number {
    return this.#nodes[0] as number;
  }

  get sequence(): number {
    return Math.floor((this.#nodes[1] as number) / ID_SPACE);
  }

  push(time: number, sequence: number, id: number): void {
    const nodes = this.#nodes;
    const key = sequence * ID_SPACE + id;
    let hole = this.#size++;
    while (hole > 0) {
      const parent = (hole - 1) >> 2;
      const parentTime = nodes[parent * 2] as number;
      if (parentTime < time || (parentTime === time && (nodes[parent * 2 + 1] as number) < key)) break;
      nodes[hole * 2] = parentTime;
      nodes[hole * 2 + 1] = nodes[parent * 2 + 1] as number;
      hole = parent;
    }
    nodes[hole * 2] = time;
    nodes[hole * 2 + 1] = key;
  }

  /** Takes the earliest; returns its id. */
  pop(): number {
    const nodes = this.#nodes;
    const id = (nodes[1] as number) % ID_SPACE;
    const size = --this.#size;
    if (size === 0) {
      nodes[0] = Number.POSITIVE_INFINITY;
      return id;
    }
    const time = nodes[size * 2] as number;
    const key = nodes[size * 2 + 1] as number;
    let hole = 0;
    for (let first = 1; first < size; first = hole * 4 + 1) {
      const end = Math.min(first + 4, size);
      let best = first;
      let bestTime = nodes[first * 2] as number;
      for (let child = first + 1; child < end; child += 1) {
        const childTime = nodes[child * 2] as number;
        if (
          childTime < bestTime ||
          (childTime === bestTime && (nodes[child * 2 + 1] as number) < (nodes[best * 2 + 1] as number))
        ) {
          best = child;
          bestTime = childTime;
        }
      }
      if (time < bestTime || (time === bestTime && key < (nodes[best * 2 + 1] as number))) break;
      nodes[hole * 2] = bestTime;
      nodes[hole * 2 + 1] = nodes[best * 2 + 1] as number;
      hole = best;
    }
    nodes[hole * 2] = time;
    nodes[hole * 2 + 1] = key;
    return id;
  }
}
