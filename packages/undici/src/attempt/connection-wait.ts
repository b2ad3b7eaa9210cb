// The wait of an exchange for a connection.
import type { Dispatcher } from 'undici';
import { TimeoutError, type Clock } from '@sluice/core';
import { Alarm, alarmsOf } from '@sluice/core/plugin';
import type { Waiter } from '@sluice/pool';
import type { WireConnection } from '../connection/wire-connection.ts';

/** The wait of an exchange for a connection: the controller of its handler, and the alarm of its limit. */
export class ConnectionWait extends Alarm implements Dispatcher.DispatchController {
  aborted = false;
  reason: Error | null = null;
  readonly paused = false;
  readonly rawHeaders = null;
  readonly rawTrailers = null;
  readonly #waiter: Waiter<WireConnection>;
  readonly #limit: number;

  /** @param limit the limit of the wait, in ms */
  constructor(waiter: Waiter<WireConnection>, limit: number, clock: Clock) {
    super();
    this.#waiter = waiter;
    this.#limit = limit;
    alarmsOf(clock, true).start(this, limit);
  }

  /** Ends the wait; the promise of the waiter rejects with the reason, unless it was resolved before. */
  abort(reason: Error): void {
    if (this.aborted) return;
    this.aborted = true;
    this.reason = reason;
    this.stop();
    this.#waiter.cancel(reason);
  }

  pause(): void {
    // No response yet.
  }

  resume(): void {
    // No response yet.
  }

  /** The limit of the wait has passed. */
  onTime(): void {
    this.abort(new TimeoutError('queue', this.#limit));
  }
}
