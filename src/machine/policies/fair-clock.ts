/**
 * Virtual time of a fair queue: the average of its members' virtual run times, by weight (Linux:
 * `avg_vruntime`). Sums are kept relative to a base that follows the average, so that they stay whole
 * numbers that a double holds exactly.
 */
export class FairClock {
  #weights = 0;
  /** Sum of weight × (virtual run time − base) over the members. */
  #moment = 0;
  #base = 0;
  /** How often the last member has left. */
  emptied = 0;

  /** Sum of the members' weights. */
  get weights(): number {
    return this.#weights;
  }

  /** The average, rounded down; the last one where nobody is there. */
  get now(): number {
    return this.#weights === 0 ? this.#base : this.#base + Math.floor(this.#moment / this.#weights);
  }

  /** Whether a member of this virtual run time has had no more than its share. */
  isEligible(virtual: number): boolean {
    return (virtual - this.#base) * this.#weights <= this.#moment;
  }

  add(weight: number, virtual: number): void {
    this.#weights += weight;
    this.#moment += weight * (virtual - this.#base);
  }

  remove(weight: number, virtual: number): void {
    this.#weights -= weight;
    this.#moment -= weight * (virtual - this.#base);
    if (this.#weights > 0) return;
    this.#base = virtual;
    this.#moment = 0;
    this.emptied += 1;
  }

  /** A member's virtual run time has gone on. */
  advance(weight: number, by: number): void {
    this.#moment += weight * by;
    const shift = Math.floor(this.#moment / this.#weights);
    this.#base += shift;
    this.#moment -= shift * this.#weights;
  }
}
