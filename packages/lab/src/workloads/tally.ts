// Counts the outcomes of calls.

/** The outcomes so far. */
export interface Progress {
  readonly answered: number;
  readonly errors: Readonly<Record<string, number>>;
  /** The longest wait that the workload measured, in ms. */
  readonly wait: number | null;
}

/** Counts the outcomes of calls. */
export class Tally {
  #answered = 0;
  #wait: number | null = null;
  readonly #errors = new Map<string, number>();

  /** Counts the outcome of a call. Resolves to undefined if the call fails. */
  async count<Value>(call: Promise<Value>): Promise<Value | undefined> {
    try {
      const value = await call;
      this.#answered += 1;
      return value;
    } catch (error) {
      const name = nameOf(error);
      this.#errors.set(name, (this.#errors.get(name) ?? 0) + 1);
      return undefined;
    }
  }

  /** Notes how long a call took. */
  waited(ms: number): void {
    this.#wait = Math.max(this.#wait ?? 0, ms);
  }

  get progress(): Progress {
    return { answered: this.#answered, errors: Object.fromEntries(this.#errors), wait: this.#wait };
  }
}

/** The code of an error or of its cause, or its name. */
function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if ('code' in error && typeof error.code === 'string') return error.code;
  return error.cause instanceof Error ? nameOf(error.cause) : error.name;
}
