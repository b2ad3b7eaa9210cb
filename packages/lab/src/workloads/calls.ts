// Workload: calls with limited concurrency.
import type { CallOptions } from '../clients/client.ts';
import { inLanes } from '../in-lanes.ts';
import type { Workload } from './workload.ts';

/** The input of {@link calls}. */
export interface CallsInput {
  /** The URLs in turn; `{n}` is replaced by the number of the call. */
  readonly urls: readonly string[];
  readonly calls: number;
  readonly inFlight: number;
  readonly read: 'none' | 'part' | 'all';
  /** Whether the rest of the response is discarded. If not, it is left unread and kept reachable. */
  readonly end: boolean;
  /** The options of each call. Default: a GET. */
  readonly options?: CallOptions;
  /** Whether each call creates a client. */
  readonly anew?: boolean;
}

/** Many calls with limited concurrency. */
export const calls: Workload<CallsInput> = async ({ makeClient, input, tally, kept }) => {
  const { urls, read, end, options, anew = false } = input;
  const shared = makeClient();
  await inLanes(input.calls, input.inFlight, async (index) => {
    const client = anew ? makeClient() : shared;
    const url = urls[index % urls.length] ?? '';
    const call = async (): Promise<void> => {
      const answer = await client.call(url.replace('{n}', String(index)), options);
      if (read === 'part') await answer.readPart();
      if (read === 'all') await answer.readAll();
      if (end) await answer.end();
      else kept.push(answer);
    };
    await tally.count(call());
  });
};
