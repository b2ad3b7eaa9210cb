// One request of a client and its response, on a connection of the pool.
import type { Dispatcher } from 'undici';
import { HttpHeaders, TimeoutError } from '@sluice/core';
import { soon, type SoonWork } from '@sluice/core/internal';
import { alarmsOf } from '@sluice/core/plugin';
import {
  declaredLength,
  type BodySource,
  type ReceivedHeaders,
  type ResponseBody,
  type WireState,
} from '@sluice/core/transport';
import type { Lease } from '@sluice/pool';
import type { DispatchOptions } from '../wire/dispatch-options.ts';
import { openBody } from './open-body.ts';
import { LeasedExchange } from './leased-exchange.ts';
import { Head, headless } from '../connection/response-head.ts';
import { becomesIdle, isFlushed, whenFlushed } from './reuse.ts';
import type { UploadWatch } from './upload-watch.ts';
import type { ExchangeOwner } from './exchange-owner.ts';
import type { WireConnection } from '../connection/wire-connection.ts';
import { isLent, LONG_BYTES } from '../undici-internals/lent-reads.ts';
import { exchangeError, isInformational, preferSocketError } from './exchange-errors.ts';
import { headLength } from './head-length.ts';
import { takeUnparsed } from './take-unparsed.ts';
import type { RawLines } from '../wire/header-limits.ts';

/**
 * One request and its response on a connection, which is released at the end of the body. One object is undici's handler,
 * the source of the body and the alarm for the head, so that a call allocates no closures here.
 */
export class Exchange extends LeasedExchange implements Dispatcher.DispatchHandler, BodySource, SoonWork {
  readonly #attempt: ExchangeOwner;
  readonly #startedAt: number;
  #controller: Dispatcher.DispatchController | undefined;
  #body: ResponseBody | undefined;
  /** Set while the request body is sent in pieces. */
  #upload: UploadWatch | undefined;
  #bodySent = 0;
  #sending = false;
  #responseStarted = false;
  #done = false;
  /** The response has ended, but its body has not been completed yet. */
  #ended = false;
  nextDue: SoonWork | undefined = undefined;
  readonly context = undefined;

  constructor(attempt: ExchangeOwner, lease: Lease<WireConnection>, now: number) {
    super(attempt.heads, lease);
    this.#attempt = attempt;
    this.#startedAt = now;
  }

  /** Sends the request. */
  start(): void {
    const { expects, limits, clock } = this.#attempt;
    const { connection } = this.lease as Lease<WireConnection>;
    try {
      const options = this.#describe(connection);
      connection.dispatch(options, this, expects ? { limit: limits.expectContinue, clock } : undefined);
    } catch (error) {
      // undici refused the request, or its body failed to open: nothing was written.
      this.#release(true);
      this.#attempt.fail(error);
    }
  }

  #describe(connection: WireConnection): DispatchOptions {
    const { request, destination } = this.#attempt;
    const options = this.#attempt.describe();
    if (request.body !== undefined) this.#upload = openBody(request.body, options, this.#attempt, connection);
    if (destination.proxied) destination.address(options, request);
    return options;
  }

  // --- undici's handler ---

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    this.#sending = true;
    this.lease?.connection.poolReads?.();
    this.#upload?.begin();
  }

  onBodySent(chunk: Uint8Array): void {
    this.#bodySent += chunk.length;
  }

  onRequestSent(): void {
    this.lease?.connection.requestSent?.();
    this.#upload?.stop();
    this.#upload = undefined;
    const { request, limits, clock } = this.#attempt;
    // Without a body, the request was written when it began.
    let sentAt = this.#startedAt;
    if (request.body !== undefined) {
      sentAt = clock.now();
      request.attempt.record.timings.send = sentAt - this.#startedAt;
    }
    if (this.#body !== undefined || this.#done) return;
    alarmsOf(clock, true).start(this, limits.responseHeader, sentAt);
  }

  onResponseStarted(): void {
    this.#responseStarted = true;
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    received: ReceivedHeaders,
    statusText = '',
  ): void {
    this.#controller = controller;
    if (this.#done || this.lease === undefined) return;
    const { request } = this.#attempt;
    const lines = controller.rawHeaders as RawLines;
    if (status < 200) return this.takeInformational(status, lines);
    const { method } = request;
    if (status === 408) this.#attempt.replayIfClosedWhileIdle(received, this.#wire());
    this.takeHead(received, lines);
    this.stop();
    this.#upload?.stop();
    const head = new Head(status, statusText, HttpHeaders.fromReceived(received), request);
    const length = declaredLength(method, status, received);
    const body = this.#attempt.answer(head, this, length);
    this.#body = body;
    // undici keeps slices of an incomplete head or trailer section, but a response with a declared length has no trailers.
    if (length !== undefined) this.lease?.connection.lendReads?.();
    request.attempt.record.timings.responseHeader = body.headAt - this.#startedAt;
    this.prepareBody(method, status, received, controller);
    if (this.closeDelimited) body.endWithConnection();
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Uint8Array): void {
    const body = this.#body;
    if (body === undefined) return this.onResponseError(controller, headless());
    this.countBody(chunk.length);
    const lent = isLent(chunk);
    if (lent && chunk.length > LONG_BYTES && body.claimed) this.lease?.connection.readIntoOwn?.();
    body.push(chunk, lent);
  }

  onResponseEnd(controller: Dispatcher.DispatchController): void {
    if (this.#done) return;
    if (this.#body === undefined) return this.onResponseError(controller, headless());
    const refused = this.trailersError(controller);
    if (refused !== undefined) return this.onResponseError(controller, refused);
    this.#done = true;
    this.#ended = true;
    this.noteEnd(this.#body.headAt);
    this.lease?.connection.responseEnded?.();
    soon(this);
  }

  onResponseError(_controller: Dispatcher.DispatchController | undefined, error: unknown): void {
    if (this.#done) return;
    const body = this.#body;
    const connection = this.lease?.connection;
    if (body !== undefined && this.#controller?.paused === true && takeUnparsed(body, connection)) {
      this.#release(false);
      body.finish(false);
      return;
    }
    const mapped = exchangeError(preferSocketError(error, connection?.error), this.#wire());
    this.#release(false);
    if (body === undefined) this.#attempt.broken(mapped);
    else body.fail(mapped);
  }

  /** Whether a byte was written. Over HTTP/1.1, undici writes the head together with the first piece of a body. */
  get #begun(): boolean {
    if (!this.#sending || this.#upload === undefined || this.#bodySent > 0) return this.#sending;
    return this.lease?.connection.info(true).protocol === 'h2';
  }

  /** The state of the wire, for errors. */
  #wire(): WireState {
    return {
      reused: this.lease?.reused ?? false,
      bytesWritten: this.#begun ? headLength(this.#attempt.request) + this.#bodySent : 0,
      responseStarted: this.#responseStarted,
      headReceived: this.#body !== undefined,
      bodyBytes: this.#body?.received ?? 0,
    };
  }

  // --- the body's source ---

  pause(): void {
    this.#controller?.pause();
  }

  resume(): void {
    this.#controller?.resume();
  }

  destroy(): void {
    this.#release(false);
  }

  /** Called in a microtask after the end of the response: if bytes followed it, the connection is closed by now. */
  onSoon(): void {
    this.flush();
  }

  /** Ends the response if it is complete. */
  flush(): void {
    if (!this.#ended) return;
    this.#ended = false;
    const connection = this.lease?.connection;
    const body = this.#body;
    const broken = connection?.error;
    if (body !== undefined && !body.lengthKnown && broken !== undefined && !isInformational(broken)) {
      // undici accepts a reset as the end of a close-delimited body.
      this.#release(false);
      body.fail(exchangeError(broken, this.#wire()));
      return;
    }
    if (connection === undefined || isFlushed(connection)) this.#settle();
    else void whenFlushed(connection).then(() => this.#settle());
  }

  /** Releases the connection, then ends the body, whose reader may need the connection at once. */
  #settle(): void {
    const { destination, request, clock } = this.#attempt;
    const now = this.endedAt ?? clock.now();
    const kept = becomesIdle(this.lease?.connection, destination, request.headers, now);
    this.#release(kept, destination.timeOfPool(clock, now));
    this.#body?.finish(kept, now);
  }

  /** Ends the exchange of an aborted attempt, without notifying the attempt. */
  abandon(): void {
    if (!this.#done) this.#release(false);
  }

  #release(reusable: boolean, now?: number): void {
    this.#done = true;
    this.stop();
    this.releaseLease(reusable, this, now);
    this.#upload?.end();
    this.#upload = undefined;
  }

  /** The head of the response did not arrive in time. */
  onTime(): void {
    this.#attempt.onAbort(new TimeoutError('responseHeader', this.#attempt.limits.responseHeader));
  }
}
