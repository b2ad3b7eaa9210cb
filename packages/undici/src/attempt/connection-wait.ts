// The wait of an exchange for a connection.
import type { Dispatcher } from 'undici';
import { TimeoutError, type Clock } from '@sluice/core';
import { Alarm, alarmsOf } from '@sluice/core/plugin';
import type { Waiter } from '@sluice/pool';
import type { WireConnection } from '../connection/wire-connection.ts';

/** Controls the wait of an exchange for a connection. When the limit has passed, the wait ends with a TimeoutError. */
export class ConnectionWait extends Alarm implements Dispatcher.DispatchController {
  aborted = false;
  reason: Error | null = null;
  readonly paused = false;
  readonly rawHeaders = null;
  readonly rawTrailers = null;
  readonly #waiter: Waiter<WireConnection>;
  readonly #limit: number;

  /** @param limit of the wait, in ms */
  constructor(waiter: Waiter<WireConnection>, limit: number, clock: Clock) {
    super();
    this.#waiter = waiter;
    this.#limit = limit;
    alarmsOf(clock, true).start(this, limit);
  }

  /** Ends the wait; the waiter's promise rejects with the reason, unless it already has a connection. */
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
