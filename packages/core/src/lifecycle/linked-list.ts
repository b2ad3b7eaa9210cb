// A list whose members come and go at any place, and leave nothing reachable behind.

/** A member of a {@link LinkedList}. */
export class Link<Value> {
  readonly value: Value;
  /** For {@link LinkedList} alone. */
  list: LinkedList<Value> | undefined;
  /** For {@link LinkedList} alone. */
  earlier: Link<Value> | undefined = undefined;
  /** For {@link LinkedList} alone. */
  later: Link<Value> | undefined = undefined;

  constructor(value: Value, list: LinkedList<Value>) {
    this.value = value;
    this.list = list;
  }

  /** Leaves the list. @returns false if it has left before */
  leave(): boolean {
    const { list } = this;
    if (list === undefined) return false;
    list.remove(this);
    return true;
  }
}

/**
 * Values in the order in which they were added. For what calls, requests or streams are added to and leave again: V8 copies
 * a Set or a Map from time to time, and the old copy refers to the new one and to the entries that it had. Once a copy is in
 * the old generation, all later ones and most entries stay until the next major collection, long after they were deleted.
 */
export class LinkedList<Value> {
  /** How many values it has. */
  size = 0;
  #last: Link<Value> | undefined;

  /** Adds a value at the end. @returns its link, with which it leaves */
  add(value: Value): Link<Value> {
    const link = new Link(value, this);
    const last = this.#last;
    link.earlier = last;
    if (last !== undefined) last.later = link;
    this.#last = link;
    this.size++;
    return link;
  }

  /** For {@link Link.leave}. */
  remove(link: Link<Value>): void {
    const { earlier, later } = link;
    if (earlier !== undefined) earlier.later = later;
    if (later === undefined) this.#last = earlier;
    else later.earlier = earlier;
    // A link that refers to others would keep them, and all that follow, once it is in the old generation.
    link.list = link.earlier = link.later = undefined;
    this.size--;
  }

  /** The newest value that fulfils a condition. */
  find(condition: (value: Value) => boolean): Value | undefined {
    for (let link = this.#last; link !== undefined; link = link.earlier) {
      if (condition(link.value)) return link.value;
    }
    return undefined;
  }

  /** A copy of the values. */
  values(): Value[] {
    return this.#links().map(({ value }) => value);
  }

  /** Calls back for each value, oldest first, unless it leaves before its turn. Not for values that are added meanwhile. */
  forEach(callback: (value: Value) => void): void {
    for (const link of this.#links()) if (link.list === this) callback(link.value);
  }

  /** Removes all values, and returns them. */
  takeAll(): Value[] {
    const links = this.#links();
    for (const link of links) this.remove(link);
    return links.map(({ value }) => value);
  }

  #links(): Link<Value>[] {
    const links: Link<Value>[] = [];
    for (let link = this.#last; link !== undefined; link = link.earlier) links.push(link);
    return links.toReversed();
  }
}
