import type { EndListener } from '@sluice/core';
import type { Host } from './host.ts';
import type { Limiter } from './limiter.ts';

/** The right of one exchange to be under way. Registered with its attempt, whose end gives it back. */
export class Slot implements EndListener {
  readonly host: Host;
  /** How much of the limit it takes. */
  readonly weight: number;
  readonly #limiter: Limiter;

  constructor(limiter: Limiter, host: Host, weight: number) {
    this.#limiter = limiter;
    this.host = host;
    this.weight = weight;
  }

  /** The attempt ended. Called once. */
  onEnd(): void {
    this.#limiter.release(this);
  }
}
