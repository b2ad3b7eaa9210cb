import { setTimeout as sleep } from 'node:timers/promises';
import type { CallOptions } from '../clients/client.ts';
import type { Workload } from './workload.ts';

export interface StaleInput {
  readonly url: string;
  readonly options: CallOptions;
  readonly rounds: number;
  readonly perRound: number;
  /** How long after a round the client's thread gets busy, in ms: shortly before the server gives up on it. */
  readonly idle: number;
  /** How long it is busy, in ms. */
  readonly busy: number;
}

/**
 * Rounds of calls with an idle time between them, at whose end the thread is too busy (parsing, collecting garbage) to
 * notice that the server closes the connections: so the next round's requests are written to dead ones.
 */
export const stale: Workload<StaleInput> = async ({ makeClient, input, tally }) => {
  const client = makeClient();
  const one = async (): Promise<void> => {
    const answer = await client.call(input.url, input.options);
    await answer.readAll();
  };
  for (let round = 0; round < input.rounds; round += 1) {
    if (round > 0) {
      await sleep(input.idle);
      beBusy(input.busy);
    }
    await Promise.all(Array.from({ length: input.perRound }, () => tally.count(one())));
  }
};

function beBusy(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}
