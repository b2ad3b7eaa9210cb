// Workload: rounds of calls with idle time between them.
import { setTimeout as sleep } from 'node:timers/promises';
import type { CallOptions } from '../clients/client.ts';
import type { Workload } from './workload.ts';

/** The input of {@link stale}. */
export interface StaleInput {
  readonly url: string;
  readonly options: CallOptions;
  readonly rounds: number;
  readonly perRound: number;
  /** How long after a round the client becomes busy, in ms: shortly before the server closes its connections. */
  readonly idle: number;
  /** How long the client is busy, in ms. */
  readonly busy: number;
}

/**
 * Rounds of calls with idle time between them. At its end, the thread is too busy (parsing, collecting garbage) to notice that
 * the server closes the connections, so that the requests of the next round are written to dead connections.
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
