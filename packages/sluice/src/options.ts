import type {
  CallOptionsOf,
  Clock,
  CoreCallOptions,
  CorePolicyOptions,
  HeadersInput,
  RedirectCallOptions,
} from '@sluice/core';
import type { AnyPlugin } from '@sluice/core/plugin';
import type { AnyTransport, Transport } from '@sluice/core/transport';
import type { GateCallOptions, GateOptions } from '@sluice/gate';
import type { PoolOptions, PoolRegistry } from '@sluice/pool';
import type { RetryCallOptions, RetryOptions } from '@sluice/retry';
import type { WireTimeouts } from '@sluice/undici';
import type {
  AttemptTimeoutOptions,
  DeadlineOptions,
  WatchdogCallOptions,
  WatchdogOptions,
} from '@sluice/watchdog';

/** The limits of a call's phases, in ms; `false` for none. */
export interface TimeoutOptions extends WireTimeouts, DeadlineOptions, AttemptTimeoutOptions {}

/** The options of every call of a `sluice` client. */
export type SluiceCallOptions = CoreCallOptions &
  RedirectCallOptions &
  RetryCallOptions &
  GateCallOptions &
  WatchdogCallOptions & {
    /** Limits of this call's phases, in ms; `false` for none at all. Default: the client's. */
    readonly timeout?: TimeoutOptions | false | undefined;
    /** Sends the head first and the body when the server says so (RFC 9110 section 10.1.1). Default: false. */
    readonly expectContinue?: boolean | undefined;
  };

/** The per-call options that further plugins add; none when their types are not known. */
export type ExtraOptionsOf<Plugins extends readonly AnyPlugin[]> = Plugins extends readonly []
  ? {}
  : number extends Plugins['length']
    ? {}
    : CallOptionsOf<Plugins, Transport>;

/** The per-call options that a transport of its own adds; none when its type is not known. */
export type TransportOptionsOf<TransportType extends AnyTransport> = AnyTransport extends TransportType
  ? {}
  : Omit<CallOptionsOf<readonly [], TransportType>, keyof SluiceCallOptions>;

/** Options of a `sluice` client that are not options of core or of its redirects. */
export type OwnOptions = Omit<SluiceOptions, keyof CorePolicyOptions | keyof RedirectCallOptions>;

/** What a `sluice` client is made of. Every option may be left out; the defaults are in the documentation (Defaults). */
export interface SluiceOptions<
  Plugins extends readonly AnyPlugin[] = readonly AnyPlugin[],
  TransportType extends AnyTransport = AnyTransport,
>
  extends CorePolicyOptions, RedirectCallOptions, Pick<SluiceCallOptions, 'expectContinue'> {
  /** Calls that name a path go below it, and no call leaves its origin unless `allowOtherOrigin`. Default: none. */
  readonly baseUrl?: string | URL | undefined;
  /** Sent with every call unless the call gives or removes them. */
  readonly headers?: HeadersInput | undefined;
  /** When and how failed attempts are repeated. `false`: not unless a call asks for it. */
  readonly retry?: RetryOptions | false | undefined;
  /** How many exchanges a host takes at once. `false`: no bound. */
  readonly gate?: GateOptions | false | undefined;
  /** Limits of the phases of a call. `false`: none at all. */
  readonly timeout?: TimeoutOptions | false | undefined;
  /** What becomes of bodies nobody reads. `false`: nothing. */
  readonly watchdog?: WatchdogOptions | false | undefined;
  /** Limits of a connection pool of its own. Default: the pool of the process. Not together with `registry` or `transport`. */
  readonly pool?: PoolOptions | undefined;
  /** The registry whose connection pool it uses. Default: that of the process. Not together with `pool` or `transport`. */
  readonly registry?: PoolRegistry | undefined;
  /** What carries the requests. Default: `undiciTransport()`. Closed with the client. */
  readonly transport?: TransportType | undefined;
  /** Further plugins; inside a stage they run after (within) the built-in ones. Default: none. */
  readonly plugins?: Plugins | undefined;
  /** The source of time. Default: the machine's. */
  readonly clock?: Clock | undefined;
}
