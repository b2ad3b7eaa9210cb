/** Who waits for a body: a reader for its next chunk, or null at the end; a collecting caller for the whole. At most one. */
export class Waiting {
  #waiter: { resolve(bytes: Uint8Array | null): void; reject(error: unknown): void } | undefined;

  /** Whether somebody waits. */
  get active(): boolean {
    return this.#waiter !== undefined;
  }

  /** Somebody waits from now on. */
  begin(): Promise<Uint8Array | null> {
    return new Promise((resolve, reject) => {
      this.#waiter = { resolve, reject };
    });
  }

  /** Gives the waiter what it waits for. @returns whether there was one */
  resolve(bytes: Uint8Array | null): boolean {
    const waiter = this.#waiter;
    if (waiter === undefined) return false;
    this.#waiter = undefined;
    waiter.resolve(bytes);
    return true;
  }

  /** Tells the waiter, if there is one, that it waits in vain. */
  reject(error: unknown): void {
    const waiter = this.#waiter;
    this.#waiter = undefined;
    waiter?.reject(error);
  }
}
