import type { RetryBudget } from '../budget/budget.ts';
import type { TokenBudgetOptions } from '../budget/token-budget.ts';
import type { StatusRule } from '../policy/options.ts';

/** A delay that follows what is measured: the time within which this share of the latest answers of a host came. */
export interface MeasuredDelay {
  /** From 0 to 1 (neither included). */
  readonly percentile: number;
  /** The shortest delay, in ms. Default: 10. */
  readonly min?: number | undefined;
}

/** The part of {@link HedgeOptions} that a single call can override. */
export interface HedgeRules {
  /**
   * When an attempt that has not been answered is joined by another: after so many ms, or after a measured percentile
   * of the host's latency, for which its first 20 answers are waited. Default: `{ percentile: 0.95 }`, so that about
   * one call in twenty is hedged ("The Tail at Scale", Dean and Barroso 2013).
   */
  readonly delay?: number | MeasuredDelay | undefined;
  /** Hedges per attempt of the retry loop, each after the same delay again; from 1 to 4 (gRPC's limit). Default: 1. */
  readonly maxHedges?: number | undefined;
  /**
   * Methods that may be sent twice at the same time; `any` for all. Default: the safe ones (RFC 9110 section 9.2.1). A
   * request with an idempotency key is hedged whatever its method.
   */
  readonly methods?: readonly string[] | 'any' | undefined;
  /** Answers that do not win while another attempt is under way. Default: the statuses that `retry` retries. */
  readonly statuses?: StatusRule | undefined;
}

/** Everything {@link hedge} takes. */
export interface HedgeOptions extends HedgeRules {
  /**
   * What grants hedges. Default: the budget of the client's `retry` plugin, or, where there is none, a token bucket of
   * its own; false for none.
   */
  readonly budget?: TokenBudgetOptions | RetryBudget | false | undefined;
  /** The header that carries an idempotency key. Default: that of the `retry` plugin, or else `idempotency-key`. */
  readonly idempotencyHeader?: string | undefined;
}

/** What {@link hedge} adds to every call. */
export interface HedgeCallOptions {
  /** Rules laid over the client's for this call; false sends each attempt once. */
  readonly hedge?: HedgeRules | false | undefined;
}

/** What {@link hedge} counts, in `client.stats().plugins.hedge`. */
export interface HedgeStats {
  /** Attempts made beside another. */
  readonly hedges: number;
  /** Of these, those that ended in line for a slot or a connection. */
  readonly unsent: number;
  /** How often one of them brought the answer. */
  readonly won: number;
  /** How often the budget refused one. */
  readonly budgetRefusals: number;
}

/** The rules in checked form. */
export interface HedgeSettings {
  readonly delay: number | { readonly percentile: number; readonly min: number };
  readonly maxHedges: number;
  readonly methods: ReadonlySet<string> | 'any';
  /** Undefined: those that `retry` retries. */
  readonly statuses: ((status: number) => boolean) | undefined;
}
