// What Sluice is measured against: a client that does the same work, and the ratio of CPU to reach.
import { ratioOf, type Results } from '../run/results.ts';
import type { Spread } from '../run/statistics.ts';

interface Goal {
  readonly title: string;
  readonly work: string;
  readonly peer: string;
  /** The peer that the ratio is to. */
  readonly to: string;
  /** The ratio to reach. */
  readonly goal: number;
}

/** What was reached of a goal. */
export interface Reached extends Goal {
  readonly ratio: Spread;
}

const GOALS: readonly Goal[] = [
  { title: 'small GET, 1 in flight', work: 'get-1', peer: 'sluice', to: 'undici', goal: 0.7 },
  { title: 'small GET, 50 in flight', work: 'get-50', peer: 'sluice', to: 'undici', goal: 0.75 },
  { title: 'small GET, 500 in flight', work: 'get-500', peer: 'sluice', to: 'undici', goal: 0.75 },
  { title: 'small GET, 2,000 in flight', work: 'get-2000', peer: 'sluice', to: 'undici', goal: 0.8 },
  { title: 'POST of 1 KB JSON', work: 'post', peer: 'sluice', to: 'undici', goal: 0.7 },
  { title: 'small GET over TLS', work: 'tls', peer: 'sluice', to: 'undici', goal: 0.85 },
  { title: 'small GET over HTTP/2 and TLS', work: 'h2', peer: 'sluice', to: 'undici', goal: 0.85 },
  { title: '1 MiB as bytes', work: 'mib-bytes', peer: 'sluice', to: 'undici', goal: 0.85 },
  { title: '1 MiB streamed', work: 'mib-stream', peer: 'sluice', to: 'undici', goal: 0.8 },
  { title: 'upload of 10 MiB from memory', work: 'upload', peer: 'sluice', to: 'undici', goal: 1 },
  { title: 'upload of 10 MiB from a file', work: 'upload-file', peer: 'sluice', to: 'undici', goal: 1 },
  { title: 'GET of 20 KB JSON in gzip', work: 'gzip', peer: 'sluice', to: 'fetch', goal: 0.6 },
  { title: '`client.fetch`, small GET', work: 'get-50', peer: 'sluice-fetch', to: 'fetch', goal: 0.55 },
  { title: '`client.fetch`, POST', work: 'post', peer: 'sluice-fetch', to: 'fetch', goal: 0.55 },
  { title: '`client.fetch`, 1 MiB', work: 'mib-bytes', peer: 'sluice-fetch', to: 'fetch', goal: 0.7 },
  { title: 'Sluice on got, small GET', work: 'get-50', peer: 'sluice-got', to: 'got', goal: 0.8 },
  {
    title: "got on our agent instead of Node's, small GET",
    work: 'get-50',
    peer: 'got-agent',
    to: 'got',
    goal: 1,
  },
];

/** The goals whose work was measured. */
export function reachedIn({ workloads }: Results): readonly Reached[] {
  return GOALS.flatMap((goal) => {
    const result = workloads.find(({ name }) => name === goal.work);
    const ratio = result === undefined ? undefined : ratioOf(result, goal.peer, goal.to);
    return ratio === undefined ? [] : [{ ...goal, ratio }];
  });
}
