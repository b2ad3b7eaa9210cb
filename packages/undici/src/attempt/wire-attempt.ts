// One attempt of a call on the wire.
import type { AsyncResource } from 'node:async_hooks';
import { HttpResponse, type Clock, type HttpRequest } from '@sluice/core';
import {
  closedWhileIdle,
  isReplayable,
  mayIgnoreBody,
  noteDialTimes,
  ResponseBody,
  type BodySource,
  type ReceivedHeaders,
  type ResponseHead,
  type WireState,
} from '@sluice/core/transport';
import { deliver, notifyError, type ResponseHandler } from '@sluice/core/internal';
import type { Lease } from '@sluice/pool';
import type { Destination } from '../destination/destination.ts';
import { timesOf } from '../dial/dial.ts';
import { Exchange } from './exchange.ts';
import type { ExchangeOwner } from './exchange-owner.ts';
import { DispatchOptions } from '../wire/dispatch-options.ts';
import type { HeadLimits } from '../wire/header-limits.ts';
import type { ConnectionWait } from './connection-wait.ts';
import { mayResend } from './replay.ts';
import { seekAgain, seekConnection, type Seeker } from './seek-connection.ts';
import type { WireConnection } from '../connection/wire-connection.ts';
import type { WireLimits } from '../wire/wire-timeouts.ts';

/**
 * One attempt on the wire, up to its response: gets a connection and runs the exchange on it. It does both again if the
 * connection turns out to be dead and the request may be sent again.
 */
export class WireAttempt implements ExchangeOwner, Seeker {
  readonly request: HttpRequest;
  readonly destination: Destination;
  readonly limits: WireLimits;
  readonly clock: Clock;
  /** The connection may carry other exchanges afterwards. */
  readonly keepAlive: boolean;
  readonly expects: boolean;
  /** The limits on the heads of one response. */
  readonly heads: HeadLimits;
  /** Undefined after the outcome: the handler refers to the caller's response, which a connection must not keep reachable. */
  #handler: ResponseHandler | undefined;
  #wait: ConnectionWait | undefined;
  /** The connection that is being checked. */
  #checked: Lease<WireConnection> | undefined;
  #exchange: Exchange | undefined;
  #soughtAt: number;
  /** The attempt has its response, or has failed. */
  gone = false;

  constructor(
    request: HttpRequest,
    destination: Destination,
    expects: boolean,
    limits: WireLimits,
    keepAlive: boolean,
    heads: HeadLimits,
    handler: ResponseHandler,
  ) {
    this.request = request;
    this.destination = destination;
    this.expects = expects;
    this.limits = limits;
    this.keepAlive = keepAlive;
    this.heads = heads;
    this.clock = request.call.clock;
    this.#handler = handler;
    this.#soughtAt = request.attempt.now();
  }

  get context(): AsyncResource {
    return this.request.attempt.context;
  }

  /** Starts the attempt. */
  start(): void {
    // The call may have been aborted while a layer above was running: the listener is called at once then.
    this.request.attempt.addAbortListener(this);
    if (!this.gone) seekConnection(this, this.#soughtAt);
  }

  onWait(wait: ConnectionWait): void {
    this.#wait = wait;
  }

  onNoConnection(error: unknown): void {
    const times = timesOf(error);
    if (times !== undefined) noteDialTimes(this.request.attempt.record.timings, times);
    this.fail(error);
  }

  describe(): DispatchOptions {
    const { method, path, headers, body } = this.request;
    const closes = !this.keepAlive || (body !== undefined && body.length !== 0 && mayIgnoreBody(method));
    return new DispatchOptions(method, path, headers.spelled() as string[], closes);
  }

  get replayable(): boolean {
    return this.request.attempt.record.replays === 0 && isReplayable(this.request);
  }

  onCheck(lease: Lease<WireConnection>): void {
    this.#checked = lease;
  }

  onConnection(lease: Lease<WireConnection>, now: number): void {
    this.#wait = this.#checked = undefined;
    if (this.gone) {
      lease.release(true);
      return;
    }
    const { connection, reused } = lease;
    const { record } = this.request.attempt;
    record.connection = connection.info(reused);
    record.timings.queue = (record.timings.queue ?? 0) + now - this.#soughtAt;
    if (!reused) noteDialTimes(record.timings, connection.times);
    this.#exchange = new Exchange(this, lease, now);
    this.#exchange.start();
  }

  /** The attempt is aborted, or a limit has passed, before a response. */
  onAbort(reason: unknown): void {
    this.#wait?.abort(reason as Error);
    // The connection was not used: others can use it.
    this.#checked?.release(true);
    this.#exchange?.abandon();
    this.fail(reason);
  }

  /** The head of the response arrived. From now on an abort is reported to the body. */
  answer(head: ResponseHead, source: BodySource, declaredLength: number | undefined): ResponseBody {
    this.gone = true;
    const { attempt } = this.request;
    attempt.removeAbortListener(this);
    const body = new ResponseBody(attempt, source, declaredLength);
    deliver(this.request, this.#takeHandler(), new HttpResponse(head, attempt, body));
    return body;
  }

  /**
   * A 408 can mean that the server closed an idle connection while the request was sent (RFC 9110 section 15.5.9). If the
   * request may be sent again, it is; otherwise the 408 is the response.
   * @throws NetworkError to have the request sent again
   */
  replayIfClosedWhileIdle(received: ReceivedHeaders, wire: WireState): void {
    const closed = wire.reused ? closedWhileIdle(received, wire.bytesWritten) : undefined;
    if (closed !== undefined && this.mayResend(closed)) throw closed;
  }

  /** True if a request that failed with this error is sent again. */
  mayResend(error: unknown): boolean {
    return mayResend(this.request, error, this.request.attempt.record.replays);
  }

  /** The exchange failed before a response; its connection is released. */
  broken(error: unknown): void {
    if (!this.mayResend(error)) {
      this.fail(error);
      return;
    }
    this.#exchange = undefined;
    this.request.attempt.record.replays++;
    this.destination.countReplay();
    this.#soughtAt = this.clock.now();
    seekAgain(this, this.#soughtAt);
  }

  /** The attempt ends without a response. */
  fail(error: unknown): void {
    if (this.gone) return;
    this.gone = true;
    this.request.attempt.removeAbortListener(this);
    notifyError(this.request, this.#takeHandler(), error);
  }

  /** Returns the handler and forgets it: an attempt has one outcome. */
  #takeHandler(): ResponseHandler {
    const handler = this.#handler as ResponseHandler;
    this.#handler = undefined;
    return handler;
  }
}
