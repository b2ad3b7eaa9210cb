// The calls whose input is still being checked: their client does not know them yet, but closing waits for them.
import { ClosedError, type Clock } from '@sluice/core';
import { MAX_TIMER_MS } from '@sluice/core/plugin';

/** The preparations of one connected API. */
export class Preparations {
  #running = 0;
  #isClosed = false;
  /** Whether a limit passed while a call was being prepared. */
  #isLate = false;
  /** The waits of `close()`, resolved when no preparation is running. */
  readonly #waiting = new Set<() => void>();

  /** The preparation of a call begins. @throws ClosedError after {@link Preparations.close} */
  begin(): void {
    if (this.#isClosed) throw new ClosedError('client');
    this.#running++;
  }

  /** The preparation of a call ends: the call was handed to the client, or refused. */
  end(): void {
    this.#running--;
    if (this.#running > 0) return;
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }

  /**
   * Refuses further calls, and waits until all prepared calls were handed to the client. Does not wait if the limit of an
   * earlier `close()` has passed: the client is closed then.
   * @param within the longest wait, in ms
   * @returns the rest of `within`, in ms
   */
  async close(within: number, clock: Clock): Promise<number> {
    this.#isClosed = true;
    if (this.#running === 0 || this.#isLate) return within;
    const began = clock.now();
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.add(resolve);
    const onTime = (): void => {
      this.#isLate = true;
      resolve();
    };
    const timer = within === Infinity ? undefined : clock.setTimer(Math.min(within, MAX_TIMER_MS), onTime);
    await promise;
    this.#waiting.delete(resolve);
    if (timer !== undefined) clock.clearTimer(timer);
    return Math.max(0, within - (clock.now() - began));
  }
}
