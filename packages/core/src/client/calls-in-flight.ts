// The calls of a client that are in flight, and their counters.
import type { CallOwner, CallScope } from '../lifecycle/call-scope.ts';

/**
 * The calls of a client: those in flight, and how many there were. A call is in flight until the end of its body. It holds
 * the scopes of the calls, through which no response is reachable: the garbage collector must find lost ones.
 */
export class CallsInFlight implements CallOwner {
  started = 0;
  answered = 0;
  failed = 0;
  readonly name: string | undefined;
  readonly #calls = new Set<CallScope>();
  #waiting: Promise<void> | undefined;
  #onIdle: (() => void) | undefined;

  /** @param name the option `name` of the client */
  constructor(name: string | undefined) {
    this.name = name;
  }

  /** How many calls are in flight. */
  get size(): number {
    return this.#calls.size;
  }

  /** A call began. */
  add(call: CallScope): void {
    this.#calls.add(call);
  }

  /** A call ended, and its body with it. */
  onCallEnd(call: CallScope): void {
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
