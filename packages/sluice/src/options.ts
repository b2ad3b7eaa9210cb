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

/** The per-call options that additional plugins add. Empty if the types of the plugins are not known. */
export type ExtraOptionsOf<Plugins extends readonly AnyPlugin[]> = Plugins extends readonly []
  ? {}
  : number extends Plugins['length']
    ? {}
    : CallOptionsOf<Plugins, Transport>;

/** The per-call options that a given transport adds. Empty if its type is not known. */
export type TransportOptionsOf<TransportType extends AnyTransport> = AnyTransport extends TransportType
  ? {}
  : Omit<CallOptionsOf<readonly [], TransportType>, keyof SluiceCallOptions>;

/** Options of a `sluice` client that are not options of core or of its redirects. */
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
  /** Calls that name a path go below it, and no call leaves its origin unless `allowOtherOrigin`. Default: none. */
  readonly baseUrl?: string | URL | undefined;
  /**
   * Headers of every call, unless the call replaces or removes them. A function is called for each attempt, so that a
   * token is fresh.
   */
  readonly headers?: HeadersOption | undefined;
  /** Appended to the query of every call, except names that the URL or the call has. */
  readonly query?: QueryInput | undefined;
  /** When and how failed attempts are retried; a number is `maxRetries`. `false`: no retries, unless a call enables them. */
  readonly retry?: RetryOptions | number | false | undefined;
  /** Gives calls with these methods an idempotency key; true for POST and PATCH. Default: none. */
  readonly idempotencyKey?: boolean | KeyRule | undefined;
  /** The limits on concurrent exchanges per host. `false`: no limits. */
  readonly gate?: GateOptions | false | undefined;
  /** The limits of the phases of a call, in ms; a number is `total`. `false`: no limits. */
  readonly timeout?: TimeoutOptions | number | false | undefined;
  /** When and how unread bodies are reclaimed. `false`: never. */
  readonly watchdog?: WatchdogOptions | false | undefined;
  /** The limits of the client's own pool. Default: the shared pool. Not together with `registry` or `transport`. */
  readonly pool?: PoolOptions | undefined;
  /** The registry whose pool it uses. Default: the shared registry. Not together with `pool` or `transport`. */
  readonly registry?: PoolRegistry | undefined;
  /** The transport. It is closed with the client. Default: `undiciTransport()`. */
  readonly transport?: TransportType | undefined;
  /** Additional plugins. Within a stage, they run inside the built-in ones. Default: none. */
  readonly plugins?: Plugins | undefined;
  /** The name of the client, in messages of diagnostics and of the logger. Default: none. */
  readonly name?: string | undefined;
  /**
   * Writes one line per attempt and per call: `console`, or a logger of pino's shape. Default: none; with
   * `NODE_DEBUG=sluice` in the environment, lines are written to stderr.
   */
  readonly logger?: Logger | undefined;
  /** The source of time. Default: the system clock. */
  readonly clock?: Clock | undefined;
}
