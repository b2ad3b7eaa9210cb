// The transport of a resilient instance: the default transport, and a transport on got for each set of connection options.
import type { Got } from 'got';
import type { HttpRequest, HttpResponse } from '@sluice/core';
import type { ResponseHandler } from '@sluice/core/internal';
import type { AnyTransport } from '@sluice/core/transport';
import type { PoolRegistry } from '@sluice/pool';
import { undiciTransport, type PoolOptions } from 'sluice';
import { gotTransport } from '../transport/transport.ts';
import { areEqual, type ConnectionOptions } from './connection-options.ts';

/** The most transports on got that are kept: calls rarely have more sets of options. */
const MAX_KEPT = 32;

interface Kept {
  readonly options: ConnectionOptions;
  readonly transport: AnyTransport;
}

/** The options of `createClient` for the pool of a client. */
export interface PoolSource {
  readonly pool?: PoolOptions | undefined;
  readonly registry?: PoolRegistry | undefined;
}

/**
 * A transport that applies got's connection options: a call without them uses the default transport, a call with them uses
 * got itself. All these transports share one registry and its limits.
 */
export class RoutedTransport implements AnyTransport {
  readonly name = 'resilientGot';
  readonly callOptions: NonNullable<AnyTransport['callOptions']>;
  readonly registry: PoolRegistry;
  readonly #base: AnyTransport;
  readonly #got: Got;
  readonly #optionsOf: (request: HttpRequest) => ConnectionOptions | undefined;
  #kept: Kept[] = [];

  /**
   * @param connectionOf the connection options of the call that a request belongs to
   * @param got the instance that sends the calls with such options: each version of got has options of its own
   */
  constructor(
    { pool, registry }: PoolSource,
    connectionOf: (request: HttpRequest) => ConnectionOptions | undefined,
    got: Got,
  ) {
    const base = undiciTransport({ pool, registry });
    this.#base = base;
    this.#got = got;
    this.#optionsOf = connectionOf;
    this.callOptions = base.callOptions ?? {};
    this.registry = base.registry as PoolRegistry;
  }

  send(request: HttpRequest): Promise<HttpResponse> {
    return this.#transportOf(request).send(request);
  }

  dispatch(request: HttpRequest, handler: ResponseHandler): void {
    // Both kinds of transports have the method.
    this.#transportOf(request).dispatch?.(request, handler);
  }

  #transportOf(request: HttpRequest): AnyTransport {
    const options = this.#optionsOf(request);
    return options === undefined ? this.#base : this.#transportFor(options);
  }

  stats(): unknown {
    return this.#base.stats?.();
  }

  async close(): Promise<void> {
    await Promise.all(
      [this.#base, ...this.#kept.map(({ transport }) => transport)].map((each) => each.close()),
    );
  }

  #transportFor(options: ConnectionOptions): AnyTransport {
    const known = this.#kept.findIndex((kept) => areEqual(kept.options, options));
    const kept = this.#kept[known] ?? { options, transport: this.#create(options) };
    if (known !== 0) {
      // Most recently used first. A transport that is dropped closes when its exchanges are over.
      if (known > 0) this.#kept.splice(known, 1);
      this.#kept.unshift(kept);
      void this.#kept.splice(MAX_KEPT)[0]?.transport.close();
    }
    return kept.transport;
  }

  #create(options: ConnectionOptions): AnyTransport {
    return gotTransport({ got: this.#got.extend(options), registry: this.registry });
  }
}
