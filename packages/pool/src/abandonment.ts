import { Alarm } from '@sluice/core';
import type { PoolConnection } from './contract.ts';
import type { Host } from './records.ts';

/**
 * How long no request waits for a key before its dials are told, in ms. A call that replaces an aborted one comes
 * sooner. A call that cannot wait for a connect, one round trip, could not wait for an answer either.
 */
export const ABANDONED_AFTER = 250;

/** Tells the dials of a key that no request has waited for it for {@link ABANDONED_AFTER}. */
export class Abandonment<C extends PoolConnection> extends Alarm {
  readonly #host: Host<C>;

  constructor(host: Host<C>) {
    super();
    this.#host = host;
  }

  onTime(): void {
    const { dials, waiters } = this.#host;
    const reason = new DOMException('no request waits for the connection any more', 'AbortError');
    const told = [];
    for (let dial = dials.first; dial !== undefined; dial = dial.next) told.push(dial);
    for (const dial of told) if (waiters.size === 0) dial.abandon.abort(reason);
  }
}
