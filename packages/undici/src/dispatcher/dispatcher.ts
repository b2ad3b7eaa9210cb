import { stringify } from 'node:querystring';
import { Dispatcher, Dispatcher1Wrapper, errors } from 'undici';
import { ClosedError, OptionError } from '@sluice/core';
import { systemClock } from '@sluice/core/plugin';
import type { RegistryEntry } from '@sluice/core/transport';
import { poolOf, type ConnectionPool, type PoolRegistry } from '@sluice/pool';
import { setBody } from './declared-body.ts';
import { Destinations } from '../destination/destinations.ts';
import { DispatchOptions } from '../wire/dispatch-options.ts';
import { rawHeaders, type AnyHeaders } from './raw-headers.ts';
import { Relay } from './relay.ts';
import {
  parseTransportOptions,
  type TransportSettings,
  type UndiciTransportOptions,
} from '../destination/transport-options.ts';
import type { WireConnection } from '../connection/wire-connection.ts';
import { checkUndici } from '../undici-internals/check-version.ts';

/** What a dispatcher can be told: all that a transport can, but where its connections are pooled. */
export type DispatcherOptions = Omit<UndiciTransportOptions, 'registry' | 'pool'>;

/** Silence in ms in a body after which it is given up, as in undici. */
const BODY_TIMEOUT = 300_000;

/**
 * The registry's connections as an undici `Dispatcher`: for `fetch(url, { dispatcher })`, that of undici as well as
 * the one built into Node.js, for `undici.request` and for whatever takes one. It shares pool, keys and limits with
 * every client of the registry. It has no retries, redirects or gate; upgrades are refused. The headers of a
 * response may take `timeout.responseHeader` and a body may pause for 300 s, unless a request says otherwise.
 * @param options Default: none; then there is one dispatcher per registry, closed with it, made anew after somebody closed it
 * @throws OptionError; ClosedError when the registry is closed
 */
export function dispatcherOf(registry: PoolRegistry, options?: DispatcherOptions): Dispatcher {
  const make = (): PoolDispatcher => new PoolDispatcher(parseTransportOptions({ ...options, registry }));
  return options === undefined ? registry.entry('dispatcher', () => new Slot()).get(make) : make();
}

/** The one dispatcher of a registry. */
class Slot implements RegistryEntry {
  #dispatcher: PoolDispatcher | undefined;

  get(make: () => PoolDispatcher): PoolDispatcher {
    if (this.#dispatcher === undefined || this.#dispatcher.closed) this.#dispatcher = make();
    return this.#dispatcher;
  }

  async close(): Promise<void> {
    await this.#dispatcher?.close();
  }
}

class PoolDispatcher extends Dispatcher {
  readonly #settings: TransportSettings;
  readonly #destinations: Destinations;
  readonly #keepAlive: boolean;
  // Handlers of older undicis, such as those inside Node.js, speak another dialect.
  readonly #older: Dispatcher = new Dispatcher1Wrapper(this);
  #inFlight = 0;
  #closed = false;
  #whenIdle: (() => void)[] = [];

  constructor(settings: TransportSettings) {
    super();
    checkUndici();
    this.#settings = settings;
    const pool = poolOf(settings.registry) as unknown as ConnectionPool<WireConnection>;
    this.#destinations = new Destinations(pool, settings.wire);
    this.#keepAlive = settings.registry.limits.keepAlive ?? true;
  }

  /** Whether `close()` was called. */
  get closed(): boolean {
    return this.#closed;
  }

  override dispatch(given: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean {
    if (typeof handler.onRequestStart !== 'function') {
      const older = handler as { readonly onConnect?: unknown; readonly onHeaders?: unknown };
      if (typeof older.onConnect !== 'function' && typeof older.onHeaders !== 'function') {
        throw new errors.InvalidArgumentError(
          'a handler must have onRequestStart or, as older ones, onConnect',
        );
      }
      return this.#older.dispatch(given, handler);
    }
    try {
      this.#start(given, handler);
    } catch (error) {
      handler.onResponseError?.(undefined as never, error as Error);
    }
    return true;
  }

  #start(given: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): void {
    if (this.#closed) throw new ClosedError('dispatcher');
    if (given.upgrade || given.method === 'CONNECT') {
      throw new OptionError('upgrade', 'a pooled dispatcher carries no upgrades and no tunnels');
    }
    const base = new URL(String(given.origin));
    const headers = rawHeaders(given.headers as AnyHeaders);
    const options = new DispatchOptions(
      given.method,
      pathOf(given),
      headers,
      given.reset ?? !this.#keepAlive,
    );
    const declared = setBody(options, given.body);
    const { limits, wire } = this.#settings;
    const headersTimeout = limitOf(given.headersTimeout, 'headersTimeout') ?? limits.responseHeader;
    const bodyTimeout = limitOf(given.bodyTimeout, 'bodyTimeout') ?? BODY_TIMEOUT;
    const destination = this.#destinations.of({ origin: base.origin, url: base });
    if (destination.proxied) {
      destination.address(options, {
        url: base,
        headers: { has: (name) => headers.some((item, index) => index % 2 === 0 && item === name) },
      });
    }
    this.#inFlight++;
    const bounds = {
      ...limits,
      maxResponseHeaders: wire.maxResponseHeaders,
      maxResponseHeaderBytes: wire.maxResponseHeaderBytes,
      headersTimeout,
      bodyTimeout,
    };
    const onEnd = (): void => {
      void declared?.return();
      this.#ended();
    };
    new Relay(destination, options, handler, bounds, systemClock, onEnd).start();
  }

  #ended(): void {
    this.#inFlight--;
    if (this.#inFlight > 0) return;
    for (const resolve of this.#whenIdle.splice(0)) resolve();
  }

  /** Refuses new exchanges and waits for those in flight. The connections stay in the registry. */
  override close(): Promise<void>;
  override close(callback: () => void): void;
  override close(callback?: () => void): Promise<void> | void {
    this.#closed = true;
    if (callback === undefined) return new Promise((resolve) => this.#onceIdle(resolve));
    this.#onceIdle(callback);
  }

  #onceIdle(resolve: () => void): void {
    if (this.#inFlight === 0) queueMicrotask(resolve);
    else this.#whenIdle.push(resolve);
  }

  /** The same as `close()`: the connections are not its own to destroy. */
  override destroy(): Promise<void>;
  override destroy(error: Error | null): Promise<void>;
  override destroy(callback: () => void): void;
  override destroy(error: Error | null, callback: () => void): void;
  override destroy(first?: Error | null | (() => void), second?: () => void): Promise<void> | void {
    const callback = typeof first === 'function' ? first : second;
    if (callback === undefined) return this.close();
    this.close(callback);
  }
}

/** The path with the query a request gives apart from it, written as undici does: a list is one field per item. */
function pathOf({ path, query }: Dispatcher.DispatchOptions): string {
  if (query === undefined || query === null) return path;
  if (/[?#]/.test(path)) throw new OptionError('query', 'the path has a query of its own');
  const fields = stringify(query as NodeJS.Dict<string | string[]>);
  return fields === '' ? path : `${path}?${fields}`;
}

/**
 * A limit that a request gives, in ms, as undici takes it: 0 stands for none.
 * @throws InvalidArgumentError of undici
 */
function limitOf(given: number | null | undefined, name: string): number | undefined {
  if (given === undefined || given === null) return undefined;
  if (!Number.isFinite(given) || given < 0) throw new errors.InvalidArgumentError(`invalid ${name}`);
  return given === 0 ? Infinity : given;
}
