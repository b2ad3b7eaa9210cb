// The scope of a call: its options, its limits and its history.
import { AsyncLocalStorage } from 'node:async_hooks';
import type { DownloadListener } from './progress.ts';
import type { AttemptObserver } from './attempt-observer.ts';
import { isObserved } from './call-channel.ts';
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

/** The client of a call. */
export interface CallOwner {
  /** The option `name`. */
  readonly name: string | undefined;
  /** The call ended. */
  onCallEnd(call: CallScope): void;
}

/** The idempotency header of a call for which no plugin names another. */
const IDEMPOTENCY_HEADER = 'idempotency-key';

let calls = 0;

/** The lifetime of one call: from its start to the end of the body of its final response, or to its failure. */
export class CallScope extends Scope implements CallHistory, EndListener {
  /** The client's clock. */
  readonly clock: Clock;
  /** The call's options, checked, with the client's defaults filled in. */
  readonly options: ResolvedOptions;
  /** When the call began, on the clock's monotonic time. */
  readonly startedAt: number;
  /** For the client's list of calls in flight: the call before this one. */
  earlier: CallScope | undefined = undefined;
  /** The call after this one. */
  later: CallScope | undefined = undefined;
  readonly #signal: AbortSignal | undefined;
  readonly #drains: DrainCounter | undefined;
  readonly #owner: CallOwner | undefined;
  /** Created with the first attempt or the first access: the first `push` onto an empty array makes room for 17. */
  #attempts: AttemptRecord[] | undefined;
  #attemptAt: number;
  #deadlineAt: number = Infinity;
  #buffersBody = false;
  #decodesBody: boolean;
  #returnsAnyStatus = false;
  #computesHeaders = false;
  #id = 0;
  #downloadListener: DownloadListener | undefined = undefined;
  #attemptObserver: AttemptObserver | undefined = undefined;
  /** Runs a function in the async context of the caller; undefined if the call was not observed when it was made. */
  readonly #runInContext: ((run: () => void) => void) | undefined;
  #isFetch = false;
  #forbidsRepeats = false;
  #idempotencyHeader = IDEMPOTENCY_HEADER;
  /** The plugin that named the idempotency header. */
  #headerOwner: string | undefined = undefined;

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
    super();
    this.#owner = owner;
    this.clock = clock;
    this.options = options;
    this.startedAt = this.#attemptAt = clock.now();
    this.#signal = signal;
    this.#decodesBody = decode;
    this.#drains = drains;
    this.#runInContext = isObserved() ? AsyncLocalStorage.snapshot() : undefined;
    if (signal !== undefined) linkSignal(this, signal);
  }

  /** Observes the attempts of the call; undefined if nothing does. */
  get attemptObserver(): AttemptObserver | undefined {
    return this.#attemptObserver;
  }

  /** For the client: has the attempts of the call observed. Call it before the first attempt. */
  observeAttempts(observer: AttemptObserver): void {
    this.#attemptObserver = observer;
  }

  /** Notified of the bytes of response bodies; undefined if nothing is. */
  get downloadListener(): DownloadListener | undefined {
    return this.#downloadListener;
  }

  /** For the client: has the bytes of response bodies reported. */
  observeDownload(listener: DownloadListener): void {
    this.#downloadListener = listener;
  }

  /** The option `name` of the client. */
  get client(): string | undefined {
    return this.#owner?.name;
  }

  /** The number of the call, unique within the process. Given at the first access. */
  get id(): number {
    if (this.#id === 0) this.#id = ++calls;
    return this.#id;
  }

  /** For diagnostics: runs a function in the async context in which the call was made, if that is known. */
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
    return (this.#attempts ??= []);
  }

  /** How many attempts there were so far. */
  get attemptCount(): number {
    return this.#attempts?.length ?? 0;
  }

  /** For the scope of an attempt: adds it to the history. @param at when it began, on the clock's monotonic time */
  addAttempt(attempt: AttemptRecord, at: number): void {
    this.#attemptAt = at;
    if (this.#attempts === undefined) this.#attempts = [attempt];
    else this.#attempts.push(attempt);
  }

  /** When the call must be over, on the clock's monotonic time: the earliest of its limits, or Infinity. */
  get deadlineAt(): number {
    return this.#deadlineAt;
  }

  /**
   * Announces a deadline, so that no wait is started that would outlast it. The plugin that announces it enforces it.
   * @param at on the clock's monotonic time. A later one than announced before has no effect.
   */
  limitUntil(at: number): void {
    if (at < this.#deadlineAt) this.#deadlineAt = at;
  }

  /** The time left until the deadline, in ms, never negative; Infinity without a deadline. */
  remaining(): number {
    return this.#deadlineAt === Infinity ? Infinity : Math.max(0, this.#deadlineAt - this.clock.now());
  }

  /** Whether the whole body is read as part of the attempt, so that a body cut short is a failed attempt. */
  get buffersBody(): boolean {
    return this.#buffersBody;
  }

  /** Makes reading the whole body part of the attempt. Call it before the first attempt. */
  bufferBody(): void {
    this.#buffersBody = true;
  }

  /** Whether response bodies are decoded. By default they are not if the caller set `accept-encoding`. */
  get decodesBody(): boolean {
    return this.#decodesBody;
  }

  /** Lets the option `decompress` alone decide whether bodies are decoded, as in fetch and got. */
  decodeByOptionAlone(): void {
    this.#decodesBody = this.options.decompress;
  }

  /** Whether the call is one of `client.fetch`. */
  get isFetch(): boolean {
    return this.#isFetch;
  }

  /**
   * Makes the call one of `client.fetch`: it returns its response whatever the status, and the option `decompress` alone
   * decides whether the body is decoded.
   */
  followFetch(): void {
    this.#isFetch = true;
    this.#returnsAnyStatus = true;
    this.decodeByOptionAlone();
  }

  /** Whether the caller gets the response even if `throwHttpErrors` says that its status is thrown. */
  get returnsAnyStatus(): boolean {
    return this.#returnsAnyStatus;
  }

  /** Makes the call return its response, whatever the status and `throwHttpErrors`. */
  returnAnyStatus(): void {
    this.#returnsAnyStatus = true;
  }

  /** Whether a function computes headers for each attempt. */
  get computesHeaders(): boolean {
    return this.#computesHeaders;
  }

  /** For `computeHeaders()`: marks the call. */
  computeHeaders(): void {
    this.#computesHeaders = true;
  }

  /** Whether a request of the call without an idempotency key takes effect each time it is sent, whatever its method. */
  get forbidsRepeats(): boolean {
    return this.#forbidsRepeats;
  }

  /**
   * Says that a request of the call takes effect each time it is sent, whatever its method: unless it has an idempotency
   * key, it is neither replayed after a byte of it was written, nor hedged. Retries have their own rule: `retry.methods`.
   */
  forbidRepeats(): void {
    this.#forbidsRepeats = true;
  }

  /** The header that carries the idempotency key of the call, in lower case. Default: `idempotency-key`. */
  get idempotencyHeader(): string {
    return this.#idempotencyHeader;
  }

  /**
   * Names the header that carries the idempotency key. To name the default has no effect.
   * @param name in lower case
   * @param plugin the plugin that names it
   * @throws TypeError if another name was given before, since a key is sent in one header
   */
  useIdempotencyHeader(name: string, plugin: string): void {
    if (name === this.#idempotencyHeader || name === IDEMPOTENCY_HEADER) return;
    if (this.#headerOwner !== undefined) {
      throw new TypeError(
        `the plugins '${this.#headerOwner}' and '${plugin}' name different idempotency headers: '${this.#idempotencyHeader}' and '${name}'`,
      );
    }
    this.#idempotencyHeader = name;
    this.#headerOwner = plugin;
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
    if (this.#signal !== undefined) unlinkSignal(this, this.#signal);
    super.end();
    this.#owner?.onCallEnd(this);
    // A plugin answered without waiting for its request: no limit of the call would apply to that request any more.
    if (!this.aborted) this.pendingAttempt?.abort(callOver());
  }
}

/** The error of an attempt whose call is over. */
export function callOver(): TypeError {
  return new TypeError('a plugin sent a request for a call that is over');
}
