/** What a {@link Heap} holds: it keeps its own index, so that it can be moved or taken out without a search. */
export interface HeapItem {
  /** Index in the heap, -1 while in none. Written by the heap alone. */
  heapIndex: number;
}

/** A binary heap that knows where each item stands. */
export class Heap<Item extends HeapItem> {
  readonly #items: Item[] = [];
  readonly #isBefore: (a: Item, b: Item) => boolean;

  /** @param isBefore whether `a` comes before `b` */
  constructor(isBefore: (a: Item, b: Item) => boolean) {
    this.#isBefore = isBefore;
  }

  /** How many items it holds. */
  get size(): number {
    return this.#items.length;
  }

  /** The item that comes before all others. */
  get first(): Item | undefined {
    return this.#items[0];
  }

  /** Adds an item, or puts one that is in it where it now belongs. */
  set(item: Item): void {
    if (item.heapIndex === -1) this.#place(item, this.#items.push(item) - 1);
    this.#up(item);
    this.#down(item);
  }

  /** Takes an item out; harmless when it is not in. */
  remove(item: Item): void {
    const index = item.heapIndex;
    if (index === -1) return;
    item.heapIndex = -1;
    const last = this.#items.pop();
    if (last === undefined || last === item) return;
    this.#place(last, index);
    this.set(last);
  }

  #place(item: Item, index: number): void {
    this.#items[index] = item;
    item.heapIndex = index;
  }

  #up(item: Item): void {
    while (item.heapIndex > 0) {
      const { heapIndex } = item;
      const parent = this.#items[(heapIndex - 1) >> 1];
      if (parent === undefined || !this.#isBefore(item, parent)) return;
      const parentIndex = parent.heapIndex;
      this.#place(parent, heapIndex);
      this.#place(item, parentIndex);
    }
  }

  #down(item: Item): void {
    for (;;) {
      const { heapIndex } = item;
      let child = this.#items[2 * heapIndex + 1];
      const right = this.#items[2 * heapIndex + 2];
      if (child !== undefined && right !== undefined && this.#isBefore(right, child)) child = right;
      if (child === undefined || !this.#isBefore(child, item)) return;
      const childIndex = child.heapIndex;
      this.#place(child, heapIndex);
      this.#place(item, childIndex);
    }
  }
}
