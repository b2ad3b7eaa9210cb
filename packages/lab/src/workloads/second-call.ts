// Workload: calls that begin while every connection is busy.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Workload } from './workload.ts';

/** The input of {@link secondCall}. */
export interface SecondCallInput {
  readonly url: string;
  /** The number of connections, all busy when as many further calls begin. */
  readonly pairs: number;
}

/** Calls that begin while every connection is still busy. Measures the slowest of them. */
export const secondCall: Workload<SecondCallInput> = async ({ makeClient, input, tally }) => {
  const client = makeClient();
  const one = async (): Promise<void> => {
    const answer = await client.call(input.url);
    await answer.readAll();
  };
  const batch = (call: () => Promise<void>): Promise<unknown> =>
    Promise.all(Array.from({ length: input.pairs }, () => tally.count(call())));
  await batch(one);
  const first = batch(one);
  await sleep(2);
  await batch(async () => {
    const began = performance.now();
    await one();
    tally.waited(performance.now() - began);
  });
  await first;
};
