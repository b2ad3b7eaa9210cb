import type tls from 'node:tls';
import {
  ClosedError,
  group,
  limitOrFalse,
  parseOptions,
  refuse,
  type HttpRequest,
  type HttpResponse,
  type OptionParser,
  type Transport,
} from '@sluice/core';
import {
  createAgentRegistry,
  poolOf,
  sharedRegistry,
  type ConnectionPool,
  type PoolOptions,
  type PoolRegistry,
  type Waiter,
} from '@sluice/pool';
import { Http1Connection } from './connection.ts';
import { dial, type DialTarget } from './dial.ts';
import { Exchange, type ConnectionSource } from './exchange.ts';

/** The limits of the wire's phases, in ms; `false` for none. */
export interface WireTimeouts {
  /** Waiting for a connection, whether a new one or one given back. Default: none; the gate bounds the wait. */
  readonly queue?: number | false | undefined;
  /** Name resolution and TCP. Default: 10000 (Go: 30000). */
  readonly connect?: number | false | undefined;
  /** TLS handshake. Default: 10000, as Go. */
  readonly tlsHandshake?: number | false | undefined;
  /** From the request being fully written to the headers of its response. Default: 30000 (Go: none). */
  readonly responseHeader?: number | false | undefined;
}

/** What the transport adds to every call. */
export interface WireCallOptions {
  /** Limits of the wire's phases. `false`: none at all. */
  readonly timeout?: WireTimeouts | false | undefined;
}

/** What {@link undiciTransport} takes. */
export interface UndiciTransportOptions {
  /** Where its connections are pooled. Default: the registry of the process. Not together with `pool`. */
  readonly registry?: PoolRegistry | undefined;
  /** Limits of a pool of its own, closed with the transport. */
  readonly pool?: PoolOptions | undefined;
  /** Limits of the wire's phases where a call gives none. */
  readonly timeout?: WireTimeouts | false | undefined;
}

interface Limits {
  readonly queue: number;
  readonly connect: number;
  readonly tlsHandshake: number;
  readonly responseHeader: number;
}

const FIELDS = {
  queue: limitOrFalse,
  connect: limitOrFalse,
  tlsHandshake: limitOrFalse,
  responseHeader: limitOrFalse,
};

const DEFAULTS: Limits = { queue: Infinity, connect: 10_000, tlsHandshake: 10_000, responseHeader: 30_000 };
const NONE: Limits = { queue: Infinity, connect: Infinity, tlsHandshake: Infinity, responseHeader: Infinity };

const parseTimeouts: OptionParser<Limits> = (value, path) =>
  value === false ? NONE : { ...DEFAULTS, ...(parseOptions(value, FIELDS, path) as Partial<Limits>) };

const registry: OptionParser<PoolRegistry> = (value, path) => {
  if (typeof (value as PoolRegistry | null)?.entry !== 'function') {
    throw refuse(path, value, 'an agent registry (see createAgentRegistry)');
  }
  return value as PoolRegistry;
};

/**
 * The default transport: undici connections, one client each, over sockets dialed here, in the pool of a registry.
 * @throws OptionError for an unknown or bad option
 */
export function undiciTransport(options: UndiciTransportOptions = {}): Transport<WireCallOptions> {
  const parsed = parseOptions(
    options,
    {
      registry,
      pool: (value: unknown) => value as PoolOptions,
      timeout: parseTimeouts as OptionParser<never>,
    },
    'transport',
  ) as { registry?: PoolRegistry; pool?: PoolOptions; timeout?: Limits };
  if (parsed.registry !== undefined && parsed.pool !== undefined) {
    throw refuse(
      'transport.pool',
      parsed.pool,
      'left out when a registry is given: the registry has the limits',
    );
  }
  const own = parsed.pool === undefined ? undefined : createAgentRegistry(parsed.pool);
  return new UndiciTransport(
    own ?? parsed.registry ?? sharedRegistry(),
    own !== undefined,
    parsed.timeout ?? DEFAULTS,
  );
}

class UndiciTransport implements Transport<WireCallOptions> {
  readonly name = 'undici';
  readonly callOptions = { timeout: group(FIELDS) };
  readonly defaults: Readonly<Record<string, unknown>>;
  readonly #registry: PoolRegistry;
  readonly #ownsRegistry: boolean;
  readonly #pool: ConnectionPool<Http1Connection>;
  readonly #keepAlive: boolean;
  #closed = false;

  constructor(from: PoolRegistry, ownsRegistry: boolean, timeout: Limits) {
    this.#registry = from;
    this.#ownsRegistry = ownsRegistry;
    // Keys of this transport begin with its name, so what it takes of the shared pool is its own kind.
    this.#pool = poolOf(from) as unknown as ConnectionPool<Http1Connection>;
    this.#keepAlive = from.limits.keepAlive ?? true;
    this.defaults = { timeout };
    from.retain();
  }

  send(request: HttpRequest): Promise<HttpResponse> {
    if (this.#closed) return Promise.reject(new ClosedError('transport'));
    return new Promise((resolve, reject) => {
      const limits = request.options['timeout'] as Limits;
      new Exchange(
        request,
        new Host(this.#pool, request, limits),
        limits,
        this.#keepAlive,
        resolve,
        reject,
      ).start();
    });
  }

  stats(): unknown {
    return this.#pool.stats();
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#registry.release();
    if (this.#ownsRegistry) await this.#registry.close();
  }
}

/** The connections of one request's origin. */
class Host implements ConnectionSource {
  readonly #pool: ConnectionPool<Http1Connection>;
  readonly #request: HttpRequest;
  readonly #limits: Limits;
  readonly #key: string;

  constructor(pool: ConnectionPool<Http1Connection>, request: HttpRequest, limits: Limits) {
    this.#pool = pool;
    this.#request = request;
    this.#limits = limits;
    this.#key = `undici ${request.url.origin}`;
  }

  take(): ReturnType<ConnectionSource['take']> {
    return this.#pool.take(this.#key);
  }

  acquire(): Waiter<Http1Connection> {
    const pool = this.#pool;
    const limits = this.#limits;
    const { call, url } = this.#request;
    const { clock } = call;
    const target = targetOf(url, {});
    return pool.acquire(this.#key, async (signal) => {
      const dialed = await dial(target, limits, clock, signal);
      return new Http1Connection(url.origin, dialed, (lost) => pool.remove(lost));
    });
  }
}

function targetOf(url: URL, options: tls.ConnectionOptions): DialTarget {
  const { hostname, protocol } = url;
  return {
    protocol,
    hostname: hostname.startsWith('[') ? hostname.slice(1, -1) : hostname,
    port: url.port === '' ? (protocol === 'https:' ? 443 : 80) : Number(url.port),
    tls: options,
  };
}
