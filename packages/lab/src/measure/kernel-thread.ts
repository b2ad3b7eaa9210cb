// A thread that reads the kernel's table when it is told which ports are of interest, and tells what it counted.
import { parentPort } from 'node:worker_threads';
import { type Counted, countStates, readTable } from './kernel.ts';

/** What the thread tells. */
export interface Reading {
  /** Undefined where there is no such table. */
  readonly counted: Counted | undefined;
  /** How long it took, in ms. */
  readonly took: number;
}

parentPort?.on('message', (ports: readonly number[]) => {
  const began = performance.now();
  const table = readTable();
  const counted = table === undefined ? undefined : countStates(table, ports);
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
  parentPort?.postMessage({ counted, took: performance.now() - began } satisfies Reading);
});
