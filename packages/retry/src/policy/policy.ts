// A complete retry policy.
import type { DrainBound, ReadBound } from '@sluice/core';
import type { Backoff } from './backoff.ts';
import type { RetryBudget } from '../budget/budget.ts';
import type { HostCooldown } from '../cooldown/cooldown.ts';
import type { RetryHooks } from './hooks.ts';
import type { Ceiling } from './options.ts';
import type { HintName } from '../hints/server-hint.ts';

/** The options of {@link retry}, checked and complete. See {@link RetryOptions} for their meaning. */
export interface RetryPolicy extends RetryHooks {
  /**
   * Whether failed attempts are retried at all. False for a call with `retry: false`: the budget still pays for its
   * hedges, and it still keeps the pauses that hosts requested.
   */
  readonly enabled: boolean;
  /** Whether `checkRetry` was given with the call: only then may it request a retry that the call forbids. */
  readonly checkedByCall: boolean;
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
  /** Codes of errors that call for another attempt; `any`, alone or in the set, for all transient errors. */
  readonly errorCodes: ReadonlySet<string> | 'any';
  /** Families of headers that are heeded. */
  readonly hints: ReadonlySet<HintName>;
  /** Statuses on which the headers are heeded. */
  readonly hintStatuses: ReadonlySet<number>;
  /** The longest wait granted to a server, in ms. */
  readonly maxRetryAfter: number;
  /** What happens if a server requests more. */
  readonly ceiling: Ceiling;
  /** By how much a server's wait may exceed the backoff's delay, in ms; false: it replaces the delay. */
  readonly hintSlack: number | false;
  /** A shorter wait of a server is replaced by a wait between half of this value and all of it, in ms. Undefined: `minDelay`. */
  readonly hintFloor?: number;
  /** Overrides fields of the call's drain bound. */
  readonly drain: Partial<DrainBound>;
  /** The part of a response's body that the decision may see; 0 bytes: none. */
  readonly peek: ReadBound;
  /** The budget that grants retries; false: no grant is needed. */
  readonly budget: RetryBudget | false;
  /** The pauses that hosts requested; false: pauses are not kept. */
  readonly cooldown: HostCooldown | false;
  /** Returns random numbers from 0 (included) to 1 (excluded). */
  readonly random: () => number;
  /** The header that carries an idempotency key, in lower case. */
  readonly idempotencyHeader: string;
}
