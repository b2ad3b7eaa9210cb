// Counters of a client's drains.
import type { DrainOutcome, DrainResult } from '../../history/drain-result.ts';

/** The drains of unwanted bodies, as in `client.stats().drains`. */
export interface DrainStats {
  /** The number of drains by outcome. */
  readonly outcomes: Readonly<Record<DrainOutcome, number>>;
  /** Drains whose connection was kept. */
  readonly kept: number;
  /** Drains whose connection was not kept: the bound was reached, the connection broke, or the peer closed it. */
  readonly destroyed: number;
  /** Bytes discarded. */
  readonly bytes: number;
}

/** Counts drains. */
export class DrainCounts {
  readonly #outcomes: Record<DrainOutcome, number> = { eof: 0, bytes: 0, time: 0, length: 0, error: 0 };
  #kept = 0;
  #destroyed = 0;
  #bytes = 0;

  /** Counts a drain. */
  add({ outcome, connectionKept, bytes }: DrainResult): void {
    this.#outcomes[outcome]++;
    if (connectionKept) this.#kept++;
    else this.#destroyed++;
    this.#bytes += bytes;
  }

  /** The counters at this moment. */
  stats(): DrainStats {
    return {
      outcomes: { ...this.#outcomes },
      kept: this.#kept,
      destroyed: this.#destroyed,
      bytes: this.#bytes,
    };
  }
}
