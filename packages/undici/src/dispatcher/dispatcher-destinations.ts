// The destinations of a dispatcher.
import type { ConnectionPool } from '@sluice/pool';
import type { WireConnection } from '../connection/wire-connection.ts';
import type { Destination, DialObserver } from '../destination/destination.ts';
import { Destinations, type KnownDestination } from '../destination/destinations.ts';
import type { WireSettings } from '../destination/transport-options.ts';
import { tlsForName } from '../tls/tls-options.ts';
import type { DispatchedRequest } from './dispatched-request.ts';

/** The most TLS names kept. When it is reached, all are dropped, and created again when needed. */
const MAX_NAMES = 1_000;

/** Finds the destination of a request, which may require HTTP/1.1 or give another name for TLS. */
export class DispatcherDestinations {
  /** The destinations of requests without such options. */
  readonly usual: Destinations;
  readonly #pool: ConnectionPool<WireConnection>;
  readonly #wire: WireSettings;
  readonly #observer: DialObserver;
  readonly #others = new Map<string, Destinations>();

  constructor(pool: ConnectionPool<WireConnection>, wire: WireSettings, observer: DialObserver) {
    this.#pool = pool;
    this.#wire = wire;
    this.#observer = observer;
    this.usual = new Destinations(pool, wire, observer);
  }

  /** The destination of a request. */
  of({ origin: url, servername, allowHttp2 }: DispatchedRequest): Destination {
    const { origin } = url;
    const secure = url.protocol === 'https:';
    const name = secure && servername !== url.hostname ? servername : undefined;
    const plain = secure && !allowHttp2 && this.#wire.http2 !== undefined;
    const destinations = name === undefined && !plain ? this.usual : this.#other(name, plain);
    return destinations.of({ origin, url });
  }

  #other(name: string | undefined, plain: boolean): Destinations {
    const key = `${plain ? '1' : '2'}${name ?? ''}`;
    let found = this.#others.get(key);
    if (found === undefined) {
      const { tls, http2 } = this.#wire;
      found = new Destinations(
        this.#pool,
        {
          ...this.#wire,
          tls: name === undefined ? tls : tlsForName(tls, name),
          http2: plain ? undefined : http2,
        },
        this.#observer,
      );
      if (this.#others.size >= MAX_NAMES) this.#others.clear();
      this.#others.set(key, found);
    }
    return found;
  }

  /** Origins and pool keys of all destinations that are kept at present. */
  *known(): Iterable<KnownDestination> {
    yield* this.usual.known();
    for (const destinations of this.#others.values()) yield* destinations.known();
  }
}
