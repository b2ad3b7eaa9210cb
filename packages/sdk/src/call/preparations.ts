// The calls whose input is still being checked: their client does not know them yet, but closing waits for them.
import { ClosedError, type Clock } from '@sluice/core';

/** The preparations of one connected API. */
export class Preparations {
  #running = 0;
  #isClosed = false;
  #ended: PromiseWithResolvers<void> | undefined;

  /** A call began. @throws ClosedError after {@link Preparations.close} */
  begin(): void {
    if (this.#isClosed) throw new ClosedError('client');
    this.#running++;
  }

  /** A call that began was given to its client, or was refused. */
  end(): void {
    this.#running--;
    if (this.#running === 0) this.#ended?.resolve();
  }

  /**
   * Refuses further calls, and waits until those that began were given to their client.
   * @param within the longest wait, in ms
   * @returns the part of `within` that is left
   */
  async close(within: number, clock: Clock): Promise<number> {
    this.#isClosed = true;
    if (this.#running === 0) return within;
    this.#ended ??= Promise.withResolvers();
    const { promise, resolve } = this.#ended;
    if (within === Infinity) {
      await promise;
      return within;
    }
    const began = clock.now();
    const timer = clock.setTimer(within, resolve);
    await promise;
    clock.clearTimer(timer);
    return Math.max(0, within - (clock.now() - began));
  }
}
