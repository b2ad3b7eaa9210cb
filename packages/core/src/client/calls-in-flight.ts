// The calls of a client that are in flight, and their counters.

/** A call in flight. */
interface Abortable {
  /** Aborts the call with a reason. */
  abort(reason: unknown): void;
}

/** The calls of a client: those in flight, and how many there were. A call is in flight until the end of its body. */
export class CallsInFlight {
  started = 0;
  answered = 0;
  failed = 0;
  readonly #calls = new Set<Abortable>();
  #waiting: Promise<void> | undefined;
  #onIdle: (() => void) | undefined;

  /** How many calls are in flight. */
  get size(): number {
    return this.#calls.size;
  }

  /** A call began. */
  add(call: Abortable): void {
    this.#calls.add(call);
  }

  /** A call ended. */
  remove(call: Abortable): void {
    this.#calls.delete(call);
    if (this.#calls.size === 0) this.#onIdle?.();
  }

  /** Aborts every call in flight. @param reason returns the reason for each call */
  abortAll(reason: () => unknown): void {
    for (const call of this.#calls) call.abort(reason());
  }

  /** Resolves when no call is in flight. */
  idle(): Promise<void> {
    if (this.#calls.size === 0) return Promise.resolve();
    return (this.#waiting ??= new Promise((resolve) => {
      this.#onIdle = resolve;
    }));
  }
}
