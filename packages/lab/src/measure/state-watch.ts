// Samples the states of sockets over time.
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { SocketStates, StateSample } from '../model.ts';
import type { Reading } from './kernel-thread.ts';

/** The interval of samples, in ms. */
const EVERY = 50;

// Compiled, the lab runs its .js files; from source, its .ts files.
const source = new URL('kernel-thread.ts', import.meta.url);
const script = import.meta.url.endsWith('.ts') ? source : new URL('kernel-thread.js', import.meta.url);

/** The samples of one port. */
export interface PortWatch {
  readonly samples: readonly StateSample[];
  /** Restarts the time, and discards the samples so far. */
  begin(): void;
  /** The next sample; undefined on systems without the table. */
  next(): Promise<SocketStates | undefined>;
  stop(): void;
}

interface Watched {
  samples: StateSample[];
  began: number;
  waiting: ((states: SocketStates | undefined) => void)[];
}

/**
 * Samples the states of several ports. Reading the table takes milliseconds, since it is always read completely: therefore one
 * reader serves all ports, and pauses for four times as long as a reading takes. It runs in its own thread, so that it does
 * not delay the origins, which run in the main thread, and is not delayed by them.
 */
export class StateWatch {
  readonly #ports = new Map<number, Watched>();
  #running = false;
  #thread: Worker | undefined;

  /** Starts to sample a port. */
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

  /** Takes a sample. @returns how long the reading took, in ms */
  async #sample(): Promise<number> {
    // Only callers that waited before the reading began get its result.
    const waiting = new Map([...this.#ports].map(([port, watched]) => [port, watched.waiting.splice(0)]));
    const { counted, took } = await this.#read();
    for (const [port, { samples, began }] of this.#ports) {
      const states = counted?.get(port);
      if (states !== undefined) samples.push({ at: Math.round(performance.now() - began), ...states });
      for (const resolve of waiting.get(port) ?? []) resolve(states);
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
      // Without a thread, the result is that of a system without the table.
      this.#thread = undefined;
      return { counted: undefined, took: 0 };
    }
  }
}
