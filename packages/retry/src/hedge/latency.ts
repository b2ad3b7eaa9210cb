/** Latencies remembered per host. */
const WINDOW = 128;

/** Latencies it takes before a percentile means something. */
const ENOUGH = 20;

/** Latencies that may arrive before a percentile is worked out anew: sorting for each call would cost more than it tells. */
const STALE_AFTER = 16;

/** The latest latencies of one host, in ms. */
export class LatencyWindow {
  readonly #samples = new Float64Array(WINDOW);
  #count = 0;
  #sorted: Float64Array | undefined;
  #sortedAt = 0;

  /** Notes a latency in ms. */
  add(ms: number): void {
    this.#samples[this.#count % WINDOW] = ms;
    this.#count++;
  }

  /** The latency that this share of the latest calls stayed under, in ms; undefined while too few are known. */
  percentile(share: number): number | undefined {
    if (this.#count < ENOUGH) return undefined;
    if (this.#sorted === undefined || this.#count - this.#sortedAt >= STALE_AFTER) {
      this.#sorted = this.#samples.slice(0, Math.min(this.#count, WINDOW)).sort();
      this.#sortedAt = this.#count;
    }
    return this.#sorted[Math.min(this.#sorted.length - 1, Math.floor(share * this.#sorted.length))];
  }
}
