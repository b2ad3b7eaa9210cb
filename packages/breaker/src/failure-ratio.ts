// The share of failures over a sliding window.
import type { ResolvedRatio } from './options.ts';

/** Buckets of the window. It slides by one bucket at a time. */
const BUCKETS = 10;

/** Counts successes and failures over a sliding window. */
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
    const bucket = this.#slide(now) % BUCKETS;
    const counts = failed ? this.#failures : this.#successes;
    counts[bucket] = (counts[bucket] ?? 0) + 1;
  }

  /** Whether the share of failures has reached its limit. */
  exceeded(now: number): boolean {
    this.#slide(now);
    const failures = sum(this.#failures);
    const all = failures + sum(this.#successes);
    return all >= this.#options.minimum && failures / all >= this.#options.share;
  }

  /** Resets all counts. */
  clear(): void {
    this.#successes.fill(0);
    this.#failures.fill(0);
  }

  /** Slides the window to `now`. @returns the number of the current bucket */
  #slide(now: number): number {
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
