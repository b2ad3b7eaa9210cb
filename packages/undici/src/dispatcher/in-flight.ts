// The exchanges of a dispatcher in flight.
import { LinkedList } from '@sluice/core/internal';
import type { RegistryCalls } from '@sluice/core/transport';
import type { PoolRegistry } from '@sluice/pool';
import type { Abortable, ExchangeHolder } from './dispatched.ts';
import { toUndiciError } from './dispatcher-errors.ts';

/** Tracks the exchanges in flight, to fail them all or to wait for the last. A registry that is destroyed fails them too. */
export class InFlight implements ExchangeHolder, RegistryCalls {
  earlier: RegistryCalls | undefined = undefined;
  later: RegistryCalls | undefined = undefined;
  readonly #registry: PoolRegistry;
  readonly #exchanges = new LinkedList<Abortable>();
  #whenEmpty: (() => void)[] = [];

  constructor(registry: PoolRegistry) {
    this.#registry = registry;
  }

  /** Adds an exchange that begins. */
  add(exchange: Abortable): void {
    exchange.link = this.#exchanges.add(exchange);
    if (this.#exchanges.size === 1) this.#registry.enter(this);
  }

  onEnd(exchange: Abortable): void {
    if (exchange.link?.leave() !== true || this.#exchanges.size > 0) return;
    this.#registry.leave(this);
    for (const resolve of this.#whenEmpty.splice(0)) resolve();
  }

  /** Fails every exchange with the reason. */
  abort(reason: Error): void {
    this.#exchanges.forEach((exchange) => exchange.abort(reason));
  }

  abortAll(reason: () => unknown): void {
    this.#exchanges.forEach((exchange) => exchange.abort(toUndiciError(reason())));
  }

  /** Resolves when no exchange is left. */
  empty(): Promise<void> {
    if (this.#exchanges.size === 0) return Promise.resolve();
    return new Promise((resolve) => this.#whenEmpty.push(resolve));
  }
}
