/** Something whose number at once is limited. */
export interface Counted {
  /** Grows with every write; what ends without another one had reached the peer whole before. */
  readonly writes: number;
  /** It is not read from, so that its end would go unnoticed. */
  readonly blind: boolean;
  /** Over, and the peer ended it. */
  readonly endedByPeer: boolean;
  /** Over, whoever ended it. */
  readonly over: boolean;
}

/** How long the news that a peer has closed something may take, in ms. */
const GRACE = 250;

/**
 * Counts how many of something are open at once. The peer may have ended one and begun another when the news of the
 * end is still under way: what it ends within a moment after the limit was passed is not held against it.
 */
export class LimitWatch<Item extends Counted> {
  /** The most at once, news that were under way not considered. */
  peak = 0;
  readonly #limit: number;
  readonly #open = new Set<Item>();
  readonly #onOverrun: (items: readonly Item[]) => void;
  #checking = false;
  #pending: Promise<void> = Promise.resolve();

  constructor(limit: number, onOverrun: (items: readonly Item[]) => void) {
    this.#limit = limit;
    this.#onOverrun = onOverrun;
  }

  get open(): ReadonlySet<Item> {
    return this.#open;
  }

  add(item: Item): void {
    this.#open.add(item);
    this.peak = Math.max(this.peak, this.#open.size);
    if (this.#open.size > this.#limit && !this.#checking) this.#pending = this.#check();
  }

  remove(item: Item): void {
    this.#open.delete(item);
  }

  /** Resolves when what was seen so far is judged. */
  judged(): Promise<void> {
    return this.#pending;
  }

  async #check(): Promise<void> {
    this.#checking = true;
    const seen = [...this.#open].map((item) => ({ item, writes: item.writes }));
    await new Promise((resolve) => {
      setTimeout(resolve, GRACE);
    });
    this.#checking = false;
    const real = seen.filter(
      ({ item, writes }) => !item.blind && !item.endedByPeer && !(item.over && item.writes === writes),
    );
    if (real.length > this.#limit) this.#onOverrun(real.map(({ item }) => item));
  }
}
