// The exchanges of a dispatcher that are not over.
import type { Abortable, ExchangeHolder } from './dispatched.ts';

/** Counts exchanges, ends them all, and tells when none is left. */
export class InFlight implements ExchangeHolder {
  readonly #exchanges = new Set<Abortable>();
  #whenEmpty: (() => void)[] = [];

  /** An exchange begins. */
  add(exchange: Abortable): void {
    this.#exchanges.add(exchange);
  }

  onEnd(exchange: Abortable): void {
    this.#exchanges.delete(exchange);
    if (this.#exchanges.size > 0) return;
    for (const resolve of this.#whenEmpty.splice(0)) resolve();
  }

  /** Fails every exchange with the reason. */
  abort(reason: Error): void {
    for (const exchange of this.#exchanges) exchange.abort(reason);
  }

  /** Resolves when no exchange is left. */
  empty(): Promise<void> {
    if (this.#exchanges.size === 0) return Promise.resolve();
    return new Promise((resolve) => this.#whenEmpty.push(resolve));
  }
}
