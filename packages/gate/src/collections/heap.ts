// A binary heap whose items can be moved and removed without a search.

/** An item of a {@link Heap}. It carries its own index, so that the heap finds it without a search. */
export interface HeapItem {
  /** Index in the heap; -1 outside a heap. Written by the heap alone. */
  heapIndex: number;
}

/** A binary heap that records in each item its index. */
export class Heap<Item extends HeapItem> {
  readonly #items: Item[] = [];
  readonly #isBefore: (a: Item, b: Item) => boolean;

  /** @param isBefore whether `a` comes before `b` */
  constructor(isBefore: (a: Item, b: Item) => boolean) {
    this.#isBefore = isBefore;
  }

  /** The number of items. */
  get size(): number {
    return this.#items.length;
  }

  /** The item that comes before all others. */
  get first(): Item | undefined {
    return this.#items[0];
  }

  /** Adds an item, or moves an item whose order has changed to its new place. */
  set(item: Item): void {
    if (item.heapIndex === -1) this.#place(item, this.#items.push(item) - 1);
    this.#up(item);
    this.#down(item);
  }

  /** Removes an item. No effect on an item outside the heap. */
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
