// The latest latencies of a host.

/** Latencies kept per host. */
const WINDOW = 128;

/** Latencies needed for a meaningful percentile. */
const MIN_SAMPLES = 20;

/** New latencies after which a percentile is computed again: sorting for every call would be too expensive. */
const STALE_AFTER = 16;

/** The latest latencies of one host, in ms. */
export class LatencyWindow {
  readonly #samples = new Float64Array(WINDOW);
  #count = 0;
  #sorted: Float64Array | undefined;
  #sortedAt = 0;

  /** Adds a latency in ms. */
  add(ms: number): void {
    this.#samples[this.#count % WINDOW] = ms;
    this.#count++;
  }

  /** The latency below which this share of the latest calls stayed, in ms; undefined while too few are known. */
  percentile(share: number): number | undefined {
    if (this.#count < MIN_SAMPLES) return undefined;
    if (this.#sorted === undefined || this.#count - this.#sortedAt >= STALE_AFTER) {
      this.#sorted = this.#samples.slice(0, Math.min(this.#count, WINDOW)).sort();
      this.#sortedAt = this.#count;
    }
    return this.#sorted[Math.min(this.#sorted.length - 1, Math.floor(share * this.#sorted.length))];
  }
}
