import type { Dispatcher } from 'undici';
import { TimeoutError, type Clock } from '@sluice/core';
import { Alarm, alarmsOf } from '@sluice/core/plugin';
import type { Waiter } from '@sluice/pool';
import type { WireConnection } from '../connection/wire-connection.ts';

/** What a handler holds while its exchange is in line for a connection: it can leave, and does so when time is up. */
export class PlaceInLine extends Alarm implements Dispatcher.DispatchController {
  aborted = false;
  reason: Error | null = null;
  readonly paused = false;
  readonly rawHeaders = null;
  readonly rawTrailers = null;
  readonly #waiter: Waiter<WireConnection>;
  readonly #limit: number;

  /** @param limit how long the wait may take, in ms */
  constructor(waiter: Waiter<WireConnection>, limit: number, clock: Clock) {
    super();
    this.#waiter = waiter;
    this.#limit = limit;
    alarmsOf(clock, true).start(this, limit);
  }

  /** Leaves the line; the waiter's promise rejects with the reason, unless it was served just before. */
  abort(reason: Error): void {
    if (this.aborted) return;
    this.aborted = true;
    this.reason = reason;
    this.stop();
    this.#waiter.cancel(reason);
  }

  pause(): void {
    // Nothing comes yet.
  }

  resume(): void {
    // Nothing was held back.
  }

  /** The wait has taken too long. */
  onTime(): void {
    this.abort(new TimeoutError('queue', this.#limit));
  }
}
