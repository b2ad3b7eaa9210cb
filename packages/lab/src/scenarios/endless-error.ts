// Scenario: a 503 whose body never ends, with retry.
import { formatMs } from '../numbers.ts';
import type { Measurement, Verdict } from '../model.ts';
import { FLAT_MEMORY, allAnswered, atMost, finished, verdict } from '../verdict.ts';
import type { Scenario } from './scenario.ts';
import { BACKOFF, callItems, findingsOf, WITH_RETRIES } from './with-retries.ts';

const IN_FLIGHT = 20;
const LAB_LIMIT = 4_000;
const BYTES_PER_SECOND = 2_097_152;

export const endlessError: Scenario = {
  name: 'endless-error',
  title: 'A 503 whose body never ends',
  about:
    `20 calls at once. The first answer to each is a 503 whose body never ends, at 2 MiB/s; the second would be a 200. ` +
    `Retry is on, with ${BACKOFF} ms between attempts. A client that reads the whole body before it retries never ` +
    `retries, and its memory grows; the lab ends it after ${LAB_LIMIT / 1000} s.`,
  code: {
    plain: `const client = got.extend({ retry: { limit: 2, calculateDelay: () => 100 } });
await client(url); // reads the body of the 503 to its end before it retries`,
    sluice: `const client = createClient({ retry: { minDelay: 100, maxDelay: 100 } });
await client.get(url).text(); // drains the body of the 503 within a bound, then retries`,
  },
  columns: ['time', 'unanswered', 'opened', 'memory'],
  bars: ['time', 'memory'],
  overTls: 'on request',
  steps: 1,
  async run(lab) {
    const calls = lab.size(20, 5);
    const row = await lab.compare({
      label: 'body never ends',
      ...WITH_RETRIES,
      calls,
      limit: LAB_LIMIT,
      settle: 200,
      async origin() {
        const origin = await lab.origin();
        origin
          .on('/item', { per: { query: 'n' } })
          .sequence(
            { status: 503, body: { endless: true, bytesPerSecond: BYTES_PER_SECOND } },
            { status: 200, body: 'fine' },
          );
        return origin;
      },
      work: (origin) => callItems(origin, calls, IN_FLIGHT),
      judge: judgeEndlessError,
      reasons: {
        opened: 'a connection whose body does not end is closed, and the retry needs another one.',
        requests: 'got never makes a second attempt.',
      },
    });
    const { plain, sluice } = row;
    return findingsOf(
      row,
      `got answered ${plain.answered} of ${calls} calls in ${formatMs(plain.values.time ?? 0)}, Sluice ` +
        `${sluice.answered} in ${formatMs(sluice.values.time ?? 0)}.`,
    );
  },
};

export function judgeEndlessError(sluice: Measurement): Verdict {
  const { values, calls } = sluice;
  return verdict(
    [
      finished(sluice),
      allAnswered(sluice),
      atMost(values.time, LAB_LIMIT - 500, 'ms until all was done'),
      atMost(values.opened, 2 * calls, 'connections opened'),
      atMost(values.memory, FLAT_MEMORY, 'bytes of memory growth'),
    ],
    `done in ${formatMs(values.time ?? 0)}, memory flat`,
  );
}
