// How long and for how many exchanges a connection may be used.
import type { Clock } from '@sluice/core';
import type { CloseReason, PoolConnection } from '../contract.ts';
import type { Entry, Host } from '../hosts/records.ts';
import type { PoolLimits } from '../options.ts';

/** The fields of an entry that the limits depend on. */
type Usage = Pick<Entry<PoolConnection>, 'active' | 'connection' | 'served' | 'tooOldAt'>;

/** Checks connections against `maxRequests`, `maxAge`, `keepAlive` and their own capacity. */
export class UsageLimits {
  readonly #clock: Clock;
  readonly #maxAge: number;
  readonly #maxUses: number;

  constructor({ keepAlive, maxAge, maxRequests }: PoolLimits, clock: Clock) {
    this.#clock = clock;
    this.#maxAge = maxAge;
    this.#maxUses = keepAlive ? maxRequests : 1;
  }

  /** When a connection opened now is too old, on the monotonic clock. */
  tooOldAt(): number {
    return this.#clock.now() + this.#maxAge;
  }

  /** How many exchanges a connection can carry, at once or until it is used up. */
  capacityOf({ capacity }: PoolConnection): number {
    return Math.min(capacity, this.#maxUses);
  }

  /** Whether a connection has carried all exchanges it may carry. */
  isUsedUp({ served }: Usage): boolean {
    return served >= this.#maxUses;
  }

  /** Why a connection must carry no further exchange; undefined if it may. @param now Default: the clock is read if needed */
  unfitReason(entry: Usage, now?: number): CloseReason | undefined {
    if (this.isUsedUp(entry)) return 'limit';
    if (entry.tooOldAt !== Infinity && (now ?? this.#clock.now()) >= entry.tooOldAt) return 'expired';
    return entry.connection.isUsable() ? undefined : 'unusable';
  }

  /** Whether a connection has room for another exchange now. */
  hasRoom(entry: Usage): boolean {
    return entry.active < entry.connection.capacity && !this.isUsedUp(entry);
  }
}

/** The least recently used of a host's idle connections that take no exchange. */
export function idleWithoutRoom<C extends PoolConnection>(host: Host<C>): Entry<C> | undefined {
  let entry = host.idle.first;
  while (entry !== undefined && entry.connection.capacity >= 1) entry = entry.next;
  return entry;
}
