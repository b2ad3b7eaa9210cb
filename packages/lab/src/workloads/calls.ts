import type { CallOptions } from '../clients/client.ts';
import { inLanes } from '../in-lanes.ts';
import type { Workload } from './workload.ts';

export interface CallsInput {
  /** Call number n goes to url n, beginning again at the end of the list; `{n}` in it is replaced by n. */
  readonly urls: readonly string[];
  readonly calls: number;
  readonly inFlight: number;
  readonly read: 'none' | 'part' | 'all';
  /** Whether the answer is ended when it was read as far as wanted; if not, it is left alone, but kept. */
  readonly end: boolean;
  /** How each call is made. Default: as a GET. */
  readonly options?: CallOptions;
  /** Whether each call makes a client of its own. */
  readonly anew?: boolean;
}

/** Many calls, a bounded number at once. */
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
