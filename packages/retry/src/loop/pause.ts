import type { AbortListener, Clock, Scope, Timer } from '@sluice/core';

/** A wait under way: ends with its time or, at once, with the scope's abort. */
class Pause implements AbortListener {
  readonly done: Promise<void>;
  readonly #clock: Clock;
  readonly #timer: Timer;
  #resolve!: () => void;

  constructor(scope: Scope, clock: Clock, ms: number) {
    this.#clock = clock;
    this.done = new Promise((resolve) => {
      this.#resolve = resolve;
    });
    this.#timer = clock.setTimer(ms, () => {
      scope.removeAbortListener(this);
      this.#resolve();
    });
    scope.addAbortListener(this);
  }

  onAbort(): void {
    this.#clock.clearTimer(this.#timer);
    this.#resolve();
  }
}

/** Waits `ms`, or until the scope is aborted; never rejects. Whoever waited asks `scope.aborted` afterwards. */
export function pause(scope: Scope, clock: Clock, ms: number): Promise<void> {
  if (ms <= 0 || scope.aborted) return Promise.resolve();
  return new Pause(scope, clock, ms).done;
}
