import { NONE } from "../../base/ids.ts";
import { ms } from "../../base/time.ts";
import { NumberColumn } from "../../engine/number-column.ts";
import { WeightTree } from "../../engine/weight-tree.ts";
import { BasicPolicy, definePolicy, EnqueueReason, type KernelPolicy, type PolicyHost } from "./policy.ts";

interface Settings {
  readonly quantum: number;
  readonly compensation: boolean;
}

/**
 * Lottery scheduling (Waldspurger & Weihl, OSDI 1994): at the end of each quantum a ticket is drawn among all
 * that are held by ready kernel threads. With `compensation`, who uses only a fraction f of its quantum before
 * it blocks or yields has 1/f times its tickets until it next gets the core (section 3.4).
 */
class Lottery extends BasicPolicy {
  readonly #host: PolicyHost;
  readonly #settings: Settings;
  readonly #tree = new WeightTree();
  /** Time used of the present or last quantum, ns. Shared by all queues of a run. */
  readonly #used: NumberColumn;

  constructor(host: PolicyHost, settings: Settings, used: NumberColumn) {
    super();
    this.#host = host;
    this.#settings = settings;
    this.#used = used;
  }
  get length(): number {
    return this.#tree.length;
  }
  enqueue(kernelThread: number, reason: EnqueueReason): void {
    if (reason === EnqueueReason.new) this.#used.set(kernelThread, 0);
    this.#tree.add(kernelThread, this.#tickets(kernelThread));
  }
  pick(): number {
    const { length, total } = this.#tree;
    if (length === 0) return NONE;
    const winner = this.#tree.find(length === 1 ? 0 : this.#host.random() * total);
    this.#tree.remove(winner);
    return winner;
  }
  putBack(kernelThread: number): void {
    this.#tree.add(kernelThread, this.#tickets(kernelThread));
  }
  override begin(kernelThread: number): number {
    this.#used.set(kernelThread, 0);
    return this.#settings.quantum;
  }
  override charge(kernelThread: number, ran: number): void {
    this.#used.set(kernelThread, this.#used.get(kernelThread) + ran);
  }
  override update(kernelThread: number): void {
    if (this.#tree.has(kernelThread)) this.#tree.update(kernelThread, this.#tickets(kernelThread));
  }
  sibling(): KernelPolicy {
    return new Lottery(this.#host, this.#settings, this.#used);
  }

  #tickets(kernelThread: number): number {
    const tickets = this.#host.tickets(kernelThread);
    const used = this.#used.get(kernelThread);
    const isCompensated = this.#settings.compensation && used > 0 && used < this.#settings.quantum;
    return isCompensated ? (tickets * this.#settings.quantum) / used : tickets;
  }
}

export const lottery = definePolicy({
  name: "lottery",
  doc: "draws among the `tickets` of all that are ready",
  options: {
    quantum: { type: "duration", default: ms(10), doc: "time until the next draw" },
    compensation: {
      type: "flag",
      default: false,
      doc: "more tickets for who blocks before the end of its quantum, so that it gets its share all the same",
    },
  },
  queues: "global",
  create: (options, host) => new Lottery(host, options, new NumberColumn()),
});
