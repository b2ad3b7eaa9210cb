import { expect } from 'vitest';
import type { CloseReason, Lease } from '../../src/contract.ts';
import { resolveLimits, type PoolLimits, type PoolOptions } from '../../src/options.ts';
import { ConnectionPool } from '../../src/pool.ts';
import { FakeClock } from './fake-clock.ts';
import { FakeConnection, settle } from './rig.ts';

/** A connection in the model. */
export class ModelConnection extends FakeConnection {
  readonly key: string;
  readonly bornAt: number;
  readonly leases = new Set<Lease<ModelConnection>>();
  served = 0;
  removed = false;
  wasIdle = false;
  mostCapacity: number;
  /** Whether it takes no further exchange. */
  doomed = false;
  /** When it became idle: by both clocks, and its number in the order of release. */
  idleSince: { now: number; wall: number; order: number } | undefined = undefined;

  constructor(key: string, capacity: number, bornAt: number) {
    super(key, capacity);
    this.mostCapacity = capacity;
    this.key = key;
    this.bornAt = bornAt;
  }

  get open(): boolean {
    return this.closedFor === undefined && !this.removed;
  }
}

export interface ModelDial {
  readonly key: string;
  readonly signal: AbortSignal;
  owner: ModelWaiter | undefined;
  resolve(connection: ModelConnection): void;
  reject(error: unknown): void;
}

export interface ModelWaiter {
  readonly key: string;
  readonly seq: number;
  cancel(reason: unknown): boolean;
  dial: ModelDial | undefined;
  state: 'waiting' | 'served' | 'cancelled' | 'failed';
  error: unknown;
}

/** Runs a pool beside a model that follows the rules; every difference is a failure. */
export class Model {
  readonly clock = new FakeClock();
  readonly strict: boolean;
  readonly shareable: boolean;
  /** How many waiters a dial is expected to serve while the capacity of its key is unknown. */
  readonly unknown: number;
  readonly limits: PoolLimits;
  readonly pool: ConnectionPool<ModelConnection>;
  readonly maxUses: number;
  readonly connections: ModelConnection[] = [];
  readonly leases: Lease<ModelConnection>[] = [];
  readonly released: Lease<ModelConnection>[] = [];
  readonly waiters: ModelWaiter[] = [];
  readonly dials: ModelDial[] = [];
  readonly expected = new Map<string, number>();
  closed = false;
  order = 0;
  dialsFailed = 0;
  opened = 0;
  /** Violations found inside callbacks, whose errors the pool would swallow. */
  readonly faults: unknown[] = [];

  /**
   * @param strict promises run after every step, so that the model always knows who owns which dial; otherwise it
   * checks only what can be seen from outside
   * @param shareable dials may turn out to bring connections for many
   */
  constructor(options: PoolOptions, strict = true, shareable = false) {
    this.strict = strict;
    this.shareable = shareable;
    this.unknown = shareable ? Infinity : 1;
    this.limits = resolveLimits(options);
    this.maxUses = this.limits.keepAlive ? this.limits.maxRequests : 1;
    this.pool = new ConnectionPool(options, this.clock);
  }

  watch(check: () => void): void {
    try {
      check();
    } catch (fault) {
      this.faults.push(fault);
    }
  }

  /** The waiters of a key, or of all keys, the oldest first. */
  line(key?: string): ModelWaiter[] {
    return this.waiters.filter(
      (waiter) => waiter.state === 'waiting' && (key === undefined || waiter.key === key),
    );
  }

  live(key?: string): ModelConnection[] {
    return this.connections.filter(
      (connection) => connection.open && (key === undefined || connection.key === key),
    );
  }

  take(key: string): void {
    const lease = this.pool.take(key);
    if (lease === undefined) return;
    const { connection } = lease;
    const since = connection.idleSince;
    if (since !== undefined && this.strict) {
      const limit = Math.min(this.limits.idleTimeout, connection.idleLimit ?? Infinity);
      expect(this.clock.time - since.now).toBeLessThan(limit);
      expect(this.clock.wall - since.wall).toBeLessThan(limit);
      for (const other of this.live(key)) {
        if (other !== connection && other.idleSince) expect(other.idleSince.order).toBeLessThan(since.order);
      }
    }
    this.lent(lease);
  }

  acquire(key: string): void {
    const waiter: ModelWaiter = {
      key,
      seq: this.waiters.length,
      cancel: () => false,
      dial: undefined,
      state: 'waiting',
      error: undefined,
    };
    this.waiters.push(waiter);
    const real = this.pool.acquire(
      key,
      (signal) => {
        const { promise, resolve, reject } = Promise.withResolvers<ModelConnection>();
        this.watch(() => {
          expect(this.closed).toBe(false);
          if (!this.strict) return;
          expect(waiter.state).toBe('waiting');
          expect(waiter.dial).toBeUndefined();
        });
        waiter.dial = { key, signal, owner: waiter, resolve, reject };
        this.dials.push(waiter.dial);
        return promise;
      },
      this.shareable,
    );
    waiter.cancel = (reason) => real.cancel(reason);
    real.promise.then(
      (lease) => {
        this.#left(waiter, 'served');
        this.watch(() => this.lent(lease));
      },
      (error: unknown) => {
        this.#left(waiter, waiter.state === 'cancelled' ? 'cancelled' : 'failed');
        waiter.error = error;
      },
    );
  }

  #left(waiter: ModelWaiter, state: ModelWaiter['state']): void {
    if (waiter.dial) waiter.dial.owner = undefined;
    waiter.dial = undefined;
    waiter.state = state;
  }

  /** Records a lease, and checks that the connection was fit for it. */
  lent(lease: Lease<ModelConnection>): void {
    const { connection } = lease;
    if (this.strict) {
      expect(connection.open && connection.usable && !connection.doomed).toBe(true);
      expect(this.clock.time - connection.bornAt).toBeLessThan(this.limits.maxAge);
      expect(lease.reused).toBe(connection.served > 0 || connection.wasIdle);
      expect(connection.leases.size).toBeLessThan(connection.capacity);
    }
    connection.served++;
    connection.leases.add(lease);
    connection.idleSince = undefined;
    expect(connection.leases.size).toBeLessThanOrEqual(connection.mostCapacity);
    expect(connection.served).toBeLessThanOrEqual(this.maxUses);
    this.leases.push(lease);
  }

  release(lease: Lease<ModelConnection>, reusable: boolean): void {
    this.leases.splice(this.leases.indexOf(lease), 1);
    this.released.push(lease);
    lease.connection.leases.delete(lease);
    if (!reusable) lease.connection.doomed = true;
    lease.release(reusable);
  }

  /** A dial succeeds, perhaps with a connection that is `dead` already. */
  dialSucceeds(dial: ModelDial, capacity: number, idleLimit?: number, dead = false): void {
    this.dials.splice(this.dials.indexOf(dial), 1);
    const connection = new ModelConnection(dial.key, capacity, this.clock.time);
    connection.idleLimit = idleLimit;
    connection.usable = !dead;
    connection.onClose = () => this.watch(() => this.checkClose(connection));
    const oldest = this.line(dial.key)[0];
    if (dead) {
      // its owner is rejected, no waiter is served
    } else if (capacity < 1) {
      this.#unserved(dial);
    } else if (oldest && dial.owner && oldest !== dial.owner) {
      dial.owner.dial = oldest.dial;
      if (oldest.dial) oldest.dial.owner = dial.owner;
      oldest.dial = undefined;
    } else if (dial.owner) {
      dial.owner.dial = undefined;
    }
    if (!dead) dial.owner = undefined;
    this.connections.push(connection);
    this.opened++;
    const refused = (this.expected.get(dial.key) ?? 1) < 1 && capacity >= 1;
    this.expected.set(dial.key, refused ? Infinity : Math.min(capacity, this.maxUses));
    dial.resolve(connection);
  }

  /** A dial brings a connection with capacity 0: the youngest waiter with a dial loses it. */
  #unserved({ key, owner }: ModelDial): void {
    if (owner === undefined) return;
    owner.dial = undefined;
    const last = this.line(key).findLast((waiter) => waiter.dial !== undefined);
    if (last?.dial === undefined || last.seq < owner.seq) return;
    owner.dial = last.dial;
    owner.dial.owner = owner;
    last.dial = undefined;
  }

  /** A dial fails, by itself or with a dead connection: only its owner is rejected. */
  async dialFails(dial: ModelDial, dead: boolean): Promise<void> {
    const { owner } = dial;
    const failed = this.waiters.filter((waiter) => waiter.state === 'failed').length;
    const error = new Error('dial failed');
    this.dialsFailed++;
    if (dead) {
      this.dialSucceeds(dial, 1, undefined, true);
    } else {
      this.dials.splice(this.dials.indexOf(dial), 1);
      dial.reject(error);
    }
    if (this.strict) await settle();
    if (!this.strict) return;
    const more = this.waiters.filter((waiter) => waiter.state === 'failed').length - failed;
    expect(more).toBe(owner === undefined ? 0 : 1);
    if (owner && !dead) expect(owner.error).toBe(error);
  }

  /** The peer changes the capacity of a connection. */
  changes(connection: ModelConnection, capacity: number): void {
    connection.capacity = capacity;
    connection.mostCapacity = Math.max(connection.mostCapacity, capacity);
    this.expected.set(connection.key, Math.min(capacity, this.maxUses));
    this.pool.update(connection);
  }

  cancel(waiter: ModelWaiter): void {
    const left = waiter.cancel(new Error('left'));
    expect(waiter.cancel(new Error('again'))).toBe(false);
    if (this.strict) expect(left).toBe(true);
    if (!left) return;
    this.#left(waiter, 'cancelled');
  }

  checkClose(connection: ModelConnection): void {
    const reason: CloseReason | undefined = connection.closedFor;
    expect(connection.removed).toBe(false);
    if (!this.closed) expect(connection.leases.size).toBe(0);
    if (!this.strict) return;
    const mine = connection.idleSince?.order;
    if (reason === 'evicted' && mine !== undefined) {
      for (const other of this.connections) {
        if (other.open && other.idleSince) expect(other.idleSince.order).toBeGreaterThan(mine);
      }
    }
    connection.idleSince = undefined;
  }
}
