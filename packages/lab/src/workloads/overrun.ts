// Workload: calls to a server that takes longer than their timeout.
import { setTimeout as sleep } from 'node:timers/promises';
import { inLanes } from '../in-lanes.ts';
import type { Workload } from './workload.ts';

/** The input of {@link overrun}. */
export interface OverrunInput {
  readonly url: string;
  readonly calls: number;
  /**
   * The limits that the caller enforces: concurrent calls, and the time after which it stops waiting while the request
   * continues. Default: the client has both limits.
   */
  readonly byHand?: { readonly limit: number; readonly timeout: number };
}

class GivenUpError extends Error {
  readonly code = 'GIVEN_UP';
}

/** Calls to a server that takes longer than their timeout. */
export const overrun: Workload<OverrunInput> = async ({ makeClient, input, tally }) => {
  const client = makeClient();
  const one = async (): Promise<void> => {
    const answer = await client.call(input.url);
    await answer.readAll();
  };
  const { byHand } = input;
  if (byHand === undefined) {
    await Promise.all(Array.from({ length: input.calls }, () => tally.count(one())));
    return;
  }
  await inLanes(input.calls, byHand.limit, async () => {
    const givenUp = sleep(byHand.timeout).then(() => Promise.reject(new GivenUpError()));
    await tally.count(Promise.race([one(), givenUp]));
  });
};
