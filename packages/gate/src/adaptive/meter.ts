// Measurement windows of one key.
import type { AdaptiveLimit, LatencyWindow, LimitAlgorithm } from './algorithm.ts';

/** Exchanges that make a window meaningful (concurrency-limits). */
const MIN_SAMPLES = 10;

/** Collects the measurements of one key into windows and passes each window to the algorithm of the limit. */
export class Meter {
  readonly #length: number;
  readonly #algorithm: LimitAlgorithm;
  #startedAt: number;
  #samples = 0;
  #answered = 0;
  #sum = 0;
  #longest = 0;
  #inUse = 0;
  #dropped = false;

  /** @param now on the clock's monotonic time */
  constructor(adaptive: AdaptiveLimit, ceiling: number, now: number) {
    this.#length = adaptive.window;
    this.#algorithm = adaptive.start(ceiling);
    this.#startedAt = now;
  }

  /** The current limit: a whole number, at least 1. */
  get limit(): number {
    const { limit } = this.#algorithm;
    return limit >= 1 ? Math.floor(limit) : 1;
  }

  /**
   * Adds an exchange that was answered, or that ended without a response.
   * @param latency from its slot to its headers, in ms; undefined if it was not answered, or not meaningfully
   * @param inUse slots in use at its start
   * @param dropped whether the server was overloaded
   */
  add(now: number, latency: number | undefined, inUse: number, dropped: boolean): void {
    this.#samples++;
    if (latency !== undefined) {
      this.#answered++;
      this.#sum += latency;
      this.#longest = Math.max(this.#longest, latency);
    }
    this.#inUse = Math.max(this.#inUse, inUse);
    this.#dropped ||= dropped;
    if (now - this.#startedAt < this.#length) return;
    if (this.#samples < MIN_SAMPLES && !this.#dropped) return;
    this.#learn(this.#window());
    this.#startedAt = now;
    this.#samples = this.#answered = this.#sum = this.#longest = this.#inUse = 0;
    this.#dropped = false;
  }

  /** An error of the algorithm must not fail the measured exchange: it is raised as an uncaught exception. */
  #learn(window: LatencyWindow): void {
    try {
      this.#algorithm.learn(window);
    } catch (error) {
      process.nextTick(() => {
        throw error;
      });
    }
  }

  #window(): LatencyWindow {
    return {
      mean: this.#answered === 0 ? undefined : Math.max(this.#sum / this.#answered, Number.EPSILON),
      longest: this.#longest,
      inUse: this.#inUse,
      dropped: this.#dropped,
    };
  }
}
