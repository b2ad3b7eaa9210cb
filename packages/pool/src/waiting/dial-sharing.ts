// When waiters rely on dials that they do not own, and for how long.
import { Alarm } from '@sluice/core/plugin';
import type { PoolConnection } from '../contract.ts';
import type { Host } from '../hosts/records.ts';

/**
 * How long the waiters of a key rely on the dials under way, in ms: longer than a handshake on a slow network, and much
 * shorter than a dial without an answer may take.
 */
export const SHARED_DIAL_TIMEOUT = 1_000;

/** Whether the dials under way are expected to serve every waiter of a host, so that another dial is not needed. */
export function dialsSuffice<C extends PoolConnection>({
  dialsEach,
  expectedCapacity,
  dialing,
  suspectDials,
  open,
  waiters,
}: Host<C>): boolean {
  if (dialsEach) return false;
  // A waiter that was served by another connection has left its dial to the next one.
  if (expectedCapacity === 1) return dialing - suspectDials >= waiters.size;
  // The server accepts no exchange for now, perhaps not on another connection either.
  if (expectedCapacity < 1) return dialing + open > 0;
  return dialing > 0 && dialing * expectedCapacity >= waiters.size;
}

/**
 * Lets the waiters of a key start dials of their own after {@link SHARED_DIAL_TIMEOUT}. If they wait because the server
 * takes no exchange on its open connections, one of them dials: behind a load balancer, another server may answer.
 */
export class SharedDialTimeout<C extends PoolConnection> extends Alarm {
  readonly #host: Host<C>;
  readonly #startDials: (host: Host<C>) => void;

  /** @param startDials starts the dials that the host's waiters may start */
  constructor(host: Host<C>, startDials: (host: Host<C>) => void) {
    super();
    this.#host = host;
    this.#startDials = startDials;
  }

  onTime(): void {
    const { nextToDial, dialing } = this.#host;
    if (nextToDial === undefined) return;
    // Without a dial, the server takes no exchange: what another connection takes is unknown.
    if (dialing === 0) this.#host.expectedCapacity = Infinity;
    else this.#host.dialEach();
    for (let dial = this.#host.dials.first; dial !== undefined; dial = dial.next) dial.suspect();
    this.#startDials(this.#host);
  }
}
