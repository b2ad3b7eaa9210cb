import { MAX_LISTED, type BudgetStats } from './budget/budget.ts';
import type { CooldownStats } from './cooldown/cooldown.ts';
import { HostMap } from './collections/host-map.ts';

/** Counters of retries, in all or of one host. */
export interface RetryCounts {
  /** Attempts sent after a failed one. */
  readonly retries: number;
  /** Calls that failed at first and were answered in the end. */
  readonly recovered: number;
  /** Calls whose last failure would have been retried, but for retries, time or the budget. */
  readonly exhausted: number;
  /** Of these, those refused by the budget. */
  readonly budgetRefusals: number;
}

/** What {@link retry} counts, in `client.stats().plugins.retry`. */
export interface RetryStats extends RetryCounts {
  /** By origin, for the 100 that came into need of retries last. */
  readonly hosts: Readonly<Record<string, RetryCounts>>;
  /** What the budget counts, for all that share it; undefined when it is off. */
  readonly budget: BudgetStats | undefined;
  /** What the cool-down counts, for all that share it; undefined when it is off. */
  readonly cooldown: CooldownStats | undefined;
}

type Mutable = { -readonly [Key in keyof RetryCounts]: RetryCounts[Key] };

const zero = (): Mutable => ({ retries: 0, recovered: 0, exhausted: 0, budgetRefusals: 0 });

/** Counts for one plugin of one client. */
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
