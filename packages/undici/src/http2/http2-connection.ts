// One HTTP/2 connection, shared by exchanges.
import http2 from 'node:http2';
import type { Dispatcher } from 'undici';
import type { Clock, ConnectionInfo } from '@sluice/core';
import type { Timer } from '@sluice/core/plugin';
import { LinkedList, unpolluted } from '@sluice/core/internal';
import { connectionInfo, dialVersion, type DialTimes, onHiddenReset } from '@sluice/core/transport';
import type { CloseReason, ExchangeErrorMaker } from '@sluice/pool';
import type { Dialed } from '../dial/dial.ts';
import type { ContinueWait } from '../wire/continue-wait.ts';
import type { DispatchOptions } from '../wire/dispatch-options.ts';
import { cutSession, endSession, resetOnFailure } from '../undici-internals/session-end.ts';
import { letStreamsGo } from '../undici-internals/session-tables.ts';
import { unopened, type GoAway } from './http2-errors.ts';
import { Http2Exchange } from './http2-exchange.ts';
import type { Http2Home } from './http2-home.ts';
import { FloodWatch } from './http2-flood.ts';
import { requestHead } from './http2-request-head.ts';
import { SESSION_MEMORY } from './http2-options.ts';
import { Pulse, type PulseLimits } from './http2-pulse.ts';
import type { WireConnection } from '../connection/wire-connection.ts';
import type { WireSocket } from '../wire/wire-socket.ts';

/** Bytes of one response body that the server may send before they are read. */
const STREAM_WINDOW = 262_144;

/** Bytes of all response bodies of a connection that the server may send before they are read. */
const SESSION_WINDOW = 16_777_216;

/** Limits of an HTTP/2 connection. */
export interface Http2Limits extends PulseLimits {
  /** Header bytes of one response. */
  readonly headerBytes: number;
  /** Header lines of one response. */
  readonly headerLines: number;
  /** Concurrent streams until the server announces its limit. */
  readonly streamsAtOnce: number;
  /** Streams during the life of the connection. */
  readonly streams: number;
}

/** Notified when a connection closes or changes by itself, and of its closing socket. */
export interface Http2Owner {
  /** The connection closed by itself. */
  lost(connection: Http2Connection): void;
  /** The connection can carry more or fewer exchanges. */
  changed(connection: Http2Connection): void;
  /** The pool closed the connection; its socket exists until `closed` resolves. */
  closing(closed: Promise<void>): void;
}

/**
 * One HTTP/2 connection, shared by as many exchanges as the server allows. It uses a session of `node:http2` and not
 * undici's client, which has rules of its own for replays, queues and PING frames, and does not pass on the details of a
 * GOAWAY.
 */
export class Http2Connection implements WireConnection, Http2Home {
  idleLimit: number | undefined;
  idleSince: number;
  capacity: number;
  error: unknown;
  goAway: GoAway | undefined;
  readonly times: DialTimes;
  readonly bytesParsed = 0;
  readonly flushed = true;
  readonly caughtUp = true;
  readonly #authority: string;
  readonly #scheme: string;
  readonly #dialed: Dialed;
  readonly #session: http2.ClientHttp2Session;
  readonly #limits: Http2Limits;
  readonly #clock: Clock;
  readonly #info: readonly [ConnectionInfo, ConnectionInfo];
  readonly #exchanges = new LinkedList<Http2Exchange>();
  readonly #pulse: Pulse;
  readonly #dialVersion: number = dialVersion();
  readonly #flood: FloodWatch;
  #owner: Http2Owner | undefined;
  #opened = 0;
  /** Open streams that were reset during an upload: the server may have stopped reading. */
  #unsent = 0;
  #closed = false;
  /** No further exchange is started; open exchanges continue. */
  #retired = false;
  /** Runs until the server has acknowledged SETTINGS. */
  #unsettled: Timer | undefined;

  /** @param origin of its requests */
  constructor(origin: string, dialed: Dialed, limits: Http2Limits, clock: Clock, owner: Http2Owner) {
    const url = new URL(origin);
    this.#authority = url.host;
    this.#scheme = url.protocol.slice(0, -1);
    this.#dialed = dialed;
    this.#limits = limits;
    this.capacity = limits.streamsAtOnce;
    this.#clock = clock;
    this.idleSince = clock.now();
    this.#owner = owner;
    this.times = dialed.times;
    const { remoteAddress } = dialed.socket as WireSocket;
    this.#info = connectionInfo(dialed.socket, 'h2', remoteAddress, dialed.times);
    const session = http2.connect(
      origin,
      unpolluted({
        createConnection: () => dialed.socket,
        maxSessionMemory: SESSION_MEMORY,
        maxHeaderListPairs: Math.min(limits.headerLines + 16, 0xffff),
        settings: unpolluted({
          enablePush: false,
          initialWindowSize: STREAM_WINDOW,
          maxHeaderListSize: Math.min(limits.headerBytes, 0xffff_ffff),
        }),
      }),
    );
    this.#session = session;
    letStreamsGo(session);
    const onDead = (error: Error): void => {
      this.error ??= error;
      cutSession(session, dialed);
    };
    resetOnFailure(
      session,
      dialed,
      () => this.#carries,
      (error) => (this.error ??= error),
    );
    this.#pulse = new Pulse(session, limits, clock, () => this.#read, onDead);
    this.#flood = new FloodWatch(session, clock, onDead);
    session.on('error', (error: unknown) => (this.error ??= error));
    onHiddenReset(dialed.socket, (error) => (this.error ??= error), true);
    session.once('connect', () => {
      // The pool may have closed the connection before it was ready.
      if (!session.destroyed) session.setLocalWindowSize(SESSION_WINDOW);
    });
    session.on('remoteSettings', ({ maxConcurrentStreams = Infinity }) => {
      this.capacity = maxConcurrentStreams;
      this.#owner?.changed(this);
    });
    if (limits.pingTimeout !== Infinity) {
      // A server that does not acknowledge SETTINGS (RFC 9113 section 6.5.3) is given no further exchange.
      this.#unsettled = clock.setTimer(limits.pingTimeout, () => this.retire(), true);
      session.once('localSettings', () => this.#settled());
    }
    session.on('goaway', (code: number, lastStream: number) => {
      this.goAway = { code, lastStream };
      this.#owner?.changed(this);
    });
    session.on('close', () => this.#onClose());
    // A session without open streams ends its side of the socket; a peer that keeps its side open must not keep the socket.
    dialed.socket.once('finish', () => dialed.socket.destroy());
    session.unref();
  }

  get closed(): boolean {
    return this.#closed || this.#session.closed || this.#session.destroyed;
  }

  isUsable(): boolean {
    if (this.closed || this.#retired || this.#dialVersion !== dialVersion()) return false;
    return this.goAway === undefined && this.#opened < this.#limits.streams;
  }

  info(reused: boolean): ConnectionInfo {
    return this.#info[reused ? 1 : 0];
  }

  watchReads(): void {
    // HTTP/2 has no chunked framing to watch.
  }

  dispatch(options: DispatchOptions, handler: Dispatcher.DispatchHandler, wait?: ContinueWait): void {
    const exchange = new Http2Exchange(this, handler, this.#limits.headerBytes, this.#read);
    if (this.#exchanges.size === 0) {
      this.#session.ref();
      this.#pulse.wake();
    }
    exchange.link = this.#exchanges.add(exchange);
    this.#opened++;
    try {
      exchange.start(this.#session, requestHead(this.#scheme, this.#authority, options), options.body, wait);
    } catch (error) {
      // The session may have closed since the pool chose it.
      exchange.refuse(unopened(error));
    }
  }

  abandon(handler: Dispatcher.DispatchHandler): boolean {
    const exchange = this.#exchanges.find(({ handler: its }) => its === handler);
    exchange?.abandon();
    // If nothing arrived during the exchange, the peer may be dead: a PING spares the next exchange the same wait.
    if (exchange !== undefined && exchange.readBefore === this.#read) this.#pulse.ping();
    return this.isUsable();
  }

  ended(exchange: Http2Exchange): void {
    if (exchange.link?.leave() !== true || this.#exchanges.size > 0) return;
    this.#pulse.rest();
    if (!this.#session.destroyed) this.#session.unref();
  }

  unsent(change: 1 | -1): void {
    this.#unsent += change;
  }

  progressed(): void {
    this.#flood.onProgress();
  }

  retire(): void {
    this.#retired = true;
    this.#owner?.changed(this);
  }

  close(_reason: CloseReason, makeError?: ExchangeErrorMaker): void {
    const owner = this.#owner;
    this.#owner = undefined;
    // Node.js itself destroys a session that failed, or whose peer sent a GOAWAY with an error.
    const broken = this.error !== undefined || this.#session.destroyed;
    const carries = this.#carries;
    if (makeError !== undefined) this.#exchanges.forEach((exchange) => exchange.abort(makeError()));
    if (broken || carries) cutSession(this.#session, this.#dialed);
    else owner?.closing(endSession(this.#session, this.#dialed));
  }

  /** Whether the connection has exchanges, or uploads whose end was not sent. */
  get #carries(): boolean {
    return this.#unsent + this.#exchanges.size > 0;
  }

  get #read(): number {
    return (this.#dialed.socket as WireSocket).bytesRead ?? 0;
  }

  /** Called when the server has acknowledged SETTINGS, or the connection is closed. */
  #settled(): void {
    if (this.#unsettled !== undefined) this.#clock.clearTimer(this.#unsettled);
    this.#unsettled = undefined;
  }

  #onClose(): void {
    this.#closed = true;
    this.#pulse.stop();
    this.#settled();
    const owner = this.#owner;
    this.#owner = undefined;
    owner?.lost(this);
  }
}
