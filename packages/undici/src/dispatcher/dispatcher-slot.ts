// The registry entry that holds the dispatcher without options.
import type { Dispatcher } from 'undici';
import type { RegistryEntry } from '@sluice/core/transport';

/** A dispatcher that reports whether it is closed or destroyed. */
interface EndableDispatcher extends Dispatcher {
  /** Whether `close()` was called. */
  readonly closed: boolean;
  /** Whether `destroy()` was called, or `close()` has ended. */
  readonly destroyed: boolean;
}

/** Holds one dispatcher. After it was closed, the next `get()` creates another. */
export class DispatcherSlot<D extends EndableDispatcher> implements RegistryEntry {
  #dispatcher: D | undefined;

  get(make: () => D): D {
    if (this.#dispatcher === undefined || this.#dispatcher.closed) this.#dispatcher = make();
    return this.#dispatcher;
  }

  async close(): Promise<void> {
    if (this.#dispatcher?.destroyed === false) await this.#dispatcher.close();
  }
}
