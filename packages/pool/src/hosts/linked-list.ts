// A doubly linked list whose links are fields of its items.

/** An item of a {@link LinkedList}. It can be in one list at a time. */
export interface Linked<Item> {
  prev: Item | undefined;
  next: Item | undefined;
}

/** A doubly linked list: every operation is O(1) and allocates nothing. */
export class LinkedList<Item extends Linked<Item>> {
  first: Item | undefined = undefined;
  last: Item | undefined = undefined;
  size = 0;

  /** Adds an item at the end. The item must not be in a list. */
  push(item: Item): void {
    const last = this.last;
    item.prev = last;
    if (last === undefined) this.first = item;
    else last.next = item;
    this.last = item;
    this.size++;
  }

  /** Removes an item of this list. */
  remove(item: Item): void {
    const { prev, next } = item;
    if (prev === undefined) this.first = next;
    else prev.next = next;
    if (next === undefined) this.last = prev;
    else next.prev = prev;
    item.prev = undefined;
    item.next = undefined;
    this.size--;
  }
}
