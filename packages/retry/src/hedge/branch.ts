// One of the attempts that run side by side in a race of hedges.
import type { Clock, DrainBound, HttpResponse } from '@sluice/core';
import {
  drainTime,
  Scope,
  type AbortListener,
  type AttemptRecord,
  type AttemptScope,
  type ResponseListener,
  type Timer,
} from '@sluice/core/plugin';

/** Notified when the attempt of a branch ends. */
export interface BranchListener {
  /**
   * The attempt ended, and is about to release its slot and connection.
   * @param status the status of a complete response; undefined if the attempt failed
   */
  onAttemptEnd(branch: Branch, status: number | undefined): void;
}

/** The scope of one attempt in a race: it can be aborted alone, and is aborted with its call. */
export class Branch extends Scope implements AbortListener, ResponseListener {
  /** Whether the attempt is a hedge. */
  readonly hedge: boolean;
  /** Whether the attempt was answered or failed. */
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

  /** The attempt's entry in the history, once the attempt began. */
  get record(): AttemptRecord | undefined {
    return this.#attempt?.record;
  }

  /** Whether the attempt has a connection. */
  get connected(): boolean {
    return this.record?.connection !== undefined;
  }

  override onAttempt(attempt: AttemptScope): void {
    super.onAttempt(attempt);
    this.#attempt = attempt;
    attempt.addResponseListener(this);
    // A failed attempt is aborted before it ends.
    attempt.addAbortListener({ onAbort: () => this.#notify(attempt, undefined) });
  }

  /** Registers its end listener last: it is called first, before the slot and the connection are released. */
  onResponse({ attempt, status }: HttpResponse): void {
    attempt.addEndListener({
      onEnd: () => this.#notify(attempt, attempt.record.error === undefined ? status : undefined),
    });
  }

  #notify(attempt: AttemptScope, status: number | undefined): void {
    if (!this.settled && !attempt.detached) this.#listener.onAttemptEnd(this, status);
  }

  onAbort(reason: unknown): void {
    this.abort(reason);
  }

  /**
   * Ends the branch after the race is decided. An attempt with a connection gets the time of the drain bound to finish,
   * so that its connection is kept; an attempt without one is aborted at once.
   */
  dismiss(bound: DrainBound, why: string): void {
    if (this.settled || this.aborted) return;
    const { record } = this;
    if (record !== undefined) record.reason = why;
    const abort = (): void => this.abort(new DOMException(why, 'AbortError'));
    const connection = record?.connection;
    const mayFinish = connection !== undefined && bound.bytes > 0;
    const time = mayFinish ? drainTime(bound, connection.setupTime ?? 0) : 0;
    if (time === 0) abort();
    else this.#grace = this.#clock.setTimer(time, abort, true);
  }

  /** The attempt was answered or failed. */
  settle(): void {
    this.settled = true;
    if (this.#grace !== undefined) this.#clock.clearTimer(this.#grace);
  }

  /** The response of the branch ended: its abort would have no effect. */
  onEnd(): void {
    this.#parent.removeAbortListener(this);
  }
}
