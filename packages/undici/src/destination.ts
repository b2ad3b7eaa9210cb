import type { Clock } from '@sluice/core';
import type { ConnectionPool, Lease, Waiter } from '@sluice/pool';
import { Http1Connection } from './connection.ts';
import { dial, type DialLimits, type Route } from './dial.ts';
import type { WireSettings } from './transport-options.ts';

/** The connections of one origin, the way one transport reaches it. Made once, so that a call only looks it up. */
export class Destination {
  /** What connections must have in common to be shared. */
  readonly key: string;
  readonly #pool: ConnectionPool<Http1Connection>;
  readonly #origin: string;
  readonly #route: Route;
  readonly #settings: WireSettings;

  constructor(
    pool: ConnectionPool<Http1Connection>,
    key: string,
    origin: string,
    route: Route,
    settings: WireSettings,
  ) {
    this.#pool = pool;
    this.key = key;
    this.#origin = origin;
    this.#route = route;
    this.#settings = settings;
  }

  /** A connection that is free now. */
  take(): Lease<Http1Connection> | undefined {
    return this.#pool.take(this.key);
  }

  /** A place in line, and a dial if the limits allow. */
  acquire(limits: DialLimits, clock: Clock): Waiter<Http1Connection> {
    const pool = this.#pool;
    return pool.acquire(this.key, async (signal) => {
      const dialed = await dial(this.#route, limits, clock, signal);
      const { maxResponseHeaderBytes } = this.#settings;
      return new Http1Connection(this.#origin, dialed, maxResponseHeaderBytes, (lost) => pool.remove(lost));
    });
  }
}
