import type { Clock } from '@sluice/core';
import type { Lease } from '@sluice/pool';
import type { Destination } from '../destination/destination.ts';
import { looked } from './idle-check.ts';
import { PlaceInLine } from './place-in-line.ts';
import type { WireConnection } from '../connection/wire-connection.ts';
import type { WireLimits } from '../wire/wire-timeouts.ts';

/** Who wants a connection. */
export interface Seeker {
  readonly destination: Destination;
  readonly limits: WireLimits;
  readonly clock: Clock;
  /** It wants none any more. */
  readonly gone: boolean;
  /** None is free: it may leave the line for one by this. */
  onLine(place: PlaceInLine): void;
  /** One is being looked at: who goes meanwhile may give it back at once. */
  onLook?(lease: Lease<WireConnection>): void;
  /** There is one, which is told to one that is gone as well: it gives it back. */
  onConnection(lease: Lease<WireConnection>, now: number): void;
  /** There will be none. */
  onNoConnection(error: unknown): void;
}

/**
 * Gets a connection: one that is free at once, else a place in line for one. One that was used before is looked at
 * first, and another one sought when the server has closed it.
 * @param now the clock's time
 */
export function seekConnection(seeker: Seeker, now: number): void {
  const { destination, limits, clock } = seeker;
  const lease = destination.take();
  if (lease !== undefined) {
    look(seeker, lease, now);
    return;
  }
  const waiter = destination.acquire(limits, clock);
  const place = new PlaceInLine(waiter, limits.queue, clock);
  waiter.promise.then(
    (got) => {
      place.stop();
      look(seeker, got, clock.now());
    },
    (error: unknown) => {
      place.stop();
      seeker.onNoConnection(error);
    },
  );
  seeker.onLine(place);
}

function look(seeker: Seeker, lease: Lease<WireConnection>, now: number): void {
  if (seeker.gone || !lease.reused) {
    seeker.onConnection(lease, now);
    return;
  }
  seeker.onLook?.(lease);
  void looked(now - lease.connection.idleSince).then(() => onLooked(seeker, lease));
}

/** What the peer had sent is known now. */
function onLooked(seeker: Seeker, lease: Lease<WireConnection>): void {
  const now = seeker.clock.now();
  if (lease.connection.closed && !seeker.gone) {
    lease.release(false);
    seekConnection(seeker, now);
  } else {
    seeker.onConnection(lease, now);
  }
}
