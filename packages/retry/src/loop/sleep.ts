// A wait that ends early when its scope is aborted.
import type { Clock } from '@sluice/core';
import type { AbortListener, Scope, Timer } from '@sluice/core/plugin';

/** A wait under way: it ends after its time or with the abort of its scope. */
class Sleep implements AbortListener {
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

/** Waits `ms`, or until the scope is aborted. Never rejects: the caller checks `scope.aborted` afterwards. */
export function sleep(scope: Scope, clock: Clock, ms: number): Promise<void> {
  if (ms <= 0 || scope.aborted) return Promise.resolve();
  return new Sleep(scope, clock, ms).done;
}
