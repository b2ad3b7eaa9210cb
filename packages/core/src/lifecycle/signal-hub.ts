// Links callers' signals to scopes, with one listener per signal.
import type { Scope } from './scope.ts';

/**
 * Aborts scopes when a caller's signal aborts, with one listener per signal, however many calls share the signal, and none
 * once these calls are over. A signal searches its listeners on every addition, so a listener per call would cost more with
 * every call in flight.
 */
class SignalHub {
  readonly #signal: AbortSignal;
  readonly #scopes = new Set<Scope>();

  constructor(signal: AbortSignal) {
    this.#signal = signal;
  }

  add(scope: Scope): void {
    if (this.#scopes.size === 0) this.#signal.addEventListener('abort', this.#abort);
    this.#scopes.add(scope);
  }

  remove(scope: Scope): void {
    if (this.#scopes.delete(scope) && this.#scopes.size === 0) {
      this.#signal.removeEventListener('abort', this.#abort);
    }
  }

  readonly #abort = (): void => {
    const scopes = [...this.#scopes];
    this.#scopes.clear();
    this.#signal.removeEventListener('abort', this.#abort);
    for (const scope of scopes) scope.abort(this.#signal.reason);
  };
}

const hubs = new WeakMap<AbortSignal, SignalHub>();

/** Aborts the scope when the signal aborts, or at once if it has, until {@link unlinkSignal}. */
export function linkSignal(scope: Scope, signal: AbortSignal): void {
  if (signal.aborted) {
    scope.abort(signal.reason);
    return;
  }
  let hub = hubs.get(signal);
  if (hub === undefined) {
    hub = new SignalHub(signal);
    hubs.set(signal, hub);
  }
  hub.add(scope);
}

/** Undoes {@link linkSignal}. Harmless if the scope is not linked. */
export function unlinkSignal(scope: Scope, signal: AbortSignal): void {
  hubs.get(signal)?.remove(scope);
}
