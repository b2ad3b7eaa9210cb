// The limits of a dispatched exchange: how long its head may take, and how long its body may pause.
import type { AsyncResource } from 'node:async_hooks';
import { errors, type Dispatcher } from 'undici';
import type { Clock } from '@sluice/core';
import { alarmsOf, type Alarms } from '@sluice/core/plugin';
import { callerContext, type Upload } from '@sluice/core/transport';
import { LeasedExchange } from '../attempt/leased-exchange.ts';
import type { HeadLimits } from '../wire/header-limits.ts';

/** How long the parts of a response may take, in ms; Infinity for no limit. */
export interface ResponseTimeouts {
  /** From the end of the request to the head of its response. */
  readonly headersTimeout: number;
  /** A pause in a body that is being read. */
  readonly bodyTimeout: number;
}

/**
 * Keeps the limits of a response on alarms of the clock. undici has none over HTTP/2, and its timers over HTTP/1.1 do
 * not let a blocked event loop read first.
 */
export abstract class TimedExchange extends LeasedExchange {
  #context: AsyncResource | undefined;
  readonly #timeouts: ResponseTimeouts;
  readonly #alarms: Alarms;
  readonly #clock: Clock;
  #controller: Dispatcher.DispatchController | undefined;
  /** The body of the request if it goes out in pieces that the connection asks for. */
  #upload: Upload | undefined;
  /** When the request began, or the last piece of its body was written. */
  #writtenAt = 0;
  #hasBody = false;
  #sent = false;
  /** When the head of the response, or the last piece of its body, arrived. */
  #heardAt: number | undefined;

  constructor(limits: ResponseTimeouts & HeadLimits, clock: Clock) {
    super(limits, undefined);
    this.#timeouts = limits;
    this.#clock = clock;
    this.#alarms = alarmsOf(clock, true);
  }

  /** The async context of its caller, if it was kept. */
  get context(): AsyncResource | undefined {
    return this.#context;
  }

  /** Keeps the async context of its caller. */
  keepContext(): void {
    this.#context ??= callerContext();
  }

  /** The exchange goes onto a connection. */
  protected prepareLimits(upload: Upload | undefined): void {
    this.#upload = upload;
    this.#controller = undefined;
    this.#hasBody = this.#sent = false;
  }

  /** The request begins. */
  protected startLimits(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    this.#writtenAt = this.#clock.now();
    this.#alarms.start(this, this.#timeouts.headersTimeout, this.#writtenAt);
  }

  /** A piece of the request's body was written. */
  protected noteWrite(): void {
    this.#hasBody = true;
    this.#writtenAt = this.#clock.now();
  }

  /** The request was written to its end. */
  protected noteSent(): void {
    this.#sent = true;
    // Without a body it was written when it began.
    if (this.#hasBody && this.#heardAt === undefined) this.#alarms.start(this, this.#timeouts.headersTimeout);
  }

  /** The head of the response arrived, or a piece of its body. No alarm is started per piece. */
  protected noteResponse(): void {
    const first = this.#heardAt === undefined;
    const now = this.#clock.now();
    this.#heardAt = now;
    if (first) this.#alarms.start(this, this.#timeouts.bodyTimeout, now);
  }

  /** A limit may have passed. It does not count while the other side is not the one to act. */
  onTime(): void {
    const { headersTimeout, bodyTimeout } = this.#timeouts;
    const now = this.#clock.now();
    if (this.#heardAt === undefined) {
      const left = this.#sent ? 0 : this.#timeToWrite(headersTimeout, now);
      if (left > 0) this.#alarms.startAt(this, now + left);
      else this.#controller?.abort(new errors.HeadersTimeoutError());
      return;
    }
    if (this.#controller?.paused === true) this.#heardAt = now;
    const dueAt = this.#heardAt + bodyTimeout;
    if (dueAt > now) this.#alarms.startAt(this, dueAt);
    else this.#controller?.abort(new errors.BodyTimeoutError());
  }

  /** What is left, in ms, of a limit on the server reading nothing of the request. */
  #timeToWrite(limit: number, now: number): number {
    if (this.#upload !== undefined) return this.#upload.timeLeft(limit);
    // All that was written is on its way: the source is the slow side.
    if (this.lease?.connection.caughtUp !== false) return limit;
    return this.#writtenAt + limit - now;
  }
}
