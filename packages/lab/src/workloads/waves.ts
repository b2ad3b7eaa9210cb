// Workload: bursts of calls.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Workload } from './workload.ts';

/** The input of {@link waves}. */
export interface WavesInput {
  readonly url: string;
  readonly waves: number;
  readonly perWave: number;
  /** The time between waves, in ms. */
  readonly rest: number;
}

/** Bursts: all calls of a wave begin at once, and the next wave begins after the end of all of them. */
export const waves: Workload<WavesInput> = async ({ makeClient, input, tally }) => {
  const client = makeClient();
  for (let wave = 0; wave < input.waves; wave += 1) {
    const one = async (): Promise<void> => {
      const answer = await client.call(input.url);
      await answer.readAll();
    };
    await Promise.all(Array.from({ length: input.perWave }, () => tally.count(one())));
    await sleep(input.rest);
  }
};
