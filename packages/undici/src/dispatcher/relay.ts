import type { Dispatcher } from 'undici';
import type { Clock } from '@sluice/core';
import { checkHead, endsWithConnection, idleLimitOf, type ReceivedHeaders } from '@sluice/core/transport';
import type { Lease } from '@sluice/pool';
import type { Destination } from '../destination/destination.ts';
import type { DispatchOptions } from '../wire/dispatch-options.ts';
import { inPieces } from './dispatched-upload.ts';
import { FramingWatch } from '../attempt/framing-watch.ts';
import { Heads, refusedTrailers, type HeadLimits, type RawLines } from '../wire/header-limits.ts';
import type { PlaceInLine } from '../attempt/place-in-line.ts';
import { RelayWatch, type RelayTimeouts } from './relay-watch.ts';
import { isRelayable, mayRelayAgain } from '../attempt/replay.ts';
import { headless } from '../connection/response-head.ts';
import { becomesIdle, isFlushed, whenFlushed } from '../attempt/reuse.ts';
import { seekConnection, type Seeker } from '../attempt/seek-connection.ts';
import type { WireConnection } from '../connection/wire-connection.ts';
import type { WireLimits } from '../wire/wire-timeouts.ts';

/** What bounds an exchange of the dispatcher. */
export interface RelayLimits extends WireLimits, RelayTimeouts, HeadLimits {}

/** One exchange of somebody else's handler on a connection of the pool. */
export class Relay implements Dispatcher.DispatchHandler, Seeker {
  readonly destination: Destination;
  readonly #options: DispatchOptions;
  readonly #handler: Dispatcher.DispatchHandler;
  readonly limits: RelayLimits;
  readonly clock: Clock;
  readonly #onEnd: () => void;
  #lease: Lease<WireConnection> | undefined;
  #watch: RelayWatch | undefined;
  #replays = 0;
  #started = false;
  #answered = false;
  #headed = false;
  /** Only the end of the connection ends the body. */
  #openEnded = false;
  /** Only where it has more than one. */
  #heads: Heads | undefined;
  /** Only of a chunked answer. */
  #framing: FramingWatch | undefined;
  #over = false;
  /** What the handler can abort with: it may do so while a connection is checked. */
  #controller: Dispatcher.DispatchController | undefined;

  /** @param onEnd called once, when the exchange is over and its connection given back */
  constructor(
    destination: Destination,
    options: DispatchOptions,
    handler: Dispatcher.DispatchHandler,
    limits: RelayLimits,
    clock: Clock,
    onEnd: () => void,
  ) {
    this.destination = destination;
    this.#options = options;
    this.#handler = handler;
    this.limits = limits;
    this.clock = clock;
    this.#onEnd = onEnd;
  }

  /** Begins. */
  start(): void {
    seekConnection(this, this.clock.now());
  }

  /** Its handler may have aborted while it was in line, or its connection checked. */
  get gone(): boolean {
    return this.#controller?.aborted === true;
  }

  get replayable(): boolean {
    return this.#replays === 0 && isRelayable(this.#options);
  }

  onLine(place: PlaceInLine): void {
    this.#controller = place;
    try {
      // Told once more when it begins on a connection; this way the caller can leave the line.
      this.#handler.onRequestStart?.(place, undefined);
    } catch (error) {
      place.abort(error as Error);
    }
  }

  onNoConnection(error: unknown): void {
    this.#fail(this.#controller, error);
  }

  onConnection(lease: Lease<WireConnection>): void {
    if (this.gone) {
      lease.release(true);
      this.#fail(this.#controller, this.#controller?.reason);
    } else {
      this.#dispatch(lease);
    }
  }

  #dispatch(lease: Lease<WireConnection>): void {
    this.#lease = lease;
    const { connection } = lease;
    try {
      const shared =
        connection.info(false).protocol === 'h2' ? inPieces(this.#options, this.clock) : undefined;
      this.#watch = new RelayWatch(this.limits, this.clock, connection, shared?.upload);
      connection.dispatch(shared?.options ?? this.#options, this);
    } catch (error) {
      this.#lease = undefined;
      lease.release(!connection.closed);
      this.#fail(undefined, error);
    }
  }

  onRequestStart(controller: Dispatcher.DispatchController, context: unknown): void {
    this.#started = true;
    this.#controller = controller;
    this.#watch?.begin(controller);
    this.#handler.onRequestStart?.(controller, context);
  }

  onBodySent(chunk: unknown): void {
    this.#watch?.wrote();
    (this.#handler as { onBodySent?(chunk: unknown): void }).onBodySent?.(chunk);
  }

  onRequestSent(): void {
    this.#watch?.sent();
    (this.#handler as { onRequestSent?(): void }).onRequestSent?.();
  }

  onResponseStarted(): void {
    this.#answered = true;
    (this.#handler as { onResponseStarted?(): void }).onResponseStarted?.();
  }

  onResponseStart(...given: Parameters<NonNullable<Dispatcher.DispatchHandler['onResponseStart']>>): void {
    this.#answered = true;
    const [controller, status, received] = given;
    const lines = controller.rawHeaders as RawLines;
    if (status >= 200) {
      checkHead(received, lines.length / 2, this.limits.maxResponseHeaders);
      this.#heads?.took(lines);
      this.#headed = true;
      this.#onHead(controller, status, received);
    } else {
      (this.#heads ??= new Heads(this.limits)).informational(status, lines);
    }
    this.#handler.onResponseStart?.(...given);
  }

  #onHead(controller: Dispatcher.DispatchController, status: number, received: ReceivedHeaders): void {
    const connection = this.#lease?.connection;
    this.#watch?.heard();
    if (connection === undefined || connection.info(false).protocol === 'h2') return;
    connection.idleLimit = idleLimitOf(received['keep-alive']);
    this.#openEnded = endsWithConnection(this.#options.method, status, received);
    if (received['transfer-encoding'] !== undefined) {
      this.#framing = new FramingWatch(connection, controller);
    }
  }

  onResponseData(...given: Parameters<NonNullable<Dispatcher.DispatchHandler['onResponseData']>>): void {
    if (!this.#headed) throw headless();
    this.#watch?.heard();
    this.#framing?.took(given[1].length);
    this.#handler.onResponseData?.(...given);
  }

  onResponseEnd(...given: Parameters<NonNullable<Dispatcher.DispatchHandler['onResponseEnd']>>): void {
    const trailers = this.#framing && refusedTrailers(given[0], this.#heads, this.limits);
    const refused = this.#headed ? trailers : headless();
    const broken = this.#openEnded ? this.#lease?.connection.error : refused;
    if (broken !== undefined) {
      // undici takes a reset for the end of a body that the end of its connection ends; it is none.
      this.#release(false);
      this.#fail(given[0], broken);
      return;
    }
    const connection = this.#lease?.connection;
    connection?.responseEnded?.();
    if (connection !== undefined && !isFlushed(connection)) {
      void whenFlushed(connection).then(() => this.#endLate(given));
      return;
    }
    // The parser may still find bytes after the body, which end the connection. It is through by the next tick.
    process.nextTick(() => {
      this.#release(true);
      this.#end();
    });
    this.#handler.onResponseEnd?.(...given);
  }

  /** Ends after the wait for the upload: the handler may want the connection at once, so that comes first. */
  #endLate(given: Parameters<NonNullable<Dispatcher.DispatchHandler['onResponseEnd']>>): void {
    const [controller] = given;
    this.#release(true);
    if (controller.aborted) {
      this.#fail(controller, controller.reason);
      return;
    }
    this.#end();
    try {
      this.#handler.onResponseEnd?.(...given);
    } catch (error) {
      // As undici does, from whose hands this call was taken.
      this.#fail(controller, error);
    }
  }

  onResponseError(controller: Dispatcher.DispatchController | undefined, error: unknown): void {
    const reused = this.#lease?.reused ?? false;
    this.#release(false);
    const state = { reused, started: this.#started, replays: this.#replays };
    const over = this.#answered || controller?.aborted === true;
    if (!over && mayRelayAgain(this.#options, error, state)) {
      this.#replays++;
      this.destination.countReplay();
      this.#started = false;
      this.start();
    } else {
      this.#fail(controller, error);
    }
  }

  /** Once: a handler that throws at the end of its response is told of an error after the end. */
  #end(): void {
    if (this.#over) return;
    this.#over = true;
    this.#onEnd();
  }

  #fail(controller: Dispatcher.DispatchController | undefined, error: unknown): void {
    this.#end();
    this.#handler.onResponseError?.(controller as Dispatcher.DispatchController, error as Error);
  }

  #release(complete: boolean): void {
    const lease = this.#lease;
    this.#lease = undefined;
    this.#watch?.stop();
    this.#watch = undefined;
    this.#framing?.stop();
    this.#framing = undefined;
    if (lease === undefined) return;
    const { connection } = lease;
    const kept = complete && becomesIdle(connection, this.destination, this.#options, this.clock.now());
    lease.release(kept || connection.abandon(this));
  }
}
