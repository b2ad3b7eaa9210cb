import { setTimeout as sleep } from 'node:timers/promises';
import type { SocketStates, StateSample } from '../model.ts';
import { type Counted, countStates, readTable } from './kernel.ts';

const EVERY = 50;

/** One port under watch. */
export interface PortWatch {
  readonly samples: readonly StateSample[];
  /** Counts time from now on, and forgets the samples so far. */
  begin(): void;
  /** The states right now; undefined where the kernel does not tell. */
  now(): Promise<SocketStates | undefined>;
  stop(): void;
}

interface Watched {
  samples: StateSample[];
  began: number;
}

/**
 * Samples the states of several ports. The whole table is read whatever is wanted of it, and a long one takes the
 * kernel a while: so there is one reader for all, and it rests four times as long as a reading takes.
 */
export class StateWatch {
  readonly #ports = new Map<number, Watched>();
  #running = false;

  watch(port: number): PortWatch {
    const watched: Watched = { samples: [], began: performance.now() };
    this.#ports.set(port, watched);
    if (!this.#running) void this.#run();
    return {
      get samples() {
        return watched.samples;
      },
      begin: () => {
        watched.samples = [];
        watched.began = performance.now();
      },
      now: async () => (await this.#sample())?.get(port),
      stop: () => this.#ports.delete(port),
    };
  }

  async #run(): Promise<void> {
    this.#running = true;
    while (this.#ports.size > 0) {
      const before = performance.now();
      const counted = await this.#sample();
      if (counted === undefined) break;
      await sleep(Math.max(EVERY, 4 * (performance.now() - before)), undefined, { ref: false });
    }
    this.#running = false;
  }

  async #sample(): Promise<Counted | undefined> {
    const table = await readTable();
    if (table === undefined) return undefined;
    const counted = countStates(table, this.#ports.keys());
    for (const [port, { samples, began }] of this.#ports) {
      const states = counted.get(port);
      if (states !== undefined) samples.push({ at: Math.round(performance.now() - began), ...states });
    }
    return counted;
  }
}
