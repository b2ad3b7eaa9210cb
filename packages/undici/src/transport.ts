// The transport on undici: its call options, and the start of each attempt.
import { ClosedError, type HttpRequest, type HttpResponse } from '@sluice/core';
import { callOption, group, option, optionsOf, withDefaults } from '@sluice/core/plugin';
import type { ResponseHandler } from '@sluice/core/internal';
import type { Transport } from '@sluice/core/transport';
import { poolOf, type ConnectionPool, type PoolRegistry } from '@sluice/pool';
import type { WireConnection } from './connection/wire-connection.ts';
import { Destinations } from './destination/destinations.ts';
import {
  parseTransportOptions,
  type TransportSettings,
  type UndiciTransportOptions,
} from './destination/transport-options.ts';
import { WireAttempt } from './attempt/wire-attempt.ts';
import { TIMEOUT_FIELDS, type WireTimeouts } from './wire/wire-timeouts.ts';
import { checkUndici } from './undici-internals/check-version.ts';

const { boolean } = option;

/** The options that the transport adds to every call. */
export interface WireCallOptions {
  /** The limits of the phases on the wire. `false`: no limits. */
  readonly timeout?: WireTimeouts | false | undefined;
  /**
   * Whether the body is sent only after the server's 100, or after `timeout.expectContinue`. After a final response, the body is
   * not sent, and the connection (over HTTP/2: the stream) is closed. For uploads that a server may refuse. Default: false.
   */
  readonly expectContinue?: boolean | undefined;
}

/**
 * The default transport: undici's HTTP parser on connections that this package dials, in the pool of a registry.
 * @throws OptionError for an unknown or invalid option
 */
export function undiciTransport(options: UndiciTransportOptions = {}): Transport<WireCallOptions> {
  return new UndiciTransport(parseTransportOptions(options));
}

/** The declarations of {@link WireCallOptions}. */
const CALL_OPTIONS = { timeout: group(TIMEOUT_FIELDS), expectContinue: callOption(boolean, false) };

class UndiciTransport implements Transport<WireCallOptions> {
  readonly name = 'undici';
  readonly callOptions: typeof CALL_OPTIONS;
  readonly registry: PoolRegistry;
  readonly #settings: TransportSettings;
  readonly #pool: ConnectionPool<WireConnection>;
  readonly #destinations: Destinations;
  readonly #keepAlive: boolean;
  #closed = false;

  constructor(settings: TransportSettings) {
    checkUndici();
    this.#settings = settings;
    this.registry = settings.registry;
    // The pool is shared with other transports. The keys of this transport begin with its name, so it gets only connections
    // of its own kind.
    this.#pool = poolOf<WireConnection>(settings.registry);
    this.#destinations = new Destinations(this.#pool, settings.wire);
    this.#keepAlive = settings.registry.limits.keepAlive ?? true;
    this.callOptions = { ...CALL_OPTIONS, timeout: group(withDefaults(TIMEOUT_FIELDS, settings.limits)) };
    settings.registry.retain();
  }

  send(request: HttpRequest): Promise<HttpResponse> {
    return new Promise((onResponse, onError) => {
      this.dispatch(request, { onResponse, onError });
    });
  }

  dispatch(request: HttpRequest, handler: ResponseHandler): void {
    if (this.#closed) {
      handler.onError(new ClosedError('transport'));
      return;
    }
    const { timeout: limits, expectContinue } = optionsOf(CALL_OPTIONS, request);
    const destination = this.#destinations.of(request);
    const expects = request.body !== undefined && expectContinue;
    const { wire } = this.#settings;
    new WireAttempt(request, destination, expects, limits, this.#keepAlive, wire, handler).start();
  }

  stats(): unknown {
    return this.#pool.stats();
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    const { registry, ownsRegistry } = this.#settings;
    registry.release();
    if (ownsRegistry) await registry.close();
  }
}
