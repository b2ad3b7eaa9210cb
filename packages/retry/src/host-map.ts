// A map by origin with a bounded number of entries.

/** The default maximum of entries. */
const MAX_HOSTS = 1_000;

/** Values by origin. Beyond the maximum the oldest entry is forgotten. */
export class HostMap<Value> {
  readonly #values = new Map<string, Value>();
  readonly #create: () => Value;
  readonly #max: number;

  constructor(create: () => Value, max: number = MAX_HOSTS) {
    this.#create = create;
    this.#max = max;
  }

  get size(): number {
    return this.#values.size;
  }

  /** The value of an origin, if there is one. */
  find(origin: string): Value | undefined {
    return this.#values.size === 0 ? undefined : this.#values.get(origin);
  }

  /** The value of an origin, created if it is missing. */
  get(origin: string): Value {
    let value = this.#values.get(origin);
    if (value === undefined) {
      value = this.#create();
      if (this.#values.size >= this.#max) this.#values.delete(this.#values.keys().next().value as string);
      this.#values.set(origin, value);
    }
    return value;
  }

  delete(origin: string): void {
    this.#values.delete(origin);
  }

  entries(): IterableIterator<[string, Value]> {
    return this.#values.entries();
  }
}
