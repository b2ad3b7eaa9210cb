import {
  drainTime,
  Scope,
  type AbortListener,
  type AttemptRecord,
  type AttemptScope,
  type Clock,
  type DrainBound,
  type HttpResponse,
  type ResponseListener,
  type Timer,
} from '@sluice/core';

/** Told of the ends of a branch's attempts. */
export interface BranchListener {
  /**
   * An attempt ended, and what it held is about to be given back.
   * @param status what was answered, when the answer is complete; undefined when it failed
   */
  onAttemptEnd(branch: Branch, status: number | undefined): void;
}

/** One of several attempts that run beside each other: it can be aborted alone, and is when its call is. */
export class Branch extends Scope implements AbortListener, ResponseListener {
  /** Whether it was sent beside another. */
  readonly hedge: boolean;
  /** Whether its attempt was answered or failed. */
  settled = false;
  readonly #parent: Scope;
  readonly #clock: Clock;
  readonly #listener: BranchListener;
  #attempt: AttemptScope | undefined;
  #grace: Timer | undefined;

  constructor(parent: Scope, clock: Clock, hedge: boolean, listener: BranchListener) {
    super();
    this.#parent = parent;
    this.#clock = clock;
    this.hedge = hedge;
    this.#listener = listener;
    parent.addAbortListener(this);
  }

  /** Its attempt's entry in the history, once it began. */
  get record(): AttemptRecord | undefined {
    return this.#attempt?.record;
  }

  /** Whether its attempt has a connection. */
  get connected(): boolean {
    return this.record?.connection !== undefined;
  }

  override onAttempt(attempt: AttemptScope): void {
    super.onAttempt(attempt);
    this.#attempt = attempt;
    attempt.addResponseListener(this);
    // A failure aborts it before its end.
    attempt.addAbortListener({ onAbort: () => this.#tell(attempt, undefined) });
  }

  /** Registers for the end as the last, so that it is told before whoever holds a slot or the like for the attempt. */
  onResponse({ attempt, status }: HttpResponse): void {
    attempt.addEndListener({
      onEnd: () => this.#tell(attempt, attempt.record.error === undefined ? status : undefined),
    });
  }

  #tell(attempt: AttemptScope, status: number | undefined): void {
    if (!this.settled && !attempt.detached) this.#listener.onAttemptEnd(this, status);
  }

  onAbort(reason: unknown): void {
    this.abort(reason);
  }

  /**
   * The race is decided. What is nearly done may end within the time of the bound, so that its connection is kept; what
   * has none yet would only be sent in vain.
   */
  dismiss(bound: DrainBound, why: string): void {
    if (this.settled || this.aborted) return;
    const { record } = this;
    if (record !== undefined) record.reason = why;
    const lost = (): void => this.abort(new DOMException(why, 'AbortError'));
    const connection = record?.connection;
    const read = connection !== undefined && bound.bytes > 0;
    const time = read ? drainTime(bound, connection.setupTime ?? 0) : 0;
    if (time === 0) lost();
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
