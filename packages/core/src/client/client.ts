// The public types of a client: its options, its methods and its counters.
import type { Clock } from '../time/clock.ts';
import type { DrainStats } from '../response/drain/drain-counts.ts';
import type { HeadersOption } from '../request/computed-headers.ts';
import type { QueryInput } from '../request/query.ts';
import type { AnyPlugin, Plugin } from '../plugin.ts';
import type { AnyTransport, Transport } from '../transport.ts';
import type { CorePolicyOptions } from '../options/core-options.ts';
import type { CoreCallOptions } from './call-options.ts';
import type { Call } from './call.ts';
import type { Logger } from './logger.ts';

type OptionsOf<Part> =
  Part extends Plugin<infer Options> ? Options : Part extends Transport<infer Options> ? Options : never;
type Merge<Union> = (Union extends unknown ? (part: Union) => void : never) extends (part: infer All) => void
  ? All
  : never;

/** The per-call options that a list of plugins and a transport add together. */
export type CallOptionsOf<
  Plugins extends readonly AnyPlugin[],
  TransportType extends AnyTransport,
> = CoreCallOptions &
  (Plugins extends readonly [] ? {} : Merge<OptionsOf<Plugins[number]>>) &
  OptionsOf<TransportType>;

/** The options of a client. */
export interface ClientOptions<
  Plugins extends readonly AnyPlugin[] = readonly AnyPlugin[],
  TransportType extends AnyTransport = AnyTransport,
> extends CorePolicyOptions {
  /** The transport that sends the requests. */
  readonly transport: TransportType;
  /** The layers of the pipeline; within a stage, the first listed is outermost. Default: none. */
  readonly plugins?: Plugins | undefined;
  /** The base of relative URLs. Calls to another origin are refused unless `allowOtherOrigin` is set. Default: none. */
  readonly baseUrl?: string | URL | undefined;
  /**
   * Sent with every call unless the call overrides or removes them. A function is called for each attempt, so that a
   * token is fresh. To another origin, only headers that are known to carry no credential are sent. Default: none.
   */
  readonly headers?: HeadersOption | undefined;
  /**
   * Appended to the query of every call, except names that the URL or the call has. Sent only to the origin of `baseUrl`.
   * Default: none.
   */
  readonly query?: QueryInput | undefined;
  /** The name of the client in diagnostics messages and log lines. Default: none. */
  readonly name?: string | undefined;
  /**
   * Writes one line per attempt and per call: `console`, or a logger of pino's shape. Default: none; with
   * `NODE_DEBUG=sluice` in the environment, lines are written to stderr.
   */
  readonly logger?: Logger | undefined;
  /** The source of time. Default: {@link systemClock}. */
  readonly clock?: Clock | undefined;
  /** Whether `close()` closes the transport too. Default: true. */
  readonly closeTransport?: boolean | undefined;
}

/** Counters of a client. */
export interface ClientStats {
  /** Calls so far: started, answered, failed, and in flight (until the end of their body). */
  readonly calls: {
    readonly started: number;
    readonly answered: number;
    readonly failed: number;
    readonly inFlight: number;
  };
  /** The drains of unwanted bodies. */
  readonly drains: DrainStats;
  /** The statistics of each plugin, by its name. */
  readonly plugins: Readonly<Record<string, unknown>>;
  /** The statistics of the transport. */
  readonly transport: unknown;
}

/** The options of `close()`. */
export interface CloseOptions {
  /** The longest wait for calls in flight, in ms; then they are aborted with a ClosedError. Default: Infinity. */
  readonly within?: number | undefined;
}

/** Sends a request with a fixed method. */
export type Shortcut<CallOptions extends object> = (url: string | URL, options?: CallOptions) => Call;

/** A client: a function with a shortcut per method. */
export interface Client<CallOptions extends object = CoreCallOptions> extends AsyncDisposable {
  /** Sends a request. @param options may have `method`. Default: GET */
  (url: string | URL, options?: CallOptions & { readonly method?: string | undefined }): Call;
  readonly get: Shortcut<CallOptions>;
  readonly head: Shortcut<CallOptions>;
  readonly post: Shortcut<CallOptions>;
  readonly put: Shortcut<CallOptions>;
  readonly patch: Shortcut<CallOptions>;
  readonly delete: Shortcut<CallOptions>;
  readonly options: Shortcut<CallOptions>;
  /**
   * The standard `fetch`, through the whole pipeline of this client. It returns responses of any status and needs no `this`,
   * so that any SDK that accepts a `fetch` can use it. A network failure is a TypeError whose `cause` is the error of this
   * project.
   */
  readonly fetch: typeof fetch;
  /** The counters at this moment. */
  stats(): ClientStats;
  /**
   * Refuses new calls, waits for the calls in flight and their bodies, then closes plugins and transport. May be called
   * again, for example with a limit.
   * @throws OptionError for a bad option
   */
  close(options?: CloseOptions): Promise<void>;
  /**
   * Refuses new calls, aborts the calls in flight and their bodies, and closes plugins and transport.
   * @param reason the `cause` of the ClosedErrors with which these calls reject. Default: none
   */
  destroy(reason?: unknown): Promise<void>;
}
