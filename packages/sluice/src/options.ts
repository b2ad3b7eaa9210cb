// The types of a client's options.
import type {
  CallOptionsOf,
  Clock,
  CoreCallOptions,
  CorePolicyOptions,
  HeadersOption,
  HookCallOptions,
  Logger,
  QueryInput,
  RedirectCallOptions,
} from '@sluice/core';
import type { AnyPlugin } from '@sluice/core/plugin';
import type { AnyTransport, Transport } from '@sluice/core/transport';
import type { GateCallOptions, GateOptions } from '@sluice/gate';
import type { PoolOptions, PoolRegistry } from '@sluice/pool';
import type { KeyRule, RetryCallOptions, RetryOptions } from '@sluice/retry';
import type { WireTimeouts } from '@sluice/undici';
import type {
  AttemptTimeoutOptions,
  DeadlineOptions,
  WatchdogCallOptions,
  WatchdogOptions,
} from '@sluice/watchdog';

/** The limits of a call's phases, in ms. `false`: no limit. */
export interface TimeoutOptions extends WireTimeouts, DeadlineOptions, AttemptTimeoutOptions {}

/** The options of every call of a `sluice` client. */
export type SluiceCallOptions = CoreCallOptions &
  RedirectCallOptions &
  HookCallOptions &
  RetryCallOptions &
  GateCallOptions &
  WatchdogCallOptions & {
    /** The limits of this call's phases, in ms; a number is `total`. `false`: no limits. Default: the client's. */
    readonly timeout?: TimeoutOptions | number | false | undefined;
    /** Whether the body is sent only after the server's 100 (RFC 9110 section 10.1.1). Default: false. */
    readonly expectContinue?: boolean | undefined;
  };

/** The call options that additional plugins declare. Empty if the types of the plugins are not known. */
export type ExtraOptionsOf<Plugins extends readonly AnyPlugin[]> = Plugins extends readonly []
  ? {}
  : number extends Plugins['length']
    ? {}
    : CallOptionsOf<Plugins, Transport>;

/** The call options that a given transport declares. Empty if its type is not known. */
export type TransportOptionsOf<TransportType extends AnyTransport> = AnyTransport extends TransportType
  ? {}
  : Omit<CallOptionsOf<readonly [], TransportType>, keyof SluiceCallOptions>;

/** The options of a `sluice` client that core and its plugins `redirect` and `hooks` do not have. */
export type OwnOptions = Omit<
  SluiceOptions,
  keyof CorePolicyOptions | keyof RedirectCallOptions | keyof HookCallOptions
>;

/** The options of a `sluice` client. Each is optional; `docs/defaults.md` lists the defaults. */
export interface SluiceOptions<
  Plugins extends readonly AnyPlugin[] = readonly AnyPlugin[],
  TransportType extends AnyTransport = AnyTransport,
>
  extends CorePolicyOptions, RedirectCallOptions, HookCallOptions, Pick<SluiceCallOptions, 'expectContinue'> {
  /**
   * The URL against which the paths of calls are resolved. Without `allowOtherOrigin`, every call must stay at its origin.
   * Default: none.
   */
  readonly baseUrl?: string | URL | undefined;
  /**
   * Headers of every call, unless the call replaces or removes them. A function is called for each attempt, so that a
   * token is fresh.
   */
  readonly headers?: HeadersOption | undefined;
  /** Appended to the query of every call, except names that the URL or the call has. Default: none. */
  readonly query?: QueryInput | undefined;
  /** When and how failed attempts are retried; a number is `maxRetries`. `false`: no retries, unless a call enables them. */
  readonly retry?: RetryOptions | number | false | undefined;
  /** The methods whose calls get an idempotency key; true for POST and PATCH. Default: none. */
  readonly idempotencyKey?: boolean | KeyRule | undefined;
  /** The limits on concurrent exchanges per host. `false`: no limits. */
  readonly gate?: GateOptions | false | undefined;
  /** The limits of the phases of a call, in ms; a number is `total`. `false`: no limits. */
  readonly timeout?: TimeoutOptions | number | false | undefined;
  /** When and how unread bodies are reclaimed. `false`: never. */
  readonly watchdog?: WatchdogOptions | false | undefined;
  /** The limits of a pool of the client's own. Default: the pool of the registry. Not together with `registry` or `transport`. */
  readonly pool?: PoolOptions | undefined;
  /** The registry whose pool the client uses. Default: the registry of the process. Not together with `pool` or `transport`. */
  readonly registry?: PoolRegistry | undefined;
  /** The transport, which is closed with the client. Default: `undiciTransport()`. */
  readonly transport?: TransportType | undefined;
  /** Additional plugins. Within a stage, they run inside the built-in ones. Default: none. */
  readonly plugins?: Plugins | undefined;
  /** The name of the client, in messages of diagnostics and of the logger. Default: none. */
  readonly name?: string | undefined;
  /**
   * The logger, which gets one line per attempt and per call: `console`, or a logger with pino's interface. Default: none;
   * with `NODE_DEBUG=sluice` in the environment, lines are written to stderr.
   */
  readonly logger?: Logger | undefined;
  /** The source of time. Default: the system clock. */
  readonly clock?: Clock | undefined;
}
