// Links callers' signals to scopes, with one listener per signal.
import { LinkedList, type Link } from './linked-list.ts';
import type { Scope } from './scope.ts';

/**
 * Aborts scopes when a caller's signal aborts, with one listener per signal, however many calls share the signal, and none
 * once these calls are over. A signal searches its listeners on every addition, so a listener per call would cost more with
 * every call in flight.
 */
class SignalHub extends LinkedList<Scope> {
  readonly #signal: AbortSignal;

  constructor(signal: AbortSignal) {
    super();
    this.#signal = signal;
  }

  override add(scope: Scope): Link<Scope> {
    if (this.size === 0) this.#signal.addEventListener('abort', this.#abort);
    return super.add(scope);
  }

  override remove(link: Link<Scope>): void {
    super.remove(link);
    if (this.size === 0) this.#signal.removeEventListener('abort', this.#abort);
  }

  readonly #abort = (): void => {
    for (const scope of this.takeAll()) scope.abort(this.#signal.reason);
  };
}

const hubs = new WeakMap<AbortSignal, SignalHub>();

/**
 * Aborts the scope when the signal aborts, or at once if it has.
 * @returns the link that the scope leaves when it no longer needs the signal; undefined if the signal has aborted
 */
export function linkSignal(scope: Scope, signal: AbortSignal): Link<Scope> | undefined {
  if (signal.aborted) {
    scope.abort(signal.reason);
    return undefined;
  }
  let hub = hubs.get(signal);
  if (hub === undefined) {
    hub = new SignalHub(signal);
    hubs.set(signal, hub);
  }
  return hub.add(scope);
}
