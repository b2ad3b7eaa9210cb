// A retry budget that is a token bucket per host.
import { option, refuse, type OptionParser } from '@sluice/core/plugin';
import { MAX_LISTED, type BudgetStats, type ExtraAttempt, type RetryBudget } from './budget.ts';
import { HostMap } from '../host-map.ts';

const { duration, integer, parseOptions } = option;

/** Options of {@link tokenBudget}. */
export interface TokenBudgetOptions {
  /** Capacity of a bucket, which is full at the start. Default: 500 (AWS SDKs). */
  readonly tokens?: number | undefined;
  /** Tokens per additional attempt. Default: 5 (AWS SDKs), that is 100 retries in a row. */
  readonly cost?: number | undefined;
  /** Tokens per retry after a failure other than a 429. Default: `cost`; the AWS SDKs take 10. */
  readonly transientCost?: number | undefined;
  /**
   * Tokens returned for a first attempt that succeeds. Default: 1 (AWS SDKs), so that in the long run retries stay
   * under a fifth of the successes. A retry that succeeds returns its own cost.
   */
  readonly refund?: number | undefined;
  /**
   * Additional attempts per second that are always granted, so that one outage does not exhaust the budget of a host
   * with little traffic for good. Default: 1 (Finagle and Linkerd: 10). 0: none, as in the AWS SDKs.
   */
  readonly floor?: number | undefined;
}

interface Settings {
  tokens: number;
  cost: number;
  transientCost: number | undefined;
  refund: number;
  floor: number;
}

const perSecond: OptionParser<number> = (value, path) => {
  if (typeof value !== 'number' || !(value >= 0 && value < Infinity)) {
    throw refuse(path, value, 'a number of attempts per second from 0 on');
  }
  return value;
};

const PARSERS = {
  tokens: integer(),
  cost: integer({ min: 1 }),
  transientCost: integer({ min: 1 }),
  refund: duration(),
  floor: perSecond,
};

interface Bucket {
  tokens: number;
  filledAt: number;
}

/**
 * A budget as in the AWS SDKs and gRPC (proposal A6): a token bucket per host. Retries all calls of a short burst of
 * failures, and few calls of a lasting outage.
 * @throws OptionError for an unknown option or a bad value.
 */
export function tokenBudget(options: TokenBudgetOptions = {}): RetryBudget {
  return new TokenBudget(parseTokenBudget(options, 'budget'));
}

/** Checks the options of a token bucket. @throws OptionError */
export function parseTokenBudget(given: unknown, path: string): Settings {
  const parsed = parseOptions<Settings>(given, PARSERS, path);
  const settings = { tokens: 500, cost: 5, transientCost: undefined, refund: 1, floor: 1, ...parsed };
  const most = Math.max(settings.cost, settings.transientCost ?? 0);
  if (settings.tokens > 0 && settings.tokens < most) {
    throw refuse(`${path}.tokens`, settings.tokens, `0, or at least the cost of a retry (${most})`);
  }
  return settings;
}

/** See {@link tokenBudget}. */
export class TokenBudget implements RetryBudget {
  readonly #settings: Settings;
  /** The buckets that are not full. */
  readonly #buckets: HostMap<Bucket>;
  #granted = 0;
  #refused = 0;

  constructor(settings: Settings) {
    this.#settings = settings;
    this.#buckets = new HostMap(() => ({ tokens: settings.tokens, filledAt: 0 }));
  }

  onSuccess(origin: string, after: ExtraAttempt | undefined, now: number): void {
    this.#refund(origin, after === undefined ? this.#settings.refund : this.#costOf(after), now);
  }

  onUnsent(origin: string, kind: ExtraAttempt, now: number): void {
    this.#granted--;
    this.#refund(origin, this.#costOf(kind), now);
  }

  take(origin: string, kind: ExtraAttempt, now: number): boolean {
    const cost = this.#costOf(kind);
    const fresh = this.#buckets.find(origin) === undefined;
    const bucket = this.#buckets.get(origin);
    if (fresh) bucket.filledAt = now;
    else this.#fill(bucket, now);
    if (bucket.tokens < cost) {
      this.#refused++;
      return false;
    }
    bucket.tokens -= cost;
    this.#granted++;
    return true;
  }

  stats(): BudgetStats {
    const hosts = [...this.#buckets.entries()]
      .map(([host, { tokens }]) => ({ host, available: Math.floor(tokens / this.#settings.cost) }))
      .sort((a, b) => a.available - b.available)
      .slice(0, MAX_LISTED);
    return { granted: this.#granted, refused: this.#refused, hosts };
  }

  #refund(origin: string, tokens: number, now: number): void {
    const bucket = this.#buckets.find(origin);
    if (bucket === undefined) return;
    this.#fill(bucket, now);
    bucket.tokens += tokens;
    if (bucket.tokens >= this.#settings.tokens) this.#buckets.delete(origin);
  }

  #costOf(kind: ExtraAttempt): number {
    const { cost, transientCost } = this.#settings;
    return kind === 'transient' ? (transientCost ?? cost) : cost;
  }

  /** Adds the tokens that the floor has earned. A time before the last one removes nothing. */
  #fill(bucket: Bucket, now: number): void {
    const { tokens, cost, floor } = this.#settings;
    const gained = (Math.max(0, now - bucket.filledAt) / 1_000) * floor * cost;
    bucket.tokens = Math.min(tokens, bucket.tokens + gained);
    bucket.filledAt = now;
  }
}
