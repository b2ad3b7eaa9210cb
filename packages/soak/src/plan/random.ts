// Repeatable random numbers.

/**
 * A repeatable generator of random numbers (splitmix32). Both processes derive the same numbers from the same keys, so that
 * a request does not need to carry its plan.
 */
export class Random {
  #state = 0x9e37_79b9;

  /** @param keys determine the sequence, such as a seed and the number of a call */
  constructor(...keys: readonly number[]) {
    for (const key of keys) {
      this.#state = (this.#state ^ Math.imul(key + 1, 0x85eb_ca6b)) >>> 0;
      this.next();
      this.#state = (Math.imul(this.#state, 0xc2b2_ae35) ^ (this.#state >>> 15)) >>> 0;
    }
  }

  /** A number from 0 to less than 1. */
  next(): number {
    this.#state = (this.#state + 0x9e37_79b9) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0_aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a_2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 4_294_967_296;
  }

  /** A whole number from `least` to less than `limit`. */
  between(least: number, limit: number): number {
    return least + Math.floor(this.next() * Math.max(1, limit - least));
  }

  /** True with a probability of `share`. */
  chance(share: number): boolean {
    return this.next() < share;
  }

  /** One of the items. */
  pick<Item>(items: readonly Item[]): Item {
    return items[this.between(0, items.length)] as Item;
  }
}
