// The script of a thread that reads the kernel's table of sockets and counts the states of the requested ports.
import { parentPort } from 'node:worker_threads';
import { type Counted, countStates, readTable } from './kernel.ts';

/** The reply of the thread. */
export interface Reading {
  /** The counts by port; undefined on systems without the table. */
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
