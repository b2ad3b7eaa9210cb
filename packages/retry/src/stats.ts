// The statistics of retries, and their counters.
import { MAX_LISTED, type BudgetStats } from './budget/budget.ts';
import type { CooldownStats } from './cooldown/cooldown.ts';
import { HostMap } from './host-map.ts';

/** Counters of retries, in total or of one host. */
export interface RetryCounts {
  /** Attempts sent after a failed attempt. */
  readonly retries: number;
  /** Calls that succeeded after a failed attempt. */
  readonly recovered: number;
  /** Calls whose last failure was not retried for lack of retries, time or budget. */
  readonly exhausted: number;
  /** Of these, calls refused by the budget. */
  readonly budgetRefusals: number;
}

/** The statistics of {@link retry}, in `client.stats().plugins.retry`. */
export interface RetryStats extends RetryCounts {
  /** By origin, for the 100 origins that needed retries last. */
  readonly hosts: Readonly<Record<string, RetryCounts>>;
  /** The statistics of the budget, over all clients that share it; undefined when it is off. */
  readonly budget: BudgetStats | undefined;
  /** The statistics of the cool-down, over all clients that share it; undefined when it is off. */
  readonly cooldown: CooldownStats | undefined;
}

type Mutable = { -readonly [Key in keyof RetryCounts]: RetryCounts[Key] };

const zero = (): Mutable => ({ retries: 0, recovered: 0, exhausted: 0, budgetRefusals: 0 });

/** The counters of one plugin of one client. */
export class RetryCounter {
  readonly #total = zero();
  readonly #hosts: HostMap<Mutable> = new HostMap(zero, MAX_LISTED);

  count(what: keyof RetryCounts, origin: string): void {
    this.#total[what]++;
    this.#hosts.get(origin)[what]++;
  }

  snapshot(): RetryCounts & Pick<RetryStats, 'hosts'> {
    const hosts = Object.fromEntries(
      [...this.#hosts.entries()].map(([host, counts]) => [host, { ...counts }]),
    );
    return { ...this.#total, hosts };
  }
}
