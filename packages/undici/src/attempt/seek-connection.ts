// How an exchange gets an open connection from the pool.
import type { AsyncResource } from 'node:async_hooks';
import type { Clock } from '@sluice/core';
import { checkEarlyClose, IdleCheck } from '@sluice/core/transport';
import type { Lease } from '@sluice/pool';
import type { Destination } from '../destination/destination.ts';
import { ConnectionWait } from './connection-wait.ts';
import type { WireConnection } from '../connection/wire-connection.ts';
import type { DispatchOptions } from '../wire/dispatch-options.ts';
import type { WireLimits } from '../wire/wire-timeouts.ts';
import { watchesUnsent } from '../undici-internals/unsent-request.ts';

/** An exchange that needs a connection. */
export interface Seeker {
  readonly destination: Destination;
  readonly limits: WireLimits;
  readonly clock: Clock;
  /** The exchange no longer needs a connection; a connection that it gets is released unused. */
  readonly gone: boolean;
  /** The request can be sent again if the connection turns out to be closed. */
  readonly replayable: boolean;
  /** The async context of the caller; undefined unless it was kept. */
  readonly context: AsyncResource | undefined;
  /** Keeps the async context, since the connection may have to be replaced. Absent if the context is always kept. */
  keepContext?(): void;
  /** The request in the form for undici. */
  describe(): DispatchOptions;
  /** No connection is free: the exchange waits. @param wait aborts it */
  onWait(wait: ConnectionWait): void;
  /** A connection is being checked; a seeker that is aborted meanwhile may release it at once. */
  onCheck?(lease: Lease<WireConnection>): void;
  /** A connection was obtained. Also called if the seeker is `gone`, which then releases the lease. */
  onConnection(lease: Lease<WireConnection>, now: number): void;
  /** No connection was obtained. */
  onNoConnection(error: unknown): void;
}

/**
 * Gets a connection: a free one at once, otherwise after a wait. A connection that was used before is checked first, and
 * replaced by another one if the server has closed it.
 * @param now the clock's time
 */
export function seekConnection(seeker: Seeker, now: number): void {
  const { destination, limits, clock } = seeker;
  const lease = destination.take(clock, now);
  if (lease !== undefined) {
    check(seeker, lease, now);
    return;
  }
  const waiter = destination.acquire(limits, clock);
  const wait = new ConnectionWait(waiter, limits.queue, clock);
  waiter.promise.then(
    (granted) => {
      wait.stop();
      check(seeker, granted, clock.now());
    },
    (error: unknown) => {
      wait.stop();
      if (watchesUnsent()) destination.publishUnsent(seeker.describe(), error);
      seeker.onNoConnection(error);
    },
  );
  seeker.onWait(wait);
}

/**
 * Gets another connection for a request that is sent again. The search runs in the async context of the seeker's caller:
 * the current context is that of an event of the connection, which another caller may have opened.
 */
export function seekAgain(seeker: Seeker, now: number): void {
  if (seeker.context === undefined) seekConnection(seeker, now);
  else seeker.context.runInAsyncScope(seekConnection, undefined, seeker, now);
}

function check(seeker: Seeker, lease: Lease<WireConnection>, now: number): void {
  if (lease.reused || lease.connection.capacity > 1) seeker.keepContext?.();
  if (seeker.gone || !lease.reused) {
    seeker.onConnection(lease, now);
    return;
  }
  seeker.onCheck?.(lease);
  new ConnectionCheck(seeker, lease, now - lease.connection.idleSince).start();
}

/** The check of a connection that a request is to be sent on. */
class ConnectionCheck extends IdleCheck {
  readonly #seeker: Seeker;
  readonly #lease: Lease<WireConnection>;

  constructor(seeker: Seeker, lease: Lease<WireConnection>, idle: number) {
    super(idle, seeker.replayable);
    this.#seeker = seeker;
    this.#lease = lease;
  }

  get context(): AsyncResource | undefined {
    return this.#seeker.context;
  }

  /** Called after the event loop has polled: if a close had arrived, the connection is closed now. */
  protected onChecked(): void {
    const seeker = this.#seeker;
    const lease = this.#lease;
    const { connection } = lease;
    const { earlyCloses } = seeker.destination;
    const settled = earlyCloses?.expected !== true || seeker.replayable;
    if (settled || seeker.gone || connection.closed || connection.capacity > 1) {
      conclude(seeker, lease, false);
    } else {
      checkEarlyClose(earlyCloses, this.idle, seeker.clock, (discard) => conclude(seeker, lease, discard));
    }
  }
}

function conclude(seeker: Seeker, lease: Lease<WireConnection>, discard: boolean): void {
  const now = seeker.clock.now();
  if ((discard || lease.connection.closed) && !seeker.gone) {
    lease.release(false);
    seekConnection(seeker, now);
  } else {
    seeker.onConnection(lease, now);
  }
}
