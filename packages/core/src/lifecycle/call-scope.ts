import type { AttemptRecord } from '../history/attempt.ts';
import type { CallHistory, CallTimes } from '../history/call-timings.ts';
import type { ResolvedOptions } from '../options/resolved-options.ts';
import type { Clock } from '../time/clock.ts';
import type { DrainResult } from '../history/drain-result.ts';
import { Scope, type EndListener } from './scope.ts';
import { linkSignal, unlinkSignal } from './signal-hub.ts';

/** Counts the drains of a client's calls. */
export interface DrainCounter {
  add(result: DrainResult): void;
}

/** The life of one call: from its start to the end of the body of its final response, or its failure. */
export class CallScope extends Scope implements CallHistory, EndListener {
  /** The client's clock. */
  readonly clock: Clock;
  /** The call's options, checked, with the client's defaults filled in. */
  readonly options: ResolvedOptions;
  /** When the call began, on the clock's monotonic time. */
  readonly startedAt: number;
  /** When the call must be over, on the clock's monotonic time; Infinity without a deadline. */
  deadlineAt: number = Infinity;
  /** When its last attempt began, on the clock's monotonic time; that of the call when there was none. */
  attemptAt: number;
  /** Whether the caller asked for the whole body, so that reading it is part of the attempt. */
  collect = false;
  /** Whether bodies are decoded: the client, not the caller, said what encodings it takes. */
  decode = false;
  /** Where the client counts drains. */
  drains: DrainCounter | undefined = undefined;
  /** Set by a plugin that wants the response handed to the caller whatever its status and `throwHttpErrors` say. */
  returnStatus = false;
  /** The header, in lower case, in which a plugin puts the call's idempotency key or expects that of the caller. */
  idempotencyHeader = 'idempotency-key';
  /** Where it was made: an object with a `stack`, when a plugin had it captured. */
  site: { readonly stack?: string } | undefined = undefined;
  readonly #signal: AbortSignal | undefined;
  /** Made with the first attempt, when nobody asks before: an empty list that grows makes room for 17. */
  #attempts: AttemptRecord[] | undefined;

  constructor(clock: Clock, options: ResolvedOptions, signal: AbortSignal | undefined) {
    super();
    this.clock = clock;
    this.options = options;
    this.startedAt = this.attemptAt = clock.now();
    this.#signal = signal;
    if (signal !== undefined) linkSignal(this, signal);
  }

  /** The signal that the caller gave. */
  get callerSignal(): AbortSignal | undefined {
    return this.#signal;
  }

  /** Every attempt so far, oldest first: the same array during the whole call. */
  get attempts(): AttemptRecord[] {
    return (this.#attempts ??= []);
  }

  /** How many attempts there were so far. */
  get attemptCount(): number {
    return this.#attempts?.length ?? 0;
  }

  /** Takes a new attempt into the history. */
  addAttempt(attempt: AttemptRecord): void {
    if (this.#attempts === undefined) this.#attempts = [attempt];
    else this.#attempts.push(attempt);
  }

  /** What is left until the deadline, in ms, never negative; Infinity without one. */
  remaining(): number {
    return this.deadlineAt === Infinity ? Infinity : Math.max(0, this.deadlineAt - this.clock.now());
  }

  /** Its moments, as an error keeps them. */
  timesUntilNow(): CallTimes {
    return { startedAt: this.startedAt, attemptAt: this.attemptAt, failedAt: this.clock.now() };
  }

  /** The attempt that holds the final response ended, and the call with it. */
  onEnd(): void {
    this.end();
  }

  override end(): void {
    if (this.ended) return;
    if (this.#signal !== undefined) unlinkSignal(this, this.#signal);
    super.end();
    // A plugin gave its answer without waiting for what it had sent: no limit of the call would hold for that.
    if (!this.aborted) this.underWay?.abort(callOver());
  }
}

/** The error of an attempt whose call is over. */
export function callOver(): TypeError {
  return new TypeError('a plugin sent a request for a call that is over');
}
