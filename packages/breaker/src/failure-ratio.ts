import type { ResolvedRatio } from './options.ts';

/** Parts of the window: the oldest tenth is forgotten at a time. */
const BUCKETS = 10;

/** Counts successes and failures over a window that moves with time. */
export class FailureRatio {
  readonly #options: ResolvedRatio;
  readonly #successes: number[] = Array.from({ length: BUCKETS }, () => 0);
  readonly #failures: number[] = Array.from({ length: BUCKETS }, () => 0);
  #at = 0;

  constructor(options: ResolvedRatio) {
    this.#options = options;
  }

  /** Counts one exchange. */
  add(now: number, failed: boolean): void {
    const bucket = this.#move(now) % BUCKETS;
    const counts = failed ? this.#failures : this.#successes;
    counts[bucket] = (counts[bucket] ?? 0) + 1;
  }

  /** Whether there were too many failures. */
  exceeded(now: number): boolean {
    this.#move(now);
    const failures = sum(this.#failures);
    const all = failures + sum(this.#successes);
    return all >= this.#options.minimum && failures / all >= this.#options.share;
  }

  /** Forgets everything. */
  clear(): void {
    this.#successes.fill(0);
    this.#failures.fill(0);
  }

  /** Forgets what has left the window; the number of the present bucket. */
  #move(now: number): number {
    const at = Math.floor((now * BUCKETS) / this.#options.window);
    for (let steps = Math.min(at - this.#at, BUCKETS); steps > 0; steps--) {
      this.#at = at - steps + 1;
      this.#successes[this.#at % BUCKETS] = 0;
      this.#failures[this.#at % BUCKETS] = 0;
    }
    return at;
  }
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, one) => total + one, 0);
}
