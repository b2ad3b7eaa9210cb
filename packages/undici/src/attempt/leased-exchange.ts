// An exchange on a leased connection: the base of the client's exchanges and of the dispatcher's.
import type { Dispatcher } from 'undici';
import { soonTurn } from '@sluice/core/internal';
import { Alarm } from '@sluice/core/plugin';
import { checkHead, endsWithConnection, idleLimitOf, type ReceivedHeaders } from '@sluice/core/transport';
import type { Lease } from '@sluice/pool';
import type { WireConnection } from '../connection/wire-connection.ts';
import { Heads, refusedTrailers, type HeadLimits, type RawLines } from '../wire/header-limits.ts';
import { FramingWatch } from './framing-watch.ts';

/** Checks the heads and the framing of one response, and holds the lease until the connection is released. */
export abstract class LeasedExchange extends Alarm {
  protected lease: Lease<WireConnection> | undefined;
  /** The body is delimited by the end of the connection (RFC 9112 section 6.3). */
  protected closeDelimited = false;
  /** When the response ended, if it ended together with its head; otherwise undefined. */
  protected endedAt: number | undefined = undefined;
  /** The turn of `soon()` in which the head arrived. */
  #headTurn = -1;
  readonly #limits: HeadLimits;
  /** Set if the response has more than one head. */
  #heads: Heads | undefined;
  /** Set if the response is chunked. */
  #framing: FramingWatch | undefined;

  constructor(limits: HeadLimits, lease: Lease<WireConnection> | undefined) {
    super();
    this.#limits = limits;
    this.lease = lease;
  }

  /** Counts an informational head. @throws NetworkError if there are too many */
  protected takeInformational(status: number, lines: RawLines): void {
    (this.#heads ??= new Heads(this.#limits)).informational(status, lines);
  }

  /** Checks the final head. @throws NetworkError if it is refused */
  protected takeHead(received: ReceivedHeaders, lines: RawLines): void {
    checkHead(received, lines.length / 2, this.#limits.maxResponseHeaders);
    this.#heads?.count(lines);
  }

  /** Prepares for the body after a final head: what ends the body, and how long the connection may be idle after it. */
  protected prepareBody(
    method: string,
    status: number,
    received: ReceivedHeaders,
    controller: Dispatcher.DispatchController,
  ): void {
    this.#headTurn = soonTurn();
    const connection = this.lease?.connection;
    if (connection === undefined) return;
    connection.idleLimit = idleLimitOf(received['keep-alive']);
    if (connection.info(true).protocol === 'h2') return;
    this.closeDelimited = endsWithConnection(method, status, received);
    if (received['transfer-encoding'] !== undefined) this.#framing = new FramingWatch(connection, controller);
  }

  /** The response has ended: its last bytes may have arrived with its head. @param headAt when the head arrived */
  protected noteEnd(headAt: number): void {
    if (this.#headTurn === soonTurn()) this.endedAt = headAt;
  }

  /** Counts the bytes of a piece of the body. */
  protected countBody(bytes: number): void {
    this.#framing?.countBody(bytes);
  }

  /** The error of trailers that are refused. */
  protected trailersError(controller: Dispatcher.DispatchController): unknown {
    return this.#framing && refusedTrailers(controller, this.#heads, this.#limits);
  }

  /**
   * Releases the connection, if it is still leased.
   * @param kept true if the connection may carry another exchange
   * @param now on the clock of the pool, if it was just read
   */
  protected releaseLease(kept: boolean, handler: Dispatcher.DispatchHandler, now?: number): void {
    this.#framing?.stop();
    this.#framing = undefined;
    const { lease } = this;
    this.lease = undefined;
    lease?.release(kept || lease.connection.abandon(handler), now);
  }
}
