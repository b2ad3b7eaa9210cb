import type { Scope } from './scope.ts';

/**
 * Ties scopes to a caller's signal with one listener per signal, however many calls share it, and with none once
 * they are over. A signal's own listener list is searched on every addition, so a listener per call would cost
 * more with every call in flight.
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

/** Aborts the scope when the signal aborts, at once if it already did, until {@link unlinkSignal}. */
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

/** Takes a {@link linkSignal} back. Harmless when there is none. */
export function unlinkSignal(scope: Scope, signal: AbortSignal): void {
  hubs.get(signal)?.remove(scope);
}
