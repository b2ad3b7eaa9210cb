// Combines a caller's signal and a time limit for work of several calls.
import { TimeoutError, type Clock } from '@sluice/core';
import { MAX_TIMER_MS, refuse, type OptionParser, type Timer } from '@sluice/core/plugin';
import { pause } from './pause.ts';

/** Parses the option `signal`. @throws OptionError */
export const parseSignal: OptionParser<AbortSignal> = (value, path) => {
  if (!(value instanceof AbortSignal)) throw refuse(path, value, 'an AbortSignal');
  return value;
};

/**
 * Aborts with the caller's signal, or with a TimeoutError when the limit passes. Call `release()` after the work: the caller's
 * signal may live longer, and would keep the listener.
 */
export class LimitedSignal {
  /** The signal for the calls of the work. */
  readonly signal: AbortSignal;
  readonly #controller = new AbortController();
  readonly #clock: Clock;
  readonly #limit: number;
  readonly #startedAt: number;
  readonly #given: AbortSignal | undefined;
  readonly #what: string;
  #timer: Timer | undefined;

  /**
   * @param limit the limit in ms; Infinity: no limit
   * @param what the rest of the message of the TimeoutError: `the download did not end`
   */
  constructor(given: AbortSignal | undefined, limit: number, clock: Clock, what: string) {
    this.signal = this.#controller.signal;
    this.#given = given;
    this.#limit = limit;
    this.#clock = clock;
    this.#what = what;
    this.#startedAt = clock.now();
    if (given?.aborted === true) this.abort(given.reason);
    else {
      given?.addEventListener('abort', this.#onAbort);
      this.#arm();
    }
  }

  /** The time left, in ms; Infinity without a limit. */
  get remaining(): number {
    return Math.max(0, this.#limit - this.elapsed);
  }

  /** The time since the start of the work, in ms. */
  get elapsed(): number {
    return this.#clock.now() - this.#startedAt;
  }

  /** Aborts the work. */
  abort(reason: unknown): void {
    this.#controller.abort(reason);
    this.release();
  }

  /** Waits. @throws the reason of an abort */
  wait(ms: number): Promise<void> {
    return pause(this.#clock, ms, this.signal);
  }

  /** Releases the timer and the caller's signal. */
  release(): void {
    this.#given?.removeEventListener('abort', this.#onAbort);
    if (this.#timer !== undefined) this.#clock.clearTimer(this.#timer);
    this.#timer = undefined;
  }

  readonly #onAbort = (): void => this.abort(this.#given?.reason);

  /** Starts the timer. A timer of Node.js ends after at most 24 days, so a longer limit needs several timers. */
  #arm(): void {
    if (this.#limit === Infinity) return;
    const { remaining } = this;
    // The timer does not keep the process alive; the calls and waits of the work do.
    this.#timer = this.#clock.setTimer(
      Math.min(remaining, MAX_TIMER_MS),
      () => {
        if (this.remaining > 0) this.#arm();
        else this.abort(new TimeoutError('total', this.#limit, `deadline: ${this.#what}`));
      },
      true,
    );
  }
}
