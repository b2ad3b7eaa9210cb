// Abandons the dials of a key that no request waits for.
import { Alarm } from '@sluice/core/plugin';
import type { PoolConnection } from '../contract.ts';
import type { Host } from '../hosts/records.ts';

/**
 * How long a key must be without waiters before its dials are abandoned, in ms. A call that replaces an aborted call
 * usually starts within this time.
 */
export const ABANDONED_AFTER = 250;

/** Aborts the `abandoned` signal of a key's dials after {@link ABANDONED_AFTER} without a waiter. */
export class Abandonment<C extends PoolConnection> extends Alarm {
  readonly #host: Host<C>;

  constructor(host: Host<C>) {
    super();
    this.#host = host;
  }

  onTime(): void {
    const { dials, waiters } = this.#host;
    const reason = new DOMException('no request waits for the connection any more', 'AbortError');
    const pending = [];
    for (let dial = dials.first; dial !== undefined; dial = dial.next) pending.push(dial);
    for (const dial of pending) if (waiters.size === 0) dial.abandon.abort(reason);
  }
}
