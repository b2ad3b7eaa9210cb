import type { Clock } from '../time/clock.ts';
import type { DrainStats } from '../response/drain/drain-counts.ts';
import type { HeadersInput } from '../headers/headers.ts';
import type { AnyPlugin, Plugin } from '../plugin.ts';
import type { AnyTransport, Transport } from '../transport.ts';
import type { CorePolicyOptions } from '../options/core-options.ts';
import type { CoreCallOptions } from './call-options.ts';
import type { Call } from './call.ts';

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

/** What a client is made of. */
export interface ClientOptions<
  Plugins extends readonly AnyPlugin[] = readonly AnyPlugin[],
  TransportType extends AnyTransport = AnyTransport,
> extends CorePolicyOptions {
  /** What carries the requests. */
  readonly transport: TransportType;
  /** The layers of the pipeline; inside a stage the first listed is outermost. Default: none. */
  readonly plugins?: Plugins | undefined;
  /** Calls that name a path go below it, and no call leaves its origin unless `allowOtherOrigin`. Default: none. */
  readonly baseUrl?: string | URL | undefined;
  /** Sent with every call unless the call gives or removes them. Default: none. */
  readonly headers?: HeadersInput | undefined;
  /** The source of time. Default: {@link systemClock}. */
  readonly clock?: Clock | undefined;
  /** Whether `close()` closes the transport too. Default: true. */
  readonly closeTransport?: boolean | undefined;
}

/** Counters of a client. */
export interface ClientStats {
  /** Calls so far: begun, answered, failed, and those not yet over (their body included). */
  readonly calls: {
    readonly started: number;
    readonly answered: number;
    readonly failed: number;
    readonly inFlight: number;
  };
  /** What became of bodies nobody wanted. */
  readonly drains: DrainStats;
  /** What each plugin counts, by its name. */
  readonly plugins: Readonly<Record<string, unknown>>;
  /** What the transport counts. */
  readonly transport: unknown;
}

/** Sends a request with a method fixed. */
export type Shortcut<CallOptions extends object> = (url: string | URL, options?: CallOptions) => Call;

/** A client: callable, with a shortcut per method. */
export interface Client<CallOptions extends object = CoreCallOptions> extends AsyncDisposable {
  /** Sends a request. @param options may hold `method`; default: GET. */
  (url: string | URL, options?: CallOptions & { readonly method?: string | undefined }): Call;
  readonly get: Shortcut<CallOptions>;
  readonly head: Shortcut<CallOptions>;
  readonly post: Shortcut<CallOptions>;
  readonly put: Shortcut<CallOptions>;
  readonly patch: Shortcut<CallOptions>;
  readonly delete: Shortcut<CallOptions>;
  readonly options: Shortcut<CallOptions>;
  /**
   * The standard `fetch`, through this client's whole pipeline. Never throws on a status, and needs no `this`, so it
   * can be handed to any SDK that takes a fetch. A network failure is a TypeError whose `cause` says what happened.
   */
  readonly fetch: typeof fetch;
  /** Counters at this moment. */
  stats(): ClientStats;
  /** Refuses new calls, lets those in flight end (their bodies included), then closes plugins and transport. */
  close(): Promise<void>;
}
