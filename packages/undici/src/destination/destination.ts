// One destination of requests: the peer, how it is reached, and its connections.
import type { Clock } from '@sluice/core';
import { idleChecked, isBoundLogin, LearnedIdleLimit, type EarlyCloses } from '@sluice/core/transport';
import type { ConnectionPool, Lease, Waiter } from '@sluice/pool';
import { clientUrl } from '../undici-internals/client-url.ts';
import { loadClient, loadedClient } from '../undici-internals/load-client.ts';
import { publishUnsent, watchesUnsent } from '../undici-internals/unsent-request.ts';
import { Http1Connection } from '../connection/http1-connection.ts';
import { DEFAULT_HTTP2 } from '../http2/http2-options.ts';
import { Http2Connection } from '../http2/http2-connection.ts';
import type { WireConnection } from '../connection/wire-connection.ts';
import { dial, type Dialed, type DialLimits, type Route } from '../dial/dial.ts';
import { notLoadedError } from '../dial/dial-errors.ts';
import { isMocked } from '../dial/mocked-request.ts';
import type { DispatchOptions } from '../wire/dispatch-options.ts';
import { addressToProxy, refuseProxyCredentials, type Addressed } from '../proxy/proxied-request.ts';
import type { WireSettings } from './transport-options.ts';
import { usableWhileUnchecked } from '../tls/unchecked.ts';

/** Concurrent streams on a connection to a server whose limit is not known yet, as in Go. */
const INITIAL_STREAMS = 100;

/** Notified of the connections that a dispatcher dials. */
export interface DialObserver {
  onConnect(origin: URL): void;
  /** The connection closed. @param error undefined if this side closed it */
  onDisconnect(origin: URL, error: unknown): void;
  onConnectionError(origin: URL, error: unknown): void;
}

/** The connections of one origin, as one transport reaches it. Created once per origin; calls only look it up. */
export class Destination {
  /** The key in the pool: connections with equal keys can be shared. */
  readonly key: string;
  readonly #pool: ConnectionPool<WireConnection>;
  readonly #origin: string;
  readonly #route: Route;
  readonly #settings: WireSettings;
  readonly #observer: DialObserver | undefined;
  /** The server may support HTTP/2. */
  readonly #mayBeShared: boolean;
  /** The limit of concurrent streams that the server announced last. */
  #streams: number | undefined;
  /** The transport has a proxy, for this or for other origins: {@link Destination.address} must be called. */
  readonly proxied: boolean;
  /** Learned from its HTTP/1.1 connections. */
  #idleLimit: LearnedIdleLimit | undefined;
  /** HTTP/2 connections that are being closed. */
  readonly #closing = new Set<Promise<void>>();
  #url: URL | undefined;

  constructor(
    pool: ConnectionPool<WireConnection>,
    key: string,
    origin: string,
    route: Route,
    settings: WireSettings,
    observer?: DialObserver,
  ) {
    this.#pool = pool;
    this.#observer = observer;
    this.key = key;
    this.#origin = origin;
    this.#route = route;
    this.#settings = settings;
    this.#mayBeShared = route.secure?.protocols.includes('h2') === true;
    this.proxied = settings.proxy !== undefined;
  }

  /**
   * Changes a request as its proxy requires.
   * @throws OptionError if the request would reveal the proxy's credentials to the origin
   */
  address(options: DispatchOptions, request: Addressed): void {
    const { proxy, forwards } = this.#route;
    if (proxy !== undefined && forwards) addressToProxy(options, request, proxy);
    else refuseProxyCredentials(request);
  }

  /**
   * Whether a connection may be shared after a request with these headers. NTLM and Negotiate log in the connection, and
   * with it every later request, so such a connection is kept only in a partition.
   */
  mayShare(headers: { get(name: string): string | null }): boolean {
    if (this.#settings.partition !== undefined) return true;
    if (isBoundLogin(headers.get('authorization'))) return false;
    return !this.#route.forwards || !isBoundLogin(headers.get('proxy-authorization'));
  }

  /** Learned closes right after a response; undefined before the first HTTP/1.1 connection. */
  get earlyCloses(): EarlyCloses | undefined {
    return this.#idleLimit?.early;
  }

  /** An idle connection, if there is one. @param now on the clock of the exchange */
  take(clock: Clock, now: number): Lease<WireConnection> | undefined {
    return this.#pool.take(this.key, this.timeOfPool(clock, now));
  }

  /** A time on the clock of an exchange for the pool; undefined if the pool has another clock. */
  timeOfPool(clock: Clock, now: number): number | undefined {
    return clock === this.#pool.clock ? now : undefined;
  }

  /** Counts a replay. */
  countReplay(): void {
    this.#pool.countReplay(this.key);
  }

  /** Publishes a request that got no connection on undici's diagnostics channels. */
  publishUnsent(options: DispatchOptions, error: unknown): void {
    publishUnsent((this.#url ??= clientUrl(this.#origin)), options, error);
  }

  /** Enters the waiting list, and dials if the limits allow. */
  acquire(limits: DialLimits, clock: Clock): Waiter<WireConnection> {
    const open = async (signal: AbortSignal, abandoned: AbortSignal): Promise<WireConnection> => {
      // The limits count sockets, and the socket of a closed HTTP/2 connection outlives the connection for a moment.
      if (this.#closing.size > 0) await Promise.all(this.#closing);
      // A mocking library lets a connection through to the network if no request follows at once.
      if (loadedClient() === undefined && isMocked()) await whenLoaded(loadClient());
      const unloaded = loadedClient() === undefined;
      const dialing = this.#dial(limits, clock, signal, abandoned);
      // undici is loaded during the dial, unless the connection may be one of HTTP/2, which does not need it.
      const loading = unloaded && !this.#mayBeShared ? loadClient() : undefined;
      const dialed = await dialing;
      const shared = dialed.protocol === 'h2';
      const made = shared ? this.#toHttp2(dialed, clock) : this.#toHttp1(dialed, clock);
      if (this.#observer !== undefined) this.#observe(this.#observer, dialed, made);
      if (unloaded && !shared) await whenLoaded(loading ?? loadClient(), made);
      return dialed.unchecked ? usableWhileUnchecked(made) : made;
    };
    return this.#pool.acquire(this.key, open, this.#mayBeShared);
  }

  /** A connection outside the pool, for an upgrade: over HTTP/1.1, and through a tunnel if there is a proxy. */
  dialForUpgrade(limits: DialLimits, clock: Clock, signal: AbortSignal): Promise<Dialed> {
    const { secure } = this.#route;
    const route = {
      ...this.#route,
      secure: secure && { ...secure, protocols: ['http/1.1'], sessions: undefined },
      forwards: false,
    };
    return dial(route, limits, clock, signal, new AbortController().signal);
  }

  async #dial(
    limits: DialLimits,
    clock: Clock,
    signal: AbortSignal,
    abandoned: AbortSignal,
  ): Promise<Dialed> {
    try {
      return await dial(this.#route, limits, clock, signal, abandoned);
    } catch (error) {
      this.#observer?.onConnectionError(new URL(this.#origin), error);
      // So that the request is published before its call fails.
      if (watchesUnsent() && loadedClient() === undefined) await loadClient().catch(() => {});
      throw error;
    }
  }

  #observe(observer: DialObserver, { socket }: Dialed, connection: WireConnection): void {
    const origin = new URL(this.#origin);
    socket.once('close', () => observer.onDisconnect(origin, connection.error));
    observer.onConnect(origin);
  }

  #toHttp1(dialed: Dialed, clock: Clock): WireConnection {
    const { maxResponseHeaderBytes } = this.#settings;
    const lost = (connection: WireConnection): void => this.#pool.remove(connection);
    // Times of two clocks cannot be compared.
    if (this.#idleLimit?.clock !== clock) this.#idleLimit = new LearnedIdleLimit(clock);
    const learned = this.#idleLimit;
    const url = (this.#url ??= clientUrl(this.#origin));
    return new Http1Connection(url, dialed, maxResponseHeaderBytes, learned, lost);
  }

  #toHttp2(dialed: Dialed, clock: Clock): WireConnection {
    const { maxResponseHeaderBytes, maxResponseHeaders, http2 } = this.#settings;
    const limits = {
      headerBytes: maxResponseHeaderBytes,
      headerLines: maxResponseHeaders,
      streamsAtOnce: this.#streams ?? INITIAL_STREAMS,
      ...(http2 ?? DEFAULT_HTTP2),
    };
    return new Http2Connection(this.#origin, dialed, limits, clock, this);
  }

  /** Called by an HTTP/2 connection that closed, unless the pool closed it. */
  lost(connection: WireConnection): void {
    this.#pool.remove(connection);
  }

  /** Called by an HTTP/2 connection that can carry more or fewer exchanges than before. */
  changed(connection: WireConnection): void {
    // The next connection tries at least one stream, even if this connection accepts none at present.
    this.#streams = Math.max(1, connection.capacity);
    this.#pool.update(connection);
  }

  /** Called by an HTTP/2 connection that the pool closed. Its socket exists until `closed` resolves. */
  closing(closed: Promise<void>): void {
    this.#closing.add(closed);
    void closed.then(() => this.#closing.delete(closed));
  }
}

/**
 * Waits for undici's client, without which a connection carries no exchange, and then until a close that arrived meanwhile
 * is known.
 * @throws NetworkError if it is not loaded
 */
async function whenLoaded(loading: Promise<unknown>, connection?: WireConnection): Promise<void> {
  try {
    await loading;
    await idleChecked(Infinity, false);
  } catch (error) {
    connection?.close('unusable');
    throw notLoadedError(error);
  }
}
