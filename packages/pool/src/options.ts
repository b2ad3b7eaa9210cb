// The limits of a pool.
import { option, type OptionParsers } from '@sluice/core/plugin';

const { boolean, duration, integer, parseOptions } = option;

/** The limits of a pool. All durations are in ms; all options are optional. */
export interface PoolOptions {
  /**
   * Idle connections over all keys; beyond it the least recently used one is closed. 0 keeps none; at most 1,000,000
   * (the list is allocated at once, about 20 bytes each). Default: 100 (Go's `MaxIdleConns`), or a finite `maxPerHost`
   * if that is more, so that a burst to one host does not close its own connections: 256.
   */
  readonly maxIdle?: number;
  /**
   * Idle connections of one key; beyond it the key's least recently used one is closed. Default: `maxPerHost`, so that
   * the connections of a burst are kept (with Go's default of 2 every burst dials again).
   */
  readonly maxIdlePerHost?: number;
  /** Connections of one key: dialing, active and idle together. `Infinity` allowed. Default: 256. */
  readonly maxPerHost?: number;
  /**
   * Connections over all keys: dialing, active and idle together. At the limit, the least recently used idle connection
   * is closed to make room for a dial; if none is idle, requests wait in order of arrival. Default: `Infinity`.
   */
  readonly maxTotal?: number;
  /** Dials of one key under way at once. Default: `Infinity` (`maxPerHost` still holds). */
  readonly maxDialing?: number;
  /**
   * How long a connection may be idle, in ms, by the monotonic and by the wall clock, which continues while the machine
   * sleeps. 0: a connection serves waiting requests but is not kept (in Go 0 means for ever); `Infinity`: for ever.
   * Default: 90,000 (Go's `IdleConnTimeout`).
   */
  readonly idleTimeout?: number;
  /** Age in ms after which a connection takes no further exchange. Default: `Infinity`. */
  readonly maxAge?: number;
  /** Exchanges per connection. Default: `Infinity`. */
  readonly maxRequests?: number;
  /** False: a connection carries one exchange and is then closed. Default: true. */
  readonly keepAlive?: boolean;
}

/** {@link PoolOptions}, checked and complete. */
export type PoolLimits = Required<PoolOptions>;

const MOST_IDLE = 1_000_000;

const count = integer({ min: 1, infinite: true });

const parsers: OptionParsers<PoolOptions> = {
  maxIdle: integer({ min: 0, max: MOST_IDLE }),
  maxIdlePerHost: integer({ min: 0, infinite: true }),
  maxPerHost: count,
  maxTotal: count,
  maxDialing: count,
  idleTimeout: duration({ min: 0, infinite: true }),
  maxAge: duration({ min: 1, infinite: true }),
  maxRequests: count,
  keepAlive: boolean,
};

/**
 * Checks the options and fills in the defaults.
 * @throws OptionError for an unknown name or a value out of range; its message states the value and what is allowed
 */
export function resolveLimits(options: PoolOptions | undefined): PoolLimits {
  const given = parseOptions<PoolOptions>(options, parsers, 'pool');
  const maxPerHost = given.maxPerHost ?? 256;
  return {
    maxIdle: given.maxIdle ?? defaultMaxIdle(maxPerHost),
    maxIdlePerHost: given.maxIdlePerHost ?? maxPerHost,
    maxPerHost,
    maxTotal: given.maxTotal ?? Infinity,
    maxDialing: given.maxDialing ?? Infinity,
    idleTimeout: given.idleTimeout ?? 90_000,
    maxAge: given.maxAge ?? Infinity,
    maxRequests: given.maxRequests ?? Infinity,
    keepAlive: given.keepAlive ?? true,
  };
}

/** Go's default, or `maxPerHost` if that is more: a burst to one host must not close its own connections. */
function defaultMaxIdle(maxPerHost: number): number {
  if (maxPerHost === Infinity) return 100;
  return Math.min(MOST_IDLE, Math.max(100, maxPerHost));
}
