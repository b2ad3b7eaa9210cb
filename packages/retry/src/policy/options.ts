import type { DrainInput, ReadBound } from '@sluice/core';
import type { Backoff, BackoffName } from './backoff.ts';
import type { RetryBudget } from '../budget/budget.ts';
import type { CooldownOptions, HostCooldown } from '../cooldown/cooldown.ts';
import type { RetryHooks } from './hooks.ts';
import type { HintName } from '../hints/server-hint.ts';
import type { TokenBudgetOptions } from '../budget/token-budget.ts';

/** The policies that can be given by name. */
export type PresetName = 'conservative' | 'goRetryablehttp' | 'got' | 'aws';

/** Which statuses call for another attempt: a list, or a function of the status. */
export type StatusRule = readonly number[] | ((status: number) => boolean);

/** What a server that asks for too long a wait gets: `wait` it anyway, `cap` the wait, or `stop` retrying. */
export type Ceiling = 'wait' | 'cap' | 'stop';

/** The part of a retry policy that a single call can override. */
export interface RetryRules extends RetryHooks {
  /** Retries after the first attempt; Infinity for no limit of its own. Default: 4 (go-retryablehttp's RetryMax). */
  readonly maxRetries?: number | undefined;
  /** The first delay, in ms, at most `maxDelay`. Default: 1000 (go-retryablehttp's RetryWaitMin). */
  readonly minDelay?: number | undefined;
  /**
   * The longest delay of a backoff, in ms; one below a `minDelay` that was not given along with it lowers that too.
   * Default: 30000 (go-retryablehttp's RetryWaitMax).
   */
  readonly maxDelay?: number | undefined;
  /** Growth of the delay from retry to retry. Default: 2. */
  readonly factor?: number | undefined;
  /** How delays grow and spread: one by name, or a function. Default: `full-jitter`. */
  readonly backoff?: BackoffName | Backoff | undefined;
  /**
   * Methods that may be sent again after bytes of them were sent; `any` for all. Default: the idempotent ones
   * (RFC 9110 section 9.2.2): GET, HEAD, OPTIONS, PUT, DELETE, TRACE, QUERY. A request with an idempotency key, and
   * one of which nothing reached the wire, is retried whatever its method.
   */
  readonly methods?: readonly string[] | 'any' | undefined;
  /**
   * Statuses that call for another attempt. Default: 429 and 5xx except 501 (go-retryablehttp), 408 (RFC 9110 section
   * 15.5.9: the client may repeat) and 425 (RFC 8470 section 5.2). A 413 is retried when it says when (section 15.5.14).
   */
  readonly statuses?: StatusRule | undefined;
  /**
   * Codes of errors that call for another attempt: of the system (`ECONNRESET`) or of this project
   * (`ERR_SLUICE_CONNECTION_LOST`). `any`, alone or in the list, stands for every error of the wire that may pass. One
   * that says it will not (`NetworkError.retryable` is false: a name that does not exist, headers over their limit) is
   * retried only when one of its codes is listed; an untrusted certificate when that of its cause is, and a server that
   * refuses the client's TLS when its alert is (`unrecognized_name`; see `NetworkError.tlsAlert`). Default: `any`.
   */
  readonly errorCodes?: readonly string[] | 'any' | undefined;
  /** Headers heeded by which a server says when to come back. Default: every family; `[]` heeds none. */
  readonly hints?: readonly HintName[] | undefined;
  /** Statuses on which these headers are heeded. Default: 413, 429 and 503. */
  readonly hintStatuses?: readonly number[] | undefined;
  /** The longest wait granted to a server, in ms. Default: 30000. */
  readonly maxRetryAfter?: number | undefined;
  /** What happens when a server asks for more than `maxRetryAfter`. Default: `cap`. */
  readonly ceiling?: Ceiling | undefined;
  /**
   * When set, the server's wait is taken only between the backoff's own delay and this many ms more, as the AWS SDKs
   * do with 5000. Default: false, the server's wait replaces the delay.
   */
  readonly hintSlack?: number | false | undefined;
  /**
   * The bound within which a response is drained before the next attempt: the fields that differ from the call's
   * `drain`, or `auto` for its time. Default: the call's `drain`.
   */
  readonly drain?: DrainInput | undefined;
  /**
   * How much of a response's body `checkRetry` and a backoff of one's own may look at, before it is drained, and how
   * long that may take. Default: 0 bytes, nothing is waited for; `time`: 50 ms. At most 65536 bytes.
   */
  readonly peek?: Partial<ReadBound> | undefined;
}

/** Everything {@link retry} takes. */
export interface RetryOptions extends RetryRules {
  /** The policy that the other options are laid over. Default: `conservative`. */
  readonly preset?: PresetName | undefined;
  /**
   * What grants retries per host, so that a failing service is not stormed: options of a token bucket, a budget shared
   * with others, or false for none. Default: a token bucket of its own (see {@link TokenBudgetOptions}), which all
   * clients given the same plugin object share.
   */
  readonly budget?: TokenBudgetOptions | RetryBudget | false | undefined;
  /**
   * Whether one `Retry-After`, or one exhausted rate limit, pauses every caller to that host, bounded by each call's
   * deadline; an HTTP/2 server's ENHANCE_YOUR_CALM does so for `minDelay`: options, a cool-down shared with others, or
   * true. Default: false.
   */
  readonly cooldown?: CooldownOptions | HostCooldown | boolean | undefined;
  /** The source of random numbers from 0 (included) to 1 (not included). Default: `Math.random`. */
  readonly random?: (() => number) | undefined;
  /** The header that carries an idempotency key. Default: `idempotency-key`. */
  readonly idempotencyHeader?: string | undefined;
}

/** What a single call can lay over its client's policy. */
export interface RetryCallRules extends RetryRules {
  /** Lets this call be retried without asking the budget, and without paying. Default: the client's budget. */
  readonly budget?: false | undefined;
}

/** What {@link retry} adds to every call. */
export interface RetryCallOptions {
  /** Rules laid over the client's policy for this call; false sends it once. */
  readonly retry?: RetryCallRules | false | undefined;
  /**
   * Sends an idempotency key with the request, the same in every attempt, and so makes any method retryable:
   * true for a random UUID, or the key, or a function that makes it (called once per call). Default: none.
   */
  readonly idempotencyKey?: true | string | (() => string) | undefined;
}
