/** What a client got done so far. */
export interface Progress {
  readonly answered: number;
  readonly errors: Readonly<Record<string, number>>;
  /** The longest wait that the workload looked at, in ms. */
  readonly wait: number | null;
}

/** Counts calls while they end. */
export class Tally {
  #answered = 0;
  #wait: number | null = null;
  readonly #errors = new Map<string, number>();

  /** Counts the outcome; a call that fails is an outcome too. Resolves to undefined then. */
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

  waited(ms: number): void {
    this.#wait = Math.max(this.#wait ?? 0, ms);
  }

  get progress(): Progress {
    return { answered: this.#answered, errors: Object.fromEntries(this.#errors), wait: this.#wait };
  }
}

/** The error's code, or that of what caused it, or its name: whatever says most. */
function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if ('code' in error && typeof error.code === 'string') return error.code;
  return error.cause instanceof Error ? nameOf(error.cause) : error.name;
}
