// The options of `retry()`, for a client and per call.
import type { DrainInput, ReadBound } from '@sluice/core';
import type { KeyInput } from '../idempotency.ts';
import type { Backoff, BackoffName } from './backoff.ts';
import type { RetryBudget } from '../budget/budget.ts';
import type { CooldownOptions, HostCooldown } from '../cooldown/cooldown.ts';
import type { RetryHooks } from './hooks.ts';
import type { HintName } from '../hints/server-hint.ts';
import type { TokenBudgetOptions } from '../budget/token-budget.ts';

/** The names of the presets. */
export type PresetName = 'conservative' | 'goRetryablehttp' | 'got' | 'aws';

/** The statuses that call for another attempt: a list, or a function of the status. */
export type StatusRule = readonly number[] | ((status: number) => boolean);

/** The reaction to a server that requests too long a wait: `wait` it anyway, `cap` the wait, or `stop` retrying. */
export type Ceiling = 'wait' | 'cap' | 'stop';

/** The part of a retry policy that a single call can override. */
export interface RetryRules extends RetryHooks {
  /** Retries after the first attempt; Infinity for no limit. Default: 4 (go-retryablehttp's RetryMax). */
  readonly maxRetries?: number | undefined;
  /** The first delay, in ms, at most `maxDelay`. Default: 1,000 (go-retryablehttp's RetryWaitMin). */
  readonly minDelay?: number | undefined;
  /**
   * The longest delay of a backoff, in ms. Lowers `minDelay` if that is larger and not given too. Default: 30,000
   * (go-retryablehttp's RetryWaitMax).
   */
  readonly maxDelay?: number | undefined;
  /** The factor by which the delay grows per retry. Default: 2. */
  readonly factor?: number | undefined;
  /** The backoff: a name or a function. Default: `full-jitter`. */
  readonly backoff?: BackoffName | Backoff | undefined;
  /**
   * Methods of requests that may be sent again after bytes of them were written; `any` for all. Default: the idempotent
   * methods (RFC 9110 section 9.2.2): GET, HEAD, OPTIONS, PUT, DELETE, TRACE, QUERY. A request with an idempotency key,
   * or of which no byte was written, is retried whatever its method.
   */
  readonly methods?: readonly string[] | 'any' | undefined;
  /**
   * Statuses that call for another attempt. Default: 429 and 5xx except 501 (go-retryablehttp), 408 (RFC 9110 section
   * 15.5.9: the client may repeat) and 425 (RFC 8470 section 5.2). A 413 with `Retry-After` is retried (section
   * 15.5.14).
   */
  readonly statuses?: StatusRule | undefined;
  /**
   * Codes of errors that call for another attempt: of the system (`ECONNRESET`) or of Sluice
   * (`ERR_SLUICE_CONNECTION_LOST`). `any`, alone or in the list, stands for every transient network error. A permanent
   * error (`NetworkError.retryable` is false: a name that does not exist, headers over their limit) is retried only if
   * one of its codes is listed: an untrusted certificate only if the code of its cause is, a refusal of the client's TLS
   * only if its alert is (`unrecognized_name`; see `NetworkError.tlsAlert`). Default: `any`.
   */
  readonly errorCodes?: readonly string[] | 'any' | undefined;
  /** Families of headers in which a server's wait is heeded. Default: every family; `[]` for none. */
  readonly hints?: readonly HintName[] | undefined;
  /**
   * Statuses on which these headers are heeded. A 403 that they call a rate limit is retried (GitHub's secondary limits).
   * Default: 403, 413, 429 and 503. If `checkRetry` requests the retry, they are heeded on every status.
   */
  readonly hintStatuses?: readonly number[] | undefined;
  /** The longest wait granted to a server, in ms. Default: 30,000. */
  readonly maxRetryAfter?: number | undefined;
  /** What happens if a server requests more than `maxRetryAfter`. Default: `cap`. */
  readonly ceiling?: Ceiling | undefined;
  /**
   * Limits the server's wait to between the backoff's delay and this many ms more, as the AWS SDKs do with 5,000.
   * Default: false, the server's wait replaces the delay.
   */
  readonly hintSlack?: number | false | undefined;
  /**
   * The shortest wait, in ms. If a server requests less, such as `Retry-After: 0` or a date in the past, the wait is drawn
   * between half of this value and all of it, so that callers do not return together. Default: `minDelay`.
   */
  readonly hintFloor?: number | undefined;
  /**
   * The bound for draining a failed response before the next attempt: the fields that differ from the call's `drain`,
   * or `auto` for its time. Default: the call's `drain`.
   */
  readonly drain?: DrainInput | undefined;
  /**
   * The part of a response's body that `checkRetry` and your own backoff can see, and how long to wait for it. Default:
   * 0 bytes, which waits for nothing; `time`: 50 ms. At most 65,536 bytes.
   */
  readonly peek?: Partial<ReadBound> | undefined;
}

/** The options of {@link retry}. */
export interface RetryOptions extends RetryRules {
  /** The preset that the other options override. Default: `conservative`. */
  readonly preset?: PresetName | undefined;
  /**
   * The budget that grants retries per host and protects a failing service from a storm: options of a token bucket, a
   * budget shared with other plugins, or false for none. Default: a token bucket (see {@link TokenBudgetOptions})
   * shared by all clients that are given this plugin object.
   */
  readonly budget?: TokenBudgetOptions | RetryBudget | false | undefined;
  /**
   * Whether one `Retry-After`, or one exhausted rate limit, pauses all calls to the host, within each call's deadline.
   * An HTTP/2 server's ENHANCE_YOUR_CALM does so for `minDelay`. Options, a cool-down shared with other plugins, or
   * true. Default: false.
   */
  readonly cooldown?: CooldownOptions | HostCooldown | boolean | undefined;
  /** Returns random numbers from 0 (included) to 1 (excluded). Default: `Math.random`. */
  readonly random?: (() => number) | undefined;
  /** The name of the header with the idempotency key. Default: `idempotency-key`. */
  readonly idempotencyHeader?: string | undefined;
}

/** The rules that a single call can override. */
export interface RetryCallRules extends RetryRules {
  /** `false`: retries of this call need no grant and are not charged. Default: the client's budget. */
  readonly budget?: false | undefined;
}

/** The options that {@link retry} adds to every call. */
export interface RetryCallOptions {
  /** Rules for this call, a number for `maxRetries`, or false: it is sent once. */
  readonly retry?: RetryCallRules | number | false | undefined;
  /**
   * Sends an idempotency key with the request, the same in every attempt, which makes any method retryable: true for a
   * random UUID, the key, or a function that returns it (called once per call). For the client, `{ methods }` gives every
   * call with one of these methods a key; `false` sends none for this call. Default: the client's, which is none.
   */
  readonly idempotencyKey?: KeyInput | undefined;
}
