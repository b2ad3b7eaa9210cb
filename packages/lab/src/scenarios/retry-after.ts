// Scenario: a 429 with Retry-After, with retry.
import { formatCount, formatMs } from '../numbers.ts';
import type { Measurement, Verdict } from '../model.ts';
import { allAnswered, atMost, finished, verdict } from '../verdict.ts';
import type { Scenario } from './scenario.ts';
import { callItems, findingsOf, WITH_RETRIES } from './with-retries.ts';

const PAUSE = 1_000;

export const retryAfter: Scenario = {
  name: 'retry-after',
  title: 'A 429 that says how long to wait',
  about:
    '20 calls at once to a server with a rate limit. Each gets a 429 with "Retry-After: 1", and so does every further ' +
    'request within that second; after it the server answers. A client with a delay of its own retries too early, ' +
    'until its retries are used up. Sluice waits as long as the server asks, within the deadline of the call.',
  code: {
    plain: `const client = got.extend({ retry: { limit: 2, calculateDelay: () => 100 } });
await client(url); // three requests within 200 ms, then an error`,
    sluice: `const client = createClient({ retry: { minDelay: 100, maxDelay: 100 } });
await client.get(url).text(); // waits for the second that the server asked for`,
  },
  columns: ['unanswered', 'requests', 'time', 'opened'],
  bars: ['unanswered', 'requests'],
  overTls: 'on request',
  steps: 1,
  async run(lab) {
    const calls = lab.size(20, 5);
    const row = await lab.compare({
      label: 'Retry-After: 1',
      ...WITH_RETRIES,
      calls,
      limit: 10_000,
      settle: 100,
      async origin() {
        const origin = await lab.origin();
        const openAt = new Map<string | null, number>();
        origin.on('/item').handle(({ query, at }) => {
          const name = query.get('n');
          const open = openAt.get(name) ?? at + PAUSE;
          openAt.set(name, open);
          return at < open ? { status: 429, headers: { 'retry-after': '1' } } : { status: 200, body: 'fine' };
        });
        return origin;
      },
      work: (origin) => callItems(origin, calls, calls, true),
      judge: judgeRetryAfter,
    });
    const { plain, sluice } = row;
    return findingsOf(
      row,
      `Of ${formatCount(calls)} calls, got failed ${formatCount(plain.values.unanswered ?? 0)} after ` +
        `${formatCount(plain.values.requests ?? 0)} requests; Sluice failed ` +
        `${formatCount(sluice.values.unanswered ?? 0)} after ${formatCount(sluice.values.requests ?? 0)}.`,
    );
  },
};

export function judgeRetryAfter(sluice: Measurement): Verdict {
  const { values, calls } = sluice;
  return verdict(
    [
      finished(sluice),
      allAnswered(sluice),
      // A request that comes a moment too early by the clock of the server gets another 429.
      atMost(values.requests, 3 * calls, 'requests at the origin'),
    ],
    `all answered in ${formatMs(values.time ?? 0)}`,
  );
}
