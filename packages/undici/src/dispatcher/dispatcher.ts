// The connections of a registry as a Dispatcher of undici.
import { Dispatcher, errors } from 'undici';
import { systemClock } from '@sluice/core/plugin';
import { parseRegistry, poolOf, type ConnectionPool, type PoolRegistry } from '@sluice/pool';
import { isRepeatable } from '../attempt/replay.ts';
import type { WireConnection } from '../connection/wire-connection.ts';
import type { DialObserver } from '../destination/destination.ts';
import {
  parseTransportOptions,
  type TransportSettings,
  type UndiciTransportOptions,
} from '../destination/transport-options.ts';
import { checkUndici } from '../undici-internals/check-version.ts';
import { DispatchOptions } from '../wire/dispatch-options.ts';
import { adapted } from './composition.ts';
import { hasUnexpectedBody, setBody } from './declared-body.ts';
import type { Dispatched, DispatchedLimits } from './dispatched.ts';
import { DispatchedExchange } from './dispatched-exchange.ts';
import { hasHeader } from './dispatched-headers.ts';
import { checkUpgrade, isUpgrade, readRequest, type DispatchedRequest } from './dispatched-request.ts';
import { DispatcherSlot } from './dispatcher-slot.ts';
import { DispatcherDestinations } from './dispatcher-destinations.ts';
import { toUndiciError } from './dispatcher-errors.ts';
import { statsByOrigin, type OriginStats } from './dispatcher-stats.ts';
import { canFail, checkHandler, isNew, type AnyHandler } from './handlers.ts';
import { InFlight } from './in-flight.ts';
import { NewApi } from './new-api.ts';
import { Upgrades } from './upgrades.ts';

/** The options of a dispatcher: those of a transport, without `registry` and `pool`. */
export type DispatcherOptions = Omit<UndiciTransportOptions, 'registry' | 'pool'>;

/** How long a body may pause, in ms, as in undici. */
const BODY_TIMEOUT = 300_000;

/**
 * The registry's connections as an undici `Dispatcher`: for `fetch(url, { dispatcher })` of undici and of Node.js, for
 * `undici.request`, for `setGlobalDispatcher`, and for interceptors of undici 6 to 8. It shares pool, keys and limits with
 * every client of the registry, and has no retries, redirects or gate. The headers of a response may take
 * `timeout.responseHeader`, and a body may pause for 300 s, unless a request has other limits. Errors are those of undici.
 * Upgrades and tunnels are dialed with the same options, but belong to their callers, not to the pool.
 * @param options of a new dispatcher. Default: none; without options, each registry has one dispatcher, which is closed with
 * the registry, and created again after it was closed
 * @throws OptionError for an unknown or invalid option, or without a registry; ClosedError if the registry is closed
 */
export function dispatcherOf(registry: PoolRegistry, options?: DispatcherOptions): Dispatcher {
  const make = (): PoolDispatcher => new PoolDispatcher(parseTransportOptions({ ...options, registry }));
  return options === undefined
    ? parseRegistry(registry, 'registry')
        .entry('dispatcher', () => new DispatcherSlot<PoolDispatcher>())
        .get(make)
    : make();
}

type Callback = (error: Error | null, nothing: null) => void;

class PoolDispatcher extends Dispatcher implements DialObserver {
  readonly #settings: TransportSettings;
  readonly #pool: ConnectionPool<WireConnection>;
  readonly #destinations: DispatcherDestinations;
  readonly #keepAlive: boolean;
  readonly #inFlight: InFlight;
  #upgradesMade: Upgrades | undefined;
  #closing: Promise<void> | undefined;
  #destroying: Promise<void> | undefined;

  constructor(settings: TransportSettings) {
    super();
    checkUndici();
    this.#settings = settings;
    this.#inFlight = new InFlight(settings.registry);
    this.#pool = poolOf<WireConnection>(settings.registry);
    this.#destinations = new DispatcherDestinations(this.#pool, settings.wire, this);
    this.#keepAlive = settings.registry.limits.keepAlive ?? true;
    // `compose()` returns a proxy, which calls the methods with itself as `this`.
    for (const name of ['close', 'destroy'] as const) {
      Object.defineProperty(this, name, { value: this[name].bind(this), configurable: true, writable: true });
    }
  }

  /** Whether `close()` was called. */
  get closed(): boolean {
    return this.#closing !== undefined || this.destroyed;
  }

  /** Whether `destroy()` was called, or `close()` has ended. */
  get destroyed(): boolean {
    return this.#destroying !== undefined;
  }

  /** Connections and requests by origin, counted over all clients of the registry. */
  get stats(): Record<string, OriginStats> {
    return statsByOrigin(this.#destinations.known(), this.#pool.stats().hosts);
  }

  /** The limits of `WebSocket`, which reads them from its dispatcher. */
  get webSocketOptions(): unknown {
    return this.#upgrades.agent.webSocketOptions;
  }

  /** The limits of `EventSource`, which reads them from its dispatcher. */
  get eventSourceOptions(): unknown {
    return this.#upgrades.agent.eventSourceOptions;
  }

  override dispatch(given: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean {
    if (typeof handler !== 'object' || handler === null) {
      throw new errors.InvalidArgumentError('handler must be an object');
    }
    const any = handler as AnyHandler;
    const own: Dispatcher.DispatchHandler = isNew(any) ? any : new NewApi(any, true);
    try {
      this.#start(given, any, own);
    } catch (error) {
      if (!canFail(any)) throw error;
      own.onResponseError?.(null as never, toUndiciError(error));
    }
    return true;
  }

  override compose(...given: unknown[]): Dispatcher.ComposedDispatcher {
    const interceptors = Array.isArray(given[0]) ? (given[0] as unknown[]) : given;
    return super.compose(interceptors.map((interceptor) => adapted(interceptor)));
  }

  #start(given: Dispatcher.DispatchOptions, handler: AnyHandler, own: Dispatcher.DispatchHandler): void {
    if (typeof given !== 'object' || given === null) {
      throw new errors.InvalidArgumentError('opts must be an object.');
    }
    if (this.#destroying !== undefined) throw new errors.ClientDestroyedError();
    if (this.#closing !== undefined) throw new errors.ClientClosedError();
    const upgrades = isUpgrade(given);
    if (upgrades) checkUpgrade(given);
    checkHandler(handler, upgrades);
    if (upgrades) {
      this.#upgrades.dispatch(given, own, this.#inFlight);
      return;
    }
    const request = readRequest(given);
    const exchange = new DispatchedExchange(this.#describe(request), own, systemClock, this.#inFlight);
    this.#inFlight.add(exchange);
    exchange.start();
  }

  #describe(request: DispatchedRequest): Dispatched {
    const destination = this.#destinations.of(request);
    const { method, path, headers, reset, body, origin, expectContinue } = request;
    const options = new DispatchOptions(method, path, headers, reset ?? !this.#keepAlive);
    const source = setBody(options, body);
    if (reset === undefined && hasUnexpectedBody(options)) options.reset = true;
    if (destination.proxied) {
      destination.address(options, {
        url: origin,
        headers: { has: (name) => hasHeader(headers, name) },
      });
    }
    return {
      destination,
      limits: this.#limitsOf(request),
      options,
      repeatable: isRepeatable(options, request.idempotent),
      expectContinue: expectContinue && options.body !== null,
      source,
    };
  }

  #limitsOf({ headersTimeout, bodyTimeout }: DispatchedRequest): DispatchedLimits {
    const { limits, wire } = this.#settings;
    const { maxResponseHeaders, maxResponseHeaderBytes } = wire;
    return {
      ...limits,
      maxResponseHeaders,
      maxResponseHeaderBytes,
      headersTimeout: headersTimeout ?? limits.responseHeader,
      bodyTimeout: bodyTimeout ?? BODY_TIMEOUT,
    };
  }

  get #upgrades(): Upgrades {
    const { limits } = this.#settings;
    return (this.#upgradesMade ??= new Upgrades(this.#destinations.usual, limits, systemClock, this));
  }

  /** Refuses new exchanges and waits for those in flight. The connections stay in the registry. */
  override close(): Promise<void>;
  override close(callback: () => void): void;
  override close(callback?: () => void): Promise<void> | void {
    if (callback === undefined) return this.#close();
    settle(this.#close(), callback);
  }

  async #close(): Promise<void> {
    if (this.#destroying !== undefined) throw new errors.ClientDestroyedError();
    this.#closing ??= this.#finish();
    return await this.#closing;
  }

  async #finish(): Promise<void> {
    await this.#inFlight.empty();
    if (this.#destroying !== undefined) return;
    await this.#upgradesMade?.close();
    this.#destroying ??= Promise.resolve();
  }

  /**
   * Refuses new exchanges and fails those in flight. Their connections are closed, the others stay in the registry.
   * @param error of the exchanges in flight. Default: undici's ClientDestroyedError
   */
  override destroy(): Promise<void>;
  override destroy(error: Error | null): Promise<void>;
  override destroy(callback: () => void): void;
  override destroy(error: Error | null, callback: () => void): void;
  override destroy(first?: Error | null | (() => void), second?: () => void): Promise<void> | void {
    const callback = typeof first === 'function' ? first : second;
    const reason = typeof first === 'function' ? undefined : first;
    this.#destroying ??= this.#end(reason ?? new errors.ClientDestroyedError());
    if (callback === undefined) return this.#destroying;
    settle(this.#destroying, callback);
  }

  async #end(reason: Error): Promise<void> {
    this.#inFlight.abort(reason);
    await Promise.all([this.#inFlight.empty(), this.#upgradesMade?.destroy(reason)]);
  }

  onConnect(origin: URL): void {
    this.emit('connect', origin, [this]);
  }

  onDisconnect(origin: URL, error: unknown): void {
    const reason = error ?? new errors.InformationalError('the connection was closed');
    this.emit('disconnect', origin, [this], toUndiciError(reason) as never);
  }

  onConnectionError(origin: URL, error: unknown): void {
    this.emit('connectionError', origin, [this], toUndiciError(error) as never);
  }
}

function settle(promise: Promise<void>, callback: () => void): void {
  promise.then(
    () => process.nextTick(callback as Callback, null, null),
    (error: Error) => process.nextTick(callback as Callback, error, null),
  );
}
