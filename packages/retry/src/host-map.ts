import { MAX_HOSTS } from './budget/budget.ts';

/** Something kept per origin, for a bounded number of them: the one known longest is forgotten first. */
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

  /** What is kept for an origin, if anything. */
  find(origin: string): Value | undefined {
    return this.#values.size === 0 ? undefined : this.#values.get(origin);
  }

  /** What is kept for an origin, made when there is nothing. */
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
