import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { SocketStates, StateSample } from '../model.ts';
import type { Reading } from './kernel-thread.ts';

const EVERY = 50;

// Compiled, the lab runs its .js files; from source, its .ts files.
const source = new URL('kernel-thread.ts', import.meta.url);
const script = import.meta.url.endsWith('.ts') ? source : new URL('kernel-thread.js', import.meta.url);

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
 * milliseconds: so there is one reader for all, and it rests four times as long as a reading takes. It is a thread of
 * its own, since the origins live in this one: a long table would keep them from answering, and they it from being read.
 */
export class StateWatch {
  readonly #ports = new Map<number, Watched>();
  #running = false;
  #thread: Worker | undefined;

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
      const took = await this.#sample();
      await sleep(Math.max(EVERY, 4 * took));
    }
    this.#running = false;
    const thread = this.#thread;
    this.#thread = undefined;
    await thread?.terminate();
  }

  /** Returns how long the reading took, in ms. */
  async #sample(): Promise<number> {
    // Only who waited before the reading began is told what it found.
    const waiting = new Map([...this.#ports].map(([port, watched]) => [port, watched.waiting.splice(0)]));
    const { counted, took } = await this.#read();
    for (const [port, { samples, began }] of this.#ports) {
      const states = counted?.get(port);
      if (states !== undefined) samples.push({ at: Math.round(performance.now() - began), ...states });
      for (const tell of waiting.get(port) ?? []) tell(states);
    }
    return took;
  }

  async #read(): Promise<Reading> {
    try {
      this.#thread ??= new Worker(script);
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
      this.#thread.postMessage([...this.#ports.keys()]);
      const [reading] = (await once(this.#thread, 'message')) as [Reading];
      return reading;
    } catch {
      // A thread that cannot run tells no more than a system without that table.
      this.#thread = undefined;
      return { counted: undefined, took: 0 };
    }
  }
}
