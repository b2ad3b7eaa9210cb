import { Scope, type AbortListener, type AttemptRecord, type Clock, type Timer } from '@sluice/core';

/** One of several attempts that run beside each other: it can be aborted alone, and is when its call is. */
export class Branch extends Scope implements AbortListener {
  /** Whether it was sent beside another. */
  readonly hedge: boolean;
  /** Whether its attempt was answered or failed. */
  settled = false;
  /** Its attempt's entry in the history, once it began. */
  record: AttemptRecord | undefined;
  readonly #parent: Scope;
  readonly #clock: Clock;
  #grace: Timer | undefined;

  constructor(parent: Scope, clock: Clock, hedge: boolean) {
    super();
    this.#parent = parent;
    this.#clock = clock;
    this.hedge = hedge;
    parent.addAbortListener(this);
  }

  onAbort(reason: unknown): void {
    this.abort(reason);
  }

  /** Another attempt won. What is nearly done may end within `time` ms, so that its connection is kept. */
  dismiss(time: number): void {
    if (this.settled) return;
    if (this.record !== undefined) this.record.reason = 'another attempt was faster';
    const lost = (): void => this.abort(new DOMException('another attempt was faster', 'AbortError'));
    // One that has no connection yet would only be sent in vain.
    if (time === 0 || this.record?.connection === undefined) lost();
    else this.#grace = this.#clock.setTimer(time, lost, true);
  }

  /** The attempt was answered or failed. */
  settle(): void {
    this.settled = true;
    if (this.#grace !== undefined) this.#clock.clearTimer(this.#grace);
  }

  /** Nothing of it can be aborted any more. */
  onEnd(): void {
    this.#parent.removeAbortListener(this);
  }
}
