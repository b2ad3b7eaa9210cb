import { setTimeout as sleep } from 'node:timers/promises';
import type { Workload } from './workload.ts';

export interface SecondCallInput {
  readonly url: string;
  /** How many connections are open, all of them busy when as many calls again begin. */
  readonly pairs: number;
}

/** Calls that find every open connection busy for a moment longer. Measures how long the slowest of them takes. */
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
