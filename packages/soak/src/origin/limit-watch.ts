// Checks how many connections or exchanges are open at once.

/** An item whose concurrency is limited: a connection or an exchange. */
export interface Counted {
  /** The number of writes. If an item ends without a further write, its peer had received everything already. */
  readonly writes: number;
  /** Whether the item is not read, so that its end is not detected. */
  readonly blind: boolean;
  /** Whether the peer has ended the item. */
  readonly endedByPeer: boolean;
  /** Whether the item has ended. */
  readonly over: boolean;
}

/** How long it may take until the end of an item is detected, in ms. */
const GRACE = 250;

/**
 * Limits how many items are open at once. The peer may have ended an item and begun another before the end is detected:
 * items that end shortly after the limit was exceeded do not count.
 */
export class LimitWatch<Item extends Counted> {
  /** The largest number of open items, including ends that were not detected yet. */
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

  /** Resolves when all excesses so far are judged. */
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
