import { setTimeout as sleep } from 'node:timers/promises';
import type { SocketStates, StateSample } from '../model.ts';
import { countStates, readTable } from './kernel.ts';

const EVERY = 50;

/** One port under watch. */
export interface PortWatch {
  readonly samples: readonly StateSample[];
  /** Counts time from now on, and forgets the samples so far. */
  begin(): void;
  /** The next sample; undefined, after a moment, where the kernel does not tell. */
  next(): Promise<SocketStates | undefined>;
  stop(): void;
}

interface Watched {
  samples: StateSample[];
  began: number;
  waiting: ((states: SocketStates | undefined) => void)[];
}

/**
 * Samples the states of several ports. The whole table is read whatever is wanted of it, which costs the kernel
 * milliseconds: so there is one reader for all, and it rests four times as long as a reading takes.
 */
export class StateWatch {
  readonly #ports = new Map<number, Watched>();
  #running = false;

  watch(port: number): PortWatch {
    const watched: Watched = { samples: [], began: performance.now(), waiting: [] };
    this.#ports.set(port, watched);
    if (!this.#running) void this.#run();
    return {
      get samples() {
        return watched.samples;
      },
      begin() {
        watched.samples = [];
        watched.began = performance.now();
      },
      next: () => new Promise((resolve) => watched.waiting.push(resolve)),
      stop: () => this.#ports.delete(port),
    };
  }

  async #run(): Promise<void> {
    this.#running = true;
    while (this.#ports.size > 0) {
      const before = performance.now();
      await this.#sample();
      await sleep(Math.max(EVERY, 4 * (performance.now() - before)));
    }
    this.#running = false;
  }

  async #sample(): Promise<void> {
    // Only who waited before the reading began is told what it found.
    const waiting = new Map([...this.#ports].map(([port, watched]) => [port, watched.waiting.splice(0)]));
    const table = await readTable();
    const counted = table === undefined ? undefined : countStates(table, this.#ports.keys());
    for (const [port, { samples, began }] of this.#ports) {
      const states = counted?.get(port);
      if (states !== undefined) samples.push({ at: Math.round(performance.now() - began), ...states });
      for (const tell of waiting.get(port) ?? []) tell(states);
    }
  }
}
