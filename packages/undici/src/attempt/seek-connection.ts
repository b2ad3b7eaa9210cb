import type { AsyncResource } from 'node:async_hooks';
import type { Clock } from '@sluice/core';
import { callerContext, checkEarlyClose, idleChecked } from '@sluice/core/transport';
import type { Lease } from '@sluice/pool';
import type { Destination } from '../destination/destination.ts';
import { PlaceInLine } from './place-in-line.ts';
import type { WireConnection } from '../connection/wire-connection.ts';
import type { DispatchOptions } from '../wire/dispatch-options.ts';
import type { WireLimits } from '../wire/wire-timeouts.ts';
import { watchesUnsent } from '../undici-internals/unsent-request.ts';

/** Who wants a connection. */
export interface Seeker {
  readonly destination: Destination;
  readonly limits: WireLimits;
  readonly clock: Clock;
  /** It wants none any more. */
  readonly gone: boolean;
  /** Its request can be sent again when the connection turns out closed. */
  readonly replayable: boolean;
  /** The async context of its caller, once it has a connection that it may have to leave for another one. */
  context: AsyncResource | undefined;
  /** The request, as it would be sent. */
  describe(): DispatchOptions;
  /** None is free: it may leave the line for one by this. */
  onLine(place: PlaceInLine): void;
  /** A connection is being checked: a seeker that goes meanwhile may give it back at once. */
  onCheck?(lease: Lease<WireConnection>): void;
  /** There is one, which is told to one that is gone as well: it gives it back. */
  onConnection(lease: Lease<WireConnection>, now: number): void;
  /** There will be none. */
  onNoConnection(error: unknown): void;
}

/**
 * Gets a connection: one that is free at once, else a place in line for one. One that was used before is checked
 * first, and another one sought when the server has closed it.
 * @param now the clock's time
 */
export function seekConnection(seeker: Seeker, now: number): void {
  const { destination, limits, clock } = seeker;
  const lease = destination.take();
  if (lease !== undefined) {
    check(seeker, lease, now);
    return;
  }
  const waiter = destination.acquire(limits, clock);
  const place = new PlaceInLine(waiter, limits.queue, clock);
  waiter.promise.then(
    (got) => {
      place.stop();
      check(seeker, got, clock.now());
    },
    (error: unknown) => {
      place.stop();
      if (watchesUnsent()) destination.publishUnsent(seeker.describe(), error);
      seeker.onNoConnection(error);
    },
  );
  seeker.onLine(place);
}

/**
 * Gets another connection for a request that is sent again. It is called in an event of the connection, which another
 * caller may have opened, and runs in the context of its own caller.
 */
export function seekAgain(seeker: Seeker, now: number): void {
  if (seeker.context === undefined) seekConnection(seeker, now);
  else seeker.context.runInAsyncScope(seekConnection, undefined, seeker, now);
}

function check(seeker: Seeker, lease: Lease<WireConnection>, now: number): void {
  if (lease.reused || lease.connection.capacity > 1) seeker.context ??= callerContext();
  if (seeker.gone || !lease.reused) {
    seeker.onConnection(lease, now);
    return;
  }
  seeker.onCheck?.(lease);
  const idle = now - lease.connection.idleSince;
  void idleChecked(idle, seeker.replayable).then(() => onChecked(seeker, lease, idle));
}

/** What the peer had sent is known now. */
function onChecked(seeker: Seeker, lease: Lease<WireConnection>, idle: number): void {
  const { destination, clock } = seeker;
  const { connection } = lease;
  const { earlyCloses } = destination;
  const settled = earlyCloses?.expected !== true || seeker.replayable;
  if (settled || seeker.gone || connection.closed || connection.capacity > 1) conclude(seeker, lease, false);
  else checkEarlyClose(earlyCloses, idle, clock, (discard) => conclude(seeker, lease, discard));
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
