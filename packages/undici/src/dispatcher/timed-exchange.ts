// The limits of a dispatched exchange: how long its head may take, and how long its body may pause.
import type { AsyncResource } from 'node:async_hooks';
import { errors, type Dispatcher } from 'undici';
import type { Clock } from '@sluice/core';
import type { Link } from '@sluice/core/internal';
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
 * Enforces the limits of a response with alarms of the clock. undici has no such limits over HTTP/2, and over HTTP/1.1 its
 * timers fire after a blocked event loop before the loop has read the sockets.
 */
export abstract class TimedExchange extends LeasedExchange {
  /** Its place among the exchanges in flight, for its holder. */
  link: Link<unknown> | undefined;
  #context: AsyncResource | undefined;
  readonly #timeouts: ResponseTimeouts;
  readonly #alarms: Alarms;
  readonly #clock: Clock;
  #controller: Dispatcher.DispatchController | undefined;
  /** Set if the request body is sent in pieces that the connection requests. */
  #upload: Upload | undefined;
  /** When the request began, or the last piece of its body was written. */
  #writtenAt = 0;
  #hasBody = false;
  #sent = false;
  /** When the head of the response, or the last piece of its body, arrived. */
  #receivedAt: number | undefined;

  constructor(limits: ResponseTimeouts & HeadLimits, clock: Clock) {
    super(limits, undefined);
    this.#timeouts = limits;
    this.#clock = clock;
    this.#alarms = alarmsOf(clock, true);
  }

  /** The async context of the caller, if it was kept. */
  get context(): AsyncResource | undefined {
    return this.#context;
  }

  /** Keeps the async context of the caller. */
  keepContext(): void {
    this.#context ??= callerContext();
  }

  /** Resets the state before the request is sent on a connection. */
  protected prepareLimits(upload: Upload | undefined): void {
    this.#upload = upload;
    this.#controller = undefined;
    this.#hasBody = this.#sent = false;
  }

  /** Starts the limits, when the request begins. */
  protected startLimits(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    this.#writtenAt = this.#clock.now();
    this.#alarms.start(this, this.#timeouts.headersTimeout, this.#writtenAt);
  }

  /** Called when a piece of the request body was written. */
  protected noteWrite(): void {
    this.#hasBody = true;
    this.#writtenAt = this.#clock.now();
  }

  /** Called when the whole request was written. */
  protected noteSent(): void {
    this.#sent = true;
    // Without a body, the request was written when it began.
    if (this.#hasBody && this.#receivedAt === undefined)
      this.#alarms.start(this, this.#timeouts.headersTimeout);
  }

  /** Called when the head of the response or a piece of its body arrived. Starts an alarm for the head only. */
  protected noteResponse(): void {
    const first = this.#receivedAt === undefined;
    const now = this.#clock.now();
    this.#receivedAt = now;
    if (first) this.#alarms.start(this, this.#timeouts.bodyTimeout, now);
  }

  /** Ends the exchange if a limit has passed. Time in which the server could not act does not count. */
  onTime(): void {
    const { headersTimeout, bodyTimeout } = this.#timeouts;
    const now = this.#clock.now();
    if (this.#receivedAt === undefined) {
      const left = this.#sent ? 0 : this.#timeToWrite(headersTimeout, now);
      if (left > 0) this.#alarms.startAt(this, now + left);
      else this.#controller?.abort(new errors.HeadersTimeoutError());
      return;
    }
    if (this.#controller?.paused === true) this.#receivedAt = now;
    const dueAt = this.#receivedAt + bodyTimeout;
    if (dueAt > now) this.#alarms.startAt(this, dueAt);
    else this.#controller?.abort(new errors.BodyTimeoutError());
  }

  /** The time left, in ms, in which the server must read a part of the request. */
  #timeToWrite(limit: number, now: number): number {
    if (this.#upload !== undefined) return this.#upload.timeLeft(limit);
    // If everything written has reached the kernel, the source of the body is the slow side.
    if (this.lease?.connection.caughtUp !== false) return limit;
    return this.#writtenAt + limit - now;
  }
}
