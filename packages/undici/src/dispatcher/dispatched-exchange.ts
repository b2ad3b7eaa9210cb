// One exchange of a dispatcher: a request and its response, for the handler of a caller.
import type { Dispatcher } from 'undici';
import type { Clock } from '@sluice/core';
import type { ReceivedHeaders } from '@sluice/core/transport';
import type { Lease } from '@sluice/pool';
import type { ConnectionWait } from '../attempt/connection-wait.ts';
import { mayReplayDispatched } from '../attempt/replay.ts';
import { becomesIdle, isFlushed, whenFlushed } from '../attempt/reuse.ts';
import { seekAgain, seekConnection, type Seeker } from '../attempt/seek-connection.ts';
import { headless } from '../connection/response-head.ts';
import type { WireConnection } from '../connection/wire-connection.ts';
import type { Destination } from '../destination/destination.ts';
import type { DispatchOptions } from '../wire/dispatch-options.ts';
import type { RawLines } from '../wire/header-limits.ts';
import type { Dispatched, DispatchedLimits, ExchangeHolder } from './dispatched.ts';
import { DispatchedController, type DispatchedOwner } from './dispatched-controller.ts';
import { inPieces } from './dispatched-upload.ts';
import { toUndiciError } from './dispatcher-errors.ts';
import { TimedExchange } from './timed-exchange.ts';

type Handler = Dispatcher.DispatchHandler;
type Controller = Dispatcher.DispatchController;

/** One exchange of a dispatcher. Its handler is started once, even if the request is sent on several connections. */
export class DispatchedExchange extends TimedExchange implements Handler, Seeker, DispatchedOwner {
  readonly clock: Clock;
  readonly destination: Destination;
  readonly limits: DispatchedLimits;
  readonly #request: Dispatched;
  readonly #handler: Handler;
  readonly #holder: ExchangeHolder;
  readonly #controller: DispatchedController;
  #wait: ConnectionWait | undefined;
  #replays = 0;
  #announced = false;
  /** The request was begun on the connection that is leased. */
  #started = false;
  #answered = false;
  #headed = false;
  #over = false;

  constructor(request: Dispatched, handler: Handler, clock: Clock, holder: ExchangeHolder) {
    super(request.limits, clock);
    this.#request = request;
    this.destination = request.destination;
    this.limits = request.limits;
    this.#handler = handler;
    this.clock = clock;
    this.#holder = holder;
    this.#controller = new DispatchedController(this);
  }

  /** Starts the exchange. */
  start(): void {
    this.#request.source?.begin(this);
    seekConnection(this, this.clock.now());
  }

  /** Fails the exchange with the reason, in any state. */
  abort(reason: Error): void {
    this.#controller.abort(reason);
  }

  get gone(): boolean {
    return this.#controller.aborted;
  }

  describe(): DispatchOptions {
    return this.#request.options;
  }

  get replayable(): boolean {
    return this.#replays === 0 && this.#request.repeatable;
  }

  onWait(wait: ConnectionWait): void {
    this.#wait = wait;
    try {
      this.#announce();
    } catch (error) {
      this.#controller.abort(error as Error);
    }
  }

  onAbort(reason: Error): void {
    this.#wait?.abort(reason);
  }

  onNoConnection(error: unknown): void {
    this.#wait = undefined;
    this.#fail(error);
  }

  onConnection(lease: Lease<WireConnection>): void {
    this.#wait = undefined;
    if (this.gone) {
      lease.release(true);
      this.#fail(this.#controller.reason);
    } else {
      this.#dispatch(lease);
    }
  }

  #announce(context?: unknown): void {
    if (this.#announced) return;
    this.#announced = true;
    this.#handler.onRequestStart?.(this.#controller, context);
  }

  #dispatch(lease: Lease<WireConnection>): void {
    this.lease = lease;
    const { connection } = lease;
    const { clock, limits } = this;
    const { options, expectContinue } = this.#request;
    try {
      const shared = connection.info(false).protocol === 'h2' ? inPieces(options, clock) : undefined;
      this.prepareLimits(shared?.upload);
      const wait = expectContinue ? { limit: limits.expectContinue, clock } : undefined;
      connection.dispatch(shared?.options ?? options, this, wait);
    } catch (error) {
      this.lease = undefined;
      lease.release(!connection.closed);
      this.#fail(error);
    }
  }

  onRequestStart(inner: Controller, context: unknown): void {
    this.#started = true;
    this.startLimits(inner);
    this.#controller.connection = inner;
    if (!this.gone) this.#announce(context);
  }

  onBodySent(chunk: Buffer): void {
    this.noteWrite();
    this.#handler.onBodySent?.(chunk);
  }

  onRequestSent(): void {
    this.noteSent();
    this.lease?.connection.requestSent?.();
    this.#handler.onRequestSent?.();
  }

  onResponseStarted(): void {
    this.#answered = true;
    this.#handler.onResponseStarted?.();
  }

  onResponseStart(inner: Controller, status: number, received: ReceivedHeaders, statusText?: string): void {
    this.#answered = true;
    const lines = inner.rawHeaders as RawLines;
    this.#controller.rawHeaders = inner.rawHeaders ?? null;
    if (status >= 200) {
      this.takeHead(received, lines);
      this.#headed = true;
      this.noteResponse();
      this.prepareBody(this.#request.options.method, status, received, inner);
    } else {
      this.takeInformational(status, lines);
    }
    this.#handler.onResponseStart?.(this.#controller, status, received, statusText);
  }

  onResponseData(_inner: Controller, chunk: Buffer): void {
    if (!this.#headed) throw headless();
    this.noteResponse();
    this.countBody(chunk.length);
    this.#handler.onResponseData?.(this.#controller, chunk);
  }

  onResponseEnd(inner: Controller, trailers: ReceivedHeaders): void {
    this.#controller.rawTrailers = inner.rawTrailers ?? null;
    const refused = this.#headed ? this.trailersError(inner) : headless();
    const connection = this.lease?.connection;
    // undici accepts a reset as the end of a close-delimited body.
    const broken = this.closeDelimited ? connection?.error : refused;
    if (broken !== undefined) {
      this.#release(false);
      this.#fail(broken);
      return;
    }
    connection?.responseEnded?.();
    if (connection !== undefined && !isFlushed(connection)) {
      void whenFlushed(connection).then(() => this.#endLate(trailers));
      return;
    }
    // Bytes after the body close the connection. By the next tick, the parser has read everything that arrived.
    process.nextTick(() => {
      this.#release(true);
      this.#end();
    });
    this.#handler.onResponseEnd?.(this.#controller, trailers);
  }

  /** Ends the exchange after the upload was flushed. The connection is released first, since the handler may need it. */
  #endLate(trailers: ReceivedHeaders): void {
    this.#release(true);
    if (this.gone) {
      this.#fail(this.#controller.reason);
      return;
    }
    this.#end();
    try {
      this.#handler.onResponseEnd?.(this.#controller, trailers);
    } catch (error) {
      // As undici does when it calls the handler itself.
      this.#fail(error);
    }
  }

  onResponseError(inner: Controller | undefined, error: unknown): void {
    const reused = this.lease?.reused ?? false;
    this.#release(false);
    const { options, repeatable } = this.#request;
    const state = { reused, started: this.#started, replays: this.#replays, repeatable };
    const over = this.#answered || this.gone || inner?.aborted === true;
    if (!over && mayReplayDispatched(options, error, state)) {
      this.#replays++;
      this.destination.countReplay();
      this.#started = false;
      seekAgain(this, this.clock.now());
    } else {
      this.#fail(error);
    }
  }

  /** Runs once: if a handler throws at the end of its response, undici reports an error after that end. */
  #end(): void {
    if (this.#over) return;
    this.#over = true;
    this.#request.source?.end(this.gone);
    this.#holder.onEnd(this);
  }

  #fail(error: unknown): void {
    this.#end();
    const given = (this.gone ? this.#controller.reason : toUndiciError(error)) as Error;
    this.#handler.onResponseError?.(this.#controller, given);
  }

  #release(complete: boolean): void {
    this.stop();
    this.#controller.connection = undefined;
    const { destination, clock, lease } = this;
    if (lease === undefined) return;
    const kept = complete && becomesIdle(lease.connection, destination, this.describe(), clock.now());
    this.releaseLease(kept, this);
  }
}
