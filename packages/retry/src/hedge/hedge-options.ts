// The options of `hedge()`, and its statistics.
import type { RetryBudget } from '../budget/budget.ts';
import type { TokenBudgetOptions } from '../budget/token-budget.ts';
import type { StatusRule } from '../policy/options.ts';

/** A delay that follows the measured latency of a host: a percentile of its latest responses. */
export interface MeasuredDelay {
  /** Between 0 and 1 (both excluded). */
  readonly percentile: number;
  /** The shortest delay, in ms. Default: 10. */
  readonly min?: number | undefined;
}

/** The options of {@link hedge} that a single call can override. */
export interface HedgeRules {
  /**
   * How long an attempt may stay unanswered before it is hedged: in ms, or as a percentile of the host's latency, which
   * is known after its first 20 responses. Default: `{ percentile: 0.95 }`, so that about one call in twenty is hedged
   * ("The Tail at Scale", Dean and Barroso 2013).
   */
  readonly delay?: number | MeasuredDelay | undefined;
  /** Hedges per attempt of the retry loop, one per delay; from 1 to 4 (gRPC's limit). Default: 1. */
  readonly maxHedges?: number | undefined;
  /**
   * Methods of requests that may be sent twice at the same time; `any` for all. Default: the safe methods (RFC 9110
   * section 9.2.1). A request with an idempotency key is hedged regardless of its method.
   */
  readonly methods?: readonly string[] | 'any' | undefined;
  /** Statuses that do not win while another attempt is under way. Default: the statuses that `retry` retries. */
  readonly statuses?: StatusRule | undefined;
}

/** The options of {@link hedge}. */
export interface HedgeOptions extends HedgeRules {
  /**
   * The budget that grants hedges; false for none. Default: the budget of the client's `retry` plugin, or a token
   * bucket if the client has none.
   */
  readonly budget?: TokenBudgetOptions | RetryBudget | false | undefined;
  /** The name of the header with the idempotency key. Default: that of the `retry` plugin, or `idempotency-key`. */
  readonly idempotencyHeader?: string | undefined;
}

/** The options that {@link hedge} adds to every call. */
export interface HedgeCallOptions {
  /** Rules for this call; false: each attempt is sent once. */
  readonly hedge?: HedgeRules | false | undefined;
}

/** The statistics of {@link hedge}, in `client.stats().plugins.hedge`. */
export interface HedgeStats {
  /** Hedges made. */
  readonly hedges: number;
  /** Of these, hedges that ended before they had a connection, or were refused. */
  readonly unsent: number;
  /** How often a hedge won. */
  readonly won: number;
  /** How often the budget refused a hedge. */
  readonly budgetRefusals: number;
}

/** {@link HedgeRules}, checked and complete. */
export interface HedgeSettings {
  readonly delay: number | { readonly percentile: number; readonly min: number };
  readonly maxHedges: number;
  readonly methods: ReadonlySet<string> | 'any';
  /** Undefined: the statuses that `retry` retries. */
  readonly statuses: ((status: number) => boolean) | undefined;
}
