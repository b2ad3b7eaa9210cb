// A doubly linked list with removal in constant time.

/** A link of a {@link LinkedList}. It references its list, so that it can be removed without a search. */
export class Link<Value> {
  /** The value of the link. */
  readonly value: Value;
  /** The list it is in, if any. */
  list: LinkedList<Value> | undefined;
  /** The neighbour towards the first link. */
  before: Link<Value> | undefined;
  /** The neighbour towards the last link. */
  after: Link<Value> | undefined;

  constructor(value: Value) {
    this.value = value;
    this.list = undefined;
    this.before = undefined;
    this.after = undefined;
  }

  /** Removes the link from its list. No effect outside a list. O(1). */
  leave(): void {
    this.list?.remove(this);
  }
}

/** A doubly linked list: adding at the end and removing anywhere are O(1). */
export class LinkedList<Value> {
  /** The number of links. */
  size = 0;
  #first: Link<Value> | undefined;
  #last: Link<Value> | undefined;

  /** The value added first. */
  get first(): Value | undefined {
    return this.#first?.value;
  }

  /** The value added last. */
  get last(): Value | undefined {
    return this.#last?.value;
  }

  /** Adds a link at the end. The link must not be in a list. */
  push(link: Link<Value>): void {
    link.list = this;
    link.before = this.#last;
    if (this.#last === undefined) this.#first = link;
    else this.#last.after = link;
    this.#last = link;
    this.size++;
  }

  /** Removes a link of this list. */
  remove(link: Link<Value>): void {
    const { before, after } = link;
    if (before === undefined) this.#first = after;
    else before.after = after;
    if (after === undefined) this.#last = before;
    else after.before = before;
    link.list = link.before = link.after = undefined;
    this.size--;
  }
}
