import type { DrainOutcome, DrainResult } from '../../history/drain-result.ts';

/** What became of the bodies nobody wanted, as found in `client.stats().drains`. */
export interface DrainStats {
  /** Drains by how they ended. */
  readonly outcomes: Readonly<Record<DrainOutcome, number>>;
  /** Drains whose connection was kept. */
  readonly kept: number;
  /** Drains whose connection was not: over the bound, broken, or closed by the peer all the same. */
  readonly destroyed: number;
  /** Bytes thrown away. */
  readonly bytes: number;
}

/** Counts drains while they happen. */
export class DrainCounts {
  readonly #outcomes: Record<DrainOutcome, number> = { eof: 0, bytes: 0, time: 0, length: 0, error: 0 };
  #kept = 0;
  #destroyed = 0;
  #bytes = 0;

  add({ outcome, connectionKept, bytes }: DrainResult): void {
    this.#outcomes[outcome]++;
    if (connectionKept) this.#kept++;
    else this.#destroyed++;
    this.#bytes += bytes;
  }

  /** The counts now. */
  stats(): DrainStats {
    return {
      outcomes: { ...this.#outcomes },
      kept: this.#kept,
      destroyed: this.#destroyed,
      bytes: this.#bytes,
    };
  }
}
