// Seeded random draws.
import type { ChaosFault, ChaosWait } from './faults.ts';

/** The random draws of one client: the same for the same seed and the same order of attempts. */
export class Draws {
  #state: number;

  constructor(seed: number) {
    this.#state = Math.trunc(seed) >>> 0;
  }

  /** A number from 0 up to, but not including, 1 (mulberry32). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** One of the faults, by weight. */
  fault(faults: readonly ChaosFault[]): ChaosFault {
    const total = faults.reduce((sum, { weight = 1 }) => sum + weight, 0);
    let rest = this.next() * total;
    const found = faults.find(({ weight = 1 }) => {
      rest -= weight;
      return rest < 0;
    });
    return found ?? (faults.at(-1) as ChaosFault);
  }

  /** A duration in ms. */
  wait(wait: ChaosWait): number {
    if (typeof wait === 'number') return wait;
    const [least, most] = wait.uniform;
    return least + this.next() * (most - least);
  }
}
