// A caller's signal together with a limit of time, over several calls.
import { TimeoutError, type Clock } from '@sluice/core';
import { MAX_TIMER_MS, refuse, type OptionParser, type Timer } from '@sluice/core/plugin';
import { pause } from './pause.ts';

/** Checks the option `signal`. @throws OptionError */
export const parseSignal: OptionParser<AbortSignal> = (value, path) => {
  if (!(value instanceof AbortSignal)) throw refuse(path, value, 'an AbortSignal');
  return value;
};

/**
 * Aborts when the caller's signal does, and with a TimeoutError when the limit passes. It must be released, since the
 * signal of a caller may live longer than the work.
 */
export class LimitedSignal {
  /** For the calls of the work. */
  readonly signal: AbortSignal;
  readonly #controller = new AbortController();
  readonly #clock: Clock;
  readonly #limit: number;
  readonly #startedAt: number;
  readonly #given: AbortSignal | undefined;
  readonly #what: string;
  #timer: Timer | undefined;

  /**
   * @param limit in ms; Infinity for none
   * @param what what did not happen in time, for the message: `the download did not end`
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

  /** How much of the limit is left, in ms; Infinity without a limit. */
  get remaining(): number {
    return Math.max(0, this.#limit - this.elapsed);
  }

  /** How long the work takes so far, in ms. */
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

  /** A timer of Node.js is limited to 24 days; a longer limit takes several. */
  #arm(): void {
    if (this.#limit === Infinity) return;
    const { remaining } = this;
    // It never keeps the process alive: the calls and the waits of the work do.
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
