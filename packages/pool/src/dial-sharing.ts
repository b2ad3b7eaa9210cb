import { Alarm } from '@sluice/core';
import type { PoolConnection } from './contract.ts';
import type { Host } from './records.ts';

/**
 * How long the waiters of a key leave it to the dials under way to serve them all, in ms: longer than a handshake takes
 * on a slow network, much shorter than what a dial into silence may take.
 */
export const SHARING_PATIENCE = 1_000;

/**
 * Whether the dials under way are expected to serve every waiter of a host, so that one more would open a connection that
 * is not needed.
 */
export function dialsSuffice<C extends PoolConnection>({
  expected,
  dialing,
  open,
  waiters,
}: Host<C>): boolean {
  if (expected === 1) return false;
  // The server takes nothing for now, and would say the same on another connection.
  if (expected < 1) return dialing + open > 0;
  return dialing > 0 && dialing * expected >= waiters.size;
}

/** Ends the wait of a key's waiters for dials that were to serve them all and take longer than {@link SHARING_PATIENCE}. */
export class SharingPatience<C extends PoolConnection> extends Alarm {
  readonly #host: Host<C>;
  readonly #pump: (host: Host<C>) => void;

  /** @param pump starts the dials that the host's waiters may start */
  constructor(host: Host<C>, pump: (host: Host<C>) => void) {
    super();
    this.#host = host;
    this.#pump = pump;
  }

  onTime(): void {
    if (this.#host.wanting === undefined) return;
    this.#host.expected = 1;
    this.#pump(this.#host);
  }
}
