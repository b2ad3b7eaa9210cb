import type { ConnectionPool } from '@sluice/pool';
import type { Http1Connection } from './connection.ts';
import { Destination } from './destination.ts';
import type { Route } from './dial.ts';
import { contentOf, digest } from './identity.ts';
import { SessionSlot } from './session.ts';
import { DEFAULT_HEADER_BYTES, type WireSettings } from './transport-options.ts';

/** Destinations remembered at most; beyond it all are forgotten and made again when asked for. */
const MOST = 10_000;

/** The destinations of one transport, by origin. */
export class Destinations {
  readonly #pool: ConnectionPool<Http1Connection>;
  readonly #settings: WireSettings;
  readonly #known = new Map<string, Destination>();

  constructor(pool: ConnectionPool<Http1Connection>, settings: WireSettings) {
    this.#pool = pool;
    this.#settings = settings;
  }

  /** The destination of a request to this URL. */
  of(url: URL): Destination {
    const { origin } = url;
    let known = this.#known.get(origin);
    if (known === undefined) {
      known = this.#make(url, origin);
      if (this.#known.size >= MOST) this.#known.clear();
      this.#known.set(origin, known);
    }
    return known;
  }

  #make(url: URL, origin: string): Destination {
    const settings = this.#settings;
    const { hostname: host, protocol } = url;
    const hostname = host.startsWith('[') ? host.slice(1, -1) : host;
    const secure = protocol === 'https:';
    const route: Route = {
      hostname,
      port: url.port === '' ? (secure ? 443 : 80) : Number(url.port),
      secure: secure
        ? { hostname, tls: settings.tls, protocols: ['http/1.1'], sessions: new SessionSlot() }
        : undefined,
    };
    return new Destination(this.#pool, keyOf(origin, secure, settings), origin, route, settings);
  }
}

/**
 * What connections must have in common to be shared: the origin, and everything that decides who is reached, how it
 * is checked and who the caller is. Settings without influence on a connection are left out.
 */
function keyOf(origin: string, secure: boolean, settings: WireSettings): string {
  const { partition, tls, maxResponseHeaderBytes } = settings;
  const parts: Record<string, unknown> = {};
  if (partition !== undefined) parts['partition'] = partition;
  if (secure && tls.identity !== '') parts['tls'] = tls.identity;
  if (maxResponseHeaderBytes !== DEFAULT_HEADER_BYTES) parts['headerBytes'] = maxResponseHeaderBytes;
  const plain = `undici ${origin}`;
  return Object.keys(parts).length === 0 ? plain : `${plain} #${digest(contentOf(parts))}`;
}
