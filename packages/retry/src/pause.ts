import type { AbortListener, CallScope, Timer } from '@sluice/core';

/** A wait under way: ends with its time or, at once, with the call's abort. */
class Pause implements AbortListener {
  readonly done: Promise<void>;
  readonly #call: CallScope;
  readonly #timer: Timer;
  #resolve!: () => void;

  constructor(call: CallScope, ms: number) {
    this.#call = call;
    this.done = new Promise((resolve) => {
      this.#resolve = resolve;
    });
    this.#timer = call.clock.setTimer(ms, () => {
      call.removeAbortListener(this);
      this.#resolve();
    });
    call.addAbortListener(this);
  }

  onAbort(): void {
    this.#call.clock.clearTimer(this.#timer);
    this.#resolve();
  }
}

/** Waits `ms`, or until the call is aborted; never rejects. Whoever waited asks `call.aborted` afterwards. */
export function pause(call: CallScope, ms: number): Promise<void> {
  if (ms <= 0 || call.aborted) return Promise.resolve();
  return new Pause(call, ms).done;
}
