// The destinations of one transport, and the keys of their connections.
import type { HttpRequest } from '@sluice/core';
import { DEFAULT_HEADER_LINES } from '@sluice/core/transport';
import type { ConnectionPool } from '@sluice/pool';
import type { WireConnection } from '../connection/wire-connection.ts';
import { Destination, type DialObserver } from './destination.ts';
import type { Route } from '../dial/dial.ts';
import { contentOf, digest } from '@sluice/pool';
import { portOf } from '../proxy/no-proxy.ts';
import type { ProxyHop } from '../proxy/proxy-hop.ts';
import { SessionSlot } from '../tls/session.ts';
import { socketIdentity } from '../dial/socket-options.ts';
import { DEFAULT_HEADER_BYTES, type WireSettings } from './transport-options.ts';

/** The most destinations kept. When it is reached, all are dropped, and created again when needed. */
const MAX_DESTINATIONS = 10_000;

/** An origin, and the key of its connections in the pool. */
export interface KnownDestination {
  readonly origin: string;
  readonly key: string;
}

/** The destinations of one transport, by origin. */
export class Destinations {
  readonly #pool: ConnectionPool<WireConnection>;
  readonly #settings: WireSettings;
  readonly #observer: DialObserver | undefined;
  readonly #known = new Map<string, Destination>();

  constructor(pool: ConnectionPool<WireConnection>, settings: WireSettings, observer?: DialObserver) {
    this.#pool = pool;
    this.#settings = settings;
    this.#observer = observer;
  }

  /** The destinations that are kept at present. */
  *known(): Iterable<KnownDestination> {
    for (const [origin, { key }] of this.#known) yield { origin, key };
  }

  /** The destination of a request. */
  of(request: Pick<HttpRequest, 'origin' | 'url'>): Destination {
    const { origin } = request;
    let known = this.#known.get(origin);
    if (known === undefined) {
      // `url` is read only here: its object is created at the first access, which costs more than the rest of this lookup.
      known = this.#make(request.url, origin);
      if (this.#known.size >= MAX_DESTINATIONS) this.#known.clear();
      this.#known.set(origin, known);
    }
    return known;
  }

  #make(url: URL, origin: string): Destination {
    const settings = this.#settings;
    const { hostname: host, protocol } = url;
    const hostname = host.startsWith('[') ? host.slice(1, -1) : host;
    const secure = protocol === 'https:';
    const proxy = settings.proxy?.(url);
    const route: Route = {
      hostname,
      port: portOf(url),
      secure: secure
        ? {
            hostname,
            tls: settings.tls,
            protocols: settings.http2 === undefined ? ['http/1.1'] : ['h2', 'http/1.1'],
            sessions: new SessionSlot(),
          }
        : undefined,
      proxy,
      forwards: proxy?.kind === 'http' && !secure,
      sockets: settings.sockets,
    };
    const key = keyOf(origin, route, settings);
    return new Destination(this.#pool, key, origin, route, settings, this.#observer);
  }
}

/**
 * The key of connections that may be shared: the origin, and everything that determines the server, how it is checked, and
 * who the caller is. A proxy without a tunnel serves every origin over one connection, so the key lacks the origin then (as
 * in Go).
 */
function keyOf(origin: string, route: Route, settings: WireSettings): string {
  const { partition, tls, http2, maxResponseHeaderBytes, maxResponseHeaders } = settings;
  const { proxy, forwards } = route;
  const parts: Record<string, unknown> = {};
  if (partition !== undefined) parts['partition'] = partition;
  if (route.secure !== undefined && tls.identity !== '') parts['tls'] = tls.identity;
  if (maxResponseHeaderBytes !== DEFAULT_HEADER_BYTES) parts['headerBytes'] = maxResponseHeaderBytes;
  if (route.secure !== undefined && http2 !== undefined) {
    parts['http2'] = http2;
    // Over HTTP/1.1 the limit applies to each exchange; an HTTP/2 session has one limit for all its exchanges.
    if (maxResponseHeaders !== DEFAULT_HEADER_LINES) parts['headers'] = maxResponseHeaders;
  }
  if (proxy !== undefined) parts['proxy'] = proxy.identity;
  const sockets = socketIdentity(settings.sockets);
  if (sockets !== '') parts['sockets'] = sockets;
  const plain = `undici${forwards ? '' : ` ${origin}`}${labelOf(proxy)}`;
  return Object.keys(parts).length === 0 ? plain : `${plain} #${digest(contentOf(parts))}`;
}

function labelOf(proxy: ProxyHop | undefined): string {
  return proxy === undefined ? '' : ` via ${proxy.label}`;
}
