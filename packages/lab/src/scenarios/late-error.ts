// Scenario: a 503 whose body ends late, with retry.
import { formatMs } from '../numbers.ts';
import type { Measurement, Verdict } from '../model.ts';
import { FLAT_MEMORY, allAnswered, atMost, finished, verdict } from '../verdict.ts';
import type { Scenario } from './scenario.ts';
import { BACKOFF, callItems, findingsOf, WITH_RETRIES } from './with-retries.ts';

const IN_FLIGHT = 50;
const LAB_LIMIT = 4_000;

export const lateError: Scenario = {
  name: 'late-error',
  title: 'A 503 whose body ends late',
  about:
    '100 calls, 50 at once. The first answer to each is a 503 whose last byte comes after 3 s; the second would be ' +
    `a 200. Retry is on, with ${BACKOFF} ms between attempts. A client that reads the whole body before it retries waits ` +
    `for that byte; the lab gives it ${LAB_LIMIT / 1000} s. Sluice drains for at most 50 ms, then closes the connection.`,
  code: {
    plain: `const client = got.extend({ retry: { limit: 2, calculateDelay: () => 100 } });
await client(url); // waits 3 s for the last byte of the 503 before it retries`,
    sluice: `const client = createClient({ retry: { minDelay: 100, maxDelay: 100 } });
await client.get(url).text(); // waits 50 ms for it, then retries on another connection`,
  },
  columns: ['time', 'unanswered', 'opened', 'memory'],
  bars: ['time', 'opened'],
  overTls: 'on request',
  steps: 1,
  async run(lab) {
    const calls = lab.size(100, IN_FLIGHT);
    const row = await lab.compare({
      label: 'body ends after 3 s',
      ...WITH_RETRIES,
      calls,
      limit: LAB_LIMIT,
      settle: 200,
      async origin() {
        const origin = await lab.origin();
        origin
          .on('/item', { per: { query: 'n' } })
          .sequence({ status: 503, body: { size: 2_048 }, endDelay: 3_000 }, { status: 200, body: 'fine' });
        return origin;
      },
      work: (origin) => callItems(origin, calls, IN_FLIGHT),
      judge: judgeLateError,
      reasons: {
        opened:
          'Sluice does not wait 3 s for a body that it does not need. After 50 ms it closes the connection, and opens another one for the retry.',
        requests: 'got had no time for its second attempts.',
      },
    });
    const { plain, sluice } = row;
    return findingsOf(
      row,
      `got answered ${plain.answered} of ${calls} calls within ${formatMs(plain.values.time ?? 0)}, Sluice ` +
        `${sluice.answered} within ${formatMs(sluice.values.time ?? 0)}.`,
    );
  },
};

export function judgeLateError(sluice: Measurement): Verdict {
  const { values, calls } = sluice;
  return verdict(
    [
      finished(sluice),
      allAnswered(sluice),
      // Well below the 3 s of the body, and far above what a busy machine needs.
      atMost(values.time, 2_500, 'ms until all was done'),
      atMost(values.opened, calls + IN_FLIGHT, 'connections opened'),
      atMost(values.memory, FLAT_MEMORY, 'bytes of memory growth'),
    ],
    `done in ${formatMs(values.time ?? 0)}, no error`,
  );
}
