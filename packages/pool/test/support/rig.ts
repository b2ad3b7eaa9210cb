import { setImmediate as tick } from 'node:timers/promises';
import type { CloseReason, Dial, Lease, PoolConnection, Waiter } from '../../src/contract.ts';
import { ConnectionPool } from '../../src/pool.ts';
import type { PoolOptions } from '../../src/options.ts';
import { FakeClock } from './fake-clock.ts';

/** A connection without a socket. */
export class FakeConnection implements PoolConnection {
  capacity: number;
  idleLimit: number | undefined = undefined;
  usable = true;
  closedFor: CloseReason | undefined = undefined;
  onClose: (() => void) | undefined = undefined;
  readonly name: string;

  constructor(name: string, capacity = 1) {
    this.name = name;
    this.capacity = capacity;
  }

  isUsable(): boolean {
    return this.usable;
  }

  close(reason: CloseReason): void {
    if (this.closedFor !== undefined) throw new Error(`${this.name} closed twice`);
    this.closedFor = reason;
    this.onClose?.();
  }
}

/** A dial under way that the test ends. */
export interface FakeDial {
  readonly key: string;
  readonly signal: AbortSignal;
  readonly abandoned: AbortSignal;
  succeed(capacity?: number): FakeConnection;
  fail(error: unknown): void;
  ended: boolean;
}

/** The outcome of a waiter. */
export interface Outcome {
  readonly waiter: Waiter<FakeConnection>;
  lease: Lease<FakeConnection> | undefined;
  error: unknown;
  settled: boolean;
  /** When it was settled, on the fake clock. */
  at: number | undefined;
}

/** A pool, its clock, and its dials. */
export class Rig {
  readonly clock = new FakeClock();
  readonly pool: ConnectionPool<FakeConnection>;
  readonly dials: FakeDial[] = [];
  #names = 0;

  constructor(options?: PoolOptions) {
    this.pool = new ConnectionPool(options, this.clock);
  }

  /** Dials under way, oldest first. */
  pending(key?: string): FakeDial[] {
    return this.dials.filter((dial) => !dial.ended && (key === undefined || dial.key === key));
  }

  dialer(key: string): Dial<FakeConnection> {
    return (signal, abandoned) => {
      const { promise, resolve, reject } = Promise.withResolvers<FakeConnection>();
      const dial: FakeDial = {
        key,
        signal,
        abandoned,
        ended: false,
        succeed: (capacity = 1) => {
          dial.ended = true;
          const connection = new FakeConnection(`${key}#${++this.#names}`, capacity);
          resolve(connection);
          return connection;
        },
        fail: (error) => {
          dial.ended = true;
          reject(error);
        },
      };
      this.dials.push(dial);
      return promise;
    };
  }

  acquire(key = 'a', dial: Dial<FakeConnection> = this.dialer(key), shareable = false): Outcome {
    const waiter = this.pool.acquire(key, dial, shareable);
    const outcome: Outcome = { waiter, lease: undefined, error: undefined, settled: false, at: undefined };
    waiter.promise.then(
      (lease) => Object.assign(outcome, { lease, settled: true, at: this.clock.time }),
      (error: unknown) => Object.assign(outcome, { error, settled: true, at: this.clock.time }),
    );
    return outcome;
  }

  /** A lease on a new connection. */
  async fresh(key = 'a', capacity = 1): Promise<Lease<FakeConnection>> {
    const outcome = this.acquire(key);
    this.pending(key).at(-1)?.succeed(capacity);
    await settle();
    if (outcome.lease === undefined) throw new Error('not served');
    return outcome.lease;
  }
}

/** Waits until settled promises have been handled. */
export async function settle(): Promise<void> {
  await tick();
}
