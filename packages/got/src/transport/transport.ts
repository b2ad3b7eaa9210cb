// The transport on got.
import { ClosedError, type Clock, type HttpRequest, type HttpResponse } from '@sluice/core';
import type { ResponseHandler } from '@sluice/core/internal';
import { group, systemClock, withDefaults } from '@sluice/core/plugin';
import type { RequestDefaults, Transport } from '@sluice/core/transport';
import { poolOf, type ConnectionPool, type PoolConnection, type PoolRegistry } from '@sluice/pool';
import { agentsFor } from './agents.ts';
import { CALL_OPTIONS, type GotCallOptions } from './call-options.ts';
import { Exchange } from './exchange.ts';
import { GotInstance } from './instance.ts';
import { TIMEOUT_FIELDS } from './timeouts.ts';
import {
  parseTransportOptions,
  type GotTransportOptions,
  type TransportSettings,
} from './transport-options.ts';

/**
 * A transport on got: every attempt of a client is one `got.stream` of the given instance, with its hooks, cookie jar, cache and
 * signing. The client performs retries, redirects and decoding, and applies the limits.
 * @throws OptionError for an unknown or invalid option
 */
export function gotTransport(options: GotTransportOptions = {}): Transport<GotCallOptions> {
  return new GotTransport(parseTransportOptions(options));
}

class GotTransport implements Transport<GotCallOptions> {
  readonly name = 'got';
  readonly callOptions: typeof CALL_OPTIONS;
  readonly registry: PoolRegistry;
  readonly #settings: TransportSettings;
  /** The instance for calls on the system clock. */
  readonly #instance: GotInstance;
  /** The instances for calls on other clocks, since an agent has one clock. */
  readonly #instances = new WeakMap<Clock, GotInstance>();
  readonly #pool: ConnectionPool<PoolConnection>;
  readonly #inFlight = new Set<HttpRequest>();
  #closing: Promise<void> | undefined;
  #onIdle: (() => void) | undefined;

  constructor(settings: TransportSettings) {
    const { registry, limits } = settings;
    this.#settings = settings;
    this.registry = registry;
    this.#instance = instanceOf(settings, systemClock);
    this.callOptions = { ...CALL_OPTIONS, timeout: group(withDefaults(TIMEOUT_FIELDS, limits)) };
    this.#pool = poolOf(registry);
    registry.retain();
  }

  get requestDefaults(): RequestDefaults | undefined {
    return this.#instance.requestDefaults;
  }

  send(request: HttpRequest): Promise<HttpResponse> {
    return new Promise((onResponse, onError) => {
      this.dispatch(request, { onResponse, onError });
    });
  }

  dispatch(request: HttpRequest, handler: ResponseHandler): void {
    if (this.#closing !== undefined) {
      handler.onError(new ClosedError('transport'));
      return;
    }
    this.#inFlight.add(request);
    request.attempt.addEndListener({ onEnd: () => this.#ended(request) });
    const { maxResponseHeaders } = this.#settings;
    const instance = this.#instanceFor(request.call.clock);
    new Exchange(request, instance, maxResponseHeaders, handler).start();
  }

  #instanceFor(clock: Clock): GotInstance {
    if (clock === systemClock) return this.#instance;
    let made = this.#instances.get(clock);
    if (made === undefined) this.#instances.set(clock, (made = instanceOf(this.#settings, clock)));
    return made;
  }

  stats(): unknown {
    return this.#pool.stats();
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    const { registry, ownsRegistry } = this.#settings;
    registry.release();
    if (this.#inFlight.size > 0) await new Promise<void>((resolve) => (this.#onIdle = resolve));
    if (ownsRegistry) await registry.close();
  }

  #ended(request: HttpRequest): void {
    this.#inFlight.delete(request);
    if (this.#inFlight.size === 0) this.#onIdle?.();
  }
}

function instanceOf({ got, agent, registry, limits }: TransportSettings, clock: Clock): GotInstance {
  return new GotInstance(got, agentsFor(got, agent, registry, limits, clock));
}
