/** A place in a {@link List}. Knows its list, so that it can leave without a search. */
export class Link<Owner> {
  /** Who stands here. */
  readonly owner: Owner;
  /** The list it is in, if any. */
  list: List<Owner> | undefined;
  /** The neighbour towards the first. */
  before: Link<Owner> | undefined;
  /** The neighbour towards the last. */
  after: Link<Owner> | undefined;

  constructor(owner: Owner) {
    this.owner = owner;
    this.list = undefined;
    this.before = undefined;
    this.after = undefined;
  }

  /** Leaves the list, wherever in it; harmless when in none. O(1). */
  leave(): void {
    this.list?.remove(this);
  }
}

/** A doubly linked list: joining at its end and leaving from anywhere cost the same, however long it is. */
export class List<Owner> {
  /** How many stand in it. */
  size = 0;
  #first: Link<Owner> | undefined;
  #last: Link<Owner> | undefined;

  /** Who has been in it longest. */
  get first(): Owner | undefined {
    return this.#first?.owner;
  }

  /** Who came last. */
  get last(): Owner | undefined {
    return this.#last?.owner;
  }

  /** Adds a link that is in no list at the end. */
  push(link: Link<Owner>): void {
    link.list = this;
    link.before = this.#last;
    if (this.#last === undefined) this.#first = link;
    else this.#last.after = link;
    this.#last = link;
    this.size++;
  }

  /** Takes out a link of this list. */
  remove(link: Link<Owner>): void {
    const { before, after } = link;
    if (before === undefined) this.#first = after;
    else before.after = after;
    if (after === undefined) this.#last = before;
    else after.before = before;
    link.list = link.before = link.after = undefined;
    this.size--;
  }
}
