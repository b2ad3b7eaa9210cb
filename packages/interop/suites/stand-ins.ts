// The classes Client, Pool and Agent of undici over the dispatcher of a registry, for the tests of undici.
import type { EventEmitter } from 'node:events';
import { createAgentRegistry } from 'sluice';
import { dispatcherOf } from 'sluice/dispatcher';

/** A dispatcher, as the tests call it. */
interface Dispatcher extends EventEmitter {
  readonly closed: boolean;
  readonly destroyed: boolean;
  readonly stats: unknown;
  dispatch(options: Options, handler: object): boolean;
  compose(interceptors: readonly Interceptor[]): unknown;
  close(...args: unknown[]): Promise<void>;
  destroy(...args: unknown[]): Promise<void>;
}
type Options = Record<string, unknown>;
type Kind = 'Client' | 'Pool' | 'Agent';

/** A class of undici. */
type Original = new (...args: unknown[]) => Pick<Dispatcher, 'destroy'>;
type Interceptor = (dispatch: (options: Options, handler: unknown) => unknown) => unknown;

/** Options of `connect` that are not options of TLS. */
const OF_SOCKETS = /^(?:timeout|maxCachedSessions|keepAlive.*|preferH2)$/;

/** The options of undici as those of a dispatcher and of its pool. */
function settingsOf(given: Options, kind: Kind): { readonly wire: Options; readonly pool: Options } {
  const connect = given['connect'] ?? {};
  if (typeof connect === 'function') throw new Error('a function as `connect` has no counterpart');
  const {
    socketPath = given['socketPath'],
    allowH2 = given['allowH2'],
    lookup,
    ...others
  } = connect as Options;
  const limit = others['timeout'] ?? given['connectTimeout'];
  const tls = Object.fromEntries(Object.entries(others).filter(([name]) => !OF_SOCKETS.test(name)));
  const wire = {
    tls,
    http2: allowH2 !== false,
    socketPath,
    lookup,
    timeout: limit === undefined ? undefined : { connect: limit === 0 ? false : limit },
    maxResponseHeaderBytes: given['maxHeaderSize'] ?? undefined,
  };
  const pool = {
    maxPerHost: kind === 'Client' ? 1 : (given['connections'] ?? undefined),
    idleTimeout: given['keepAliveTimeout'] ?? undefined,
    maxRequests: given['maxRequestsPerClient'] ?? undefined,
    maxAge: given['clientTtl'] ?? undefined,
    keepAlive: given['pipelining'] !== 0,
  };
  return { wire, pool };
}

/** A class with the checks of a class of undici, and the dispatcher of a registry. */
function standIn(Base: new () => EventEmitter, Checks: Original, kind: Kind): Original {
  class StandIn extends Base {
    readonly #dispatcher: Dispatcher;
    readonly #options: Options;
    readonly #origin: string | undefined;

    constructor(...args: unknown[]) {
      super();
      // Throws the errors of undici for invalid options.
      void new Checks(...args).destroy().catch(() => undefined);
      const [first, second] = args;
      this.#options = ((kind === 'Agent' ? first : second) ?? {}) as Options;
      this.#origin = kind === 'Agent' ? undefined : new URL(String(first)).origin;
      const { wire, pool } = settingsOf(this.#options, kind);
      this.#dispatcher = dispatcherOf(createAgentRegistry(pool), wire) as unknown as Dispatcher;
      for (const event of ['connect', 'disconnect', 'connectionError']) {
        this.#dispatcher.on(event, (origin: URL, targets: readonly unknown[], error: unknown) =>
          this.emit(event, origin, [this, ...targets.slice(1)], error),
        );
      }
    }

    get closed(): boolean {
      return this.#dispatcher.closed;
    }

    get destroyed(): boolean {
      return this.#dispatcher.destroyed;
    }

    get stats(): unknown {
      return this.#dispatcher.stats;
    }

    dispatch(given: Options, handler: object): boolean {
      const { headersTimeout, bodyTimeout } = this.#options;
      const options: Options = { ...given, origin: this.#origin ?? given['origin'] };
      options['headersTimeout'] ??= headersTimeout;
      options['bodyTimeout'] ??= bodyTimeout;
      return this.#dispatcher.dispatch(options, handler);
    }

    compose(...given: (Interceptor | Interceptor[])[]): unknown {
      const toOrigin: Interceptor = (dispatch) => (options: Options, handler: unknown) =>
        dispatch({ origin: this.#origin, ...options }, handler);
      return this.#dispatcher.compose([...given.flat(), ...(this.#origin === undefined ? [] : [toOrigin])]);
    }

    close(...args: unknown[]): Promise<void> {
      return this.#dispatcher.close(...args);
    }

    destroy(...args: unknown[]): Promise<void> {
      return this.#dispatcher.destroy(...args);
    }
  }
  return StandIn;
}

/** The exports of undici that are replaced. */
export function standIns(original: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const Base = original['Dispatcher'] as new () => EventEmitter;
  const kinds: readonly Kind[] = ['Client', 'Pool', 'Agent'];
  return Object.fromEntries(kinds.map((kind) => [kind, standIn(Base, original[kind] as Original, kind)]));
}
