import type { DrainBound, ReadBound } from '@sluice/core';
import type { Backoff } from './backoff.ts';
import type { RetryBudget } from '../budget/budget.ts';
import type { HostCooldown } from '../cooldown/cooldown.ts';
import type { RetryHooks } from './hooks.ts';
import type { Ceiling } from './options.ts';
import type { HintName } from '../hints/server-hint.ts';

/** A retry policy in checked form, defaults filled in: what decisions are made from. Options: {@link RetryOptions}. */
export interface RetryPolicy extends RetryHooks {
  /**
   * Whether failed attempts are repeated at all. False for a call with `retry: false`: its hedges are still paid from
   * the budget, and the pauses that hosts asked for are kept.
   */
  readonly enabled: boolean;
  /** Retries after the first attempt. */
  readonly maxRetries: number;
  /** The first delay, in ms. */
  readonly minDelay: number;
  /** The longest delay, in ms. */
  readonly maxDelay: number;
  /** Growth of the delay. */
  readonly factor: number;
  /** The delay before a retry. */
  readonly backoff: Backoff;
  /** Methods that may be sent again. */
  readonly methods: ReadonlySet<string> | 'any';
  /** Whether a status calls for another attempt. */
  readonly statuses: (status: number) => boolean;
  /** Codes of errors that call for another attempt; `any`, alone or among them, for all that may pass. */
  readonly errorCodes: ReadonlySet<string> | 'any';
  /** Families of headers heeded. */
  readonly hints: ReadonlySet<HintName>;
  /** Statuses on which they are heeded. */
  readonly hintStatuses: ReadonlySet<number>;
  /** The longest wait granted to a server, in ms. */
  readonly maxRetryAfter: number;
  /** What happens beyond it. */
  readonly ceiling: Ceiling;
  /** How far a server's wait may exceed the backoff's, in ms; false: it replaces it. */
  readonly hintSlack: number | false;
  /** Laid over the call's drain bound. */
  readonly drain: Partial<DrainBound>;
  /** How much of a body decisions may look at; 0 bytes: none. */
  readonly peek: ReadBound;
  /** What grants retries beside the policy; false: nothing has to. */
  readonly budget: RetryBudget | false;
  /** The pauses that hosts asked for; false: they are not heeded. */
  readonly cooldown: HostCooldown | false;
  /** Random numbers from 0 (included) to 1 (not included). */
  readonly random: () => number;
  /** The header that carries an idempotency key, in lower case. */
  readonly idempotencyHeader: string;
}
