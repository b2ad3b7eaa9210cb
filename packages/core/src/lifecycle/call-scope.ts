// The scope of a call: its lifetime, its limits and its history.
import { AsyncLocalStorage } from 'node:async_hooks';
import { isObserved } from './call-channel.ts';
import type { AttemptRecord } from '../history/attempt.ts';
import type { CallHistory, CallTimes } from '../history/call-timings.ts';
import type { ResolvedOptions } from '../options/resolved-options.ts';
import type { Clock } from '../time/clock.ts';
import type { DrainResult } from '../history/drain-result.ts';
import { CallModes } from './call-modes.ts';
import type { EndListener, Scope } from './scope.ts';
import type { Link } from './linked-list.ts';
import { linkSignal } from './signal-hub.ts';

/** Counts the drains of a client's calls. */
export interface DrainCounter {
  add(result: DrainResult): void;
}

/** The client of a call. */
export interface CallOwner {
  /** The option `name`. */
  readonly name: string | undefined;
  /** The call ended. */
  onCallEnd(call: CallScope): void;
}

let calls = 0;

/** The lifetime of one call: from its start to the end of the body of its final response, or to its failure. */
export class CallScope extends CallModes implements CallHistory, EndListener {
  /** The client's clock. */
  readonly clock: Clock;
  /** When the call began, on the clock's monotonic time. */
  readonly startedAt: number;
  /** For the client's list of calls in flight: the call before this one. */
  earlier: CallScope | undefined = undefined;
  /** The call after this one. */
  later: CallScope | undefined = undefined;
  readonly #signal: AbortSignal | undefined;
  readonly #signalLink: Link<Scope> | undefined;
  readonly #drains: DrainCounter | undefined;
  readonly #owner: CallOwner | undefined;
  /** An array from the first access or the second attempt on: most calls have one attempt, and its record is never read. */
  #attempts: AttemptRecord | AttemptRecord[] | undefined;
  #attemptAt: number;
  #deadlineAt: number = Infinity;
  #id = 0;
  /** Runs a function in the async context of the caller; undefined if the call was not observed when it was made. */
  readonly #runInContext: ((run: () => void) => void) | undefined;

  /**
   * @param decode whether response bodies are decoded. Default: false
   * @param drains counts the drains of the call. Default: they are not counted
   * @param owner the client. Default: none
   */
  constructor(
    clock: Clock,
    options: ResolvedOptions,
    signal: AbortSignal | undefined,
    decode = false,
    drains?: DrainCounter,
    owner?: CallOwner,
  ) {
    super(options, decode);
    this.#owner = owner;
    this.clock = clock;
    this.startedAt = this.#attemptAt = clock.now();
    this.#signal = signal;
    this.#drains = drains;
    this.#runInContext = isObserved() ? AsyncLocalStorage.snapshot() : undefined;
    if (signal !== undefined) this.#signalLink = linkSignal(this, signal);
  }

  /** The option `name` of the client. */
  get client(): string | undefined {
    return this.#owner?.name;
  }

  /** The number of the call, unique within the process. Assigned at the first access. */
  get id(): number {
    if (this.#id === 0) this.#id = ++calls;
    return this.#id;
  }

  /** For diagnostics: runs a function in the async context in which the call was made, if that context is known. */
  inContext(run: () => void): void {
    if (this.#runInContext === undefined) run();
    else this.#runInContext(run);
  }

  /** The signal that the caller gave. */
  get callerSignal(): AbortSignal | undefined {
    return this.#signal;
  }

  /** Every attempt so far, oldest first: the same array during the whole call. */
  get attempts(): readonly AttemptRecord[] {
    if (Array.isArray(this.#attempts)) return this.#attempts;
    return (this.#attempts = this.#attempts === undefined ? [] : [this.#attempts]);
  }

  /** How many attempts there were so far. */
  get attemptCount(): number {
    if (Array.isArray(this.#attempts)) return this.#attempts.length;
    return this.#attempts === undefined ? 0 : 1;
  }

  /** For the scope of an attempt: adds it to the history. @param at when it began, on the clock's monotonic time */
  addAttempt(attempt: AttemptRecord, at: number): void {
    this.#attemptAt = at;
    const before = this.#attempts;
    if (before === undefined) this.#attempts = attempt;
    else if (Array.isArray(before)) before.push(attempt);
    else this.#attempts = [before, attempt];
  }

  /** When the call must be over, on the clock's monotonic time: the earliest of its limits, or Infinity. */
  get deadlineAt(): number {
    return this.#deadlineAt;
  }

  /**
   * Announces a deadline, so that no wait is started that would outlast it. The plugin that announces it enforces it.
   * @param at the deadline on the clock's monotonic time. Only the earliest announced deadline has an effect.
   */
  limitUntil(at: number): void {
    if (at < this.#deadlineAt) this.#deadlineAt = at;
  }

  /** The time left until the deadline, in ms, never negative; Infinity without a deadline. */
  remaining(): number {
    return this.#deadlineAt === Infinity ? Infinity : Math.max(0, this.#deadlineAt - this.clock.now());
  }

  /** For the drain of a body: counts its result. */
  countDrain(result: DrainResult): void {
    this.#drains?.add(result);
  }

  /** The times of the call up to now, as an error keeps them. */
  timesUntilNow(): CallTimes {
    return { startedAt: this.startedAt, attemptAt: this.#attemptAt, failedAt: this.clock.now() };
  }

  /** The attempt that holds the final response ended, and the call with it. */
  onEnd(): void {
    this.end();
  }

  override end(): void {
    if (this.ended) return;
    this.#signalLink?.leave();
    super.end();
    this.#owner?.onCallEnd(this);
    // A plugin has answered without waiting for its request, to which no limit of the call would apply any more.
    if (!this.aborted) this.pendingAttempt?.abort(callOver());
  }
}

/** The error of an attempt whose call is over. */
export function callOver(): TypeError {
  return new TypeError('a plugin sent a request for a call that is over');
}
