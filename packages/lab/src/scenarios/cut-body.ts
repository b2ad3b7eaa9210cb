// Scenario: bodies that are cut short, with retry.
import { formatCount } from '../numbers.ts';
import type { Measurement, Verdict } from '../model.ts';
import { allAnswered, atMost, finished, verdict } from '../verdict.ts';
import type { Scenario } from './scenario.ts';
import { callItems, findingsOf, WITH_RETRIES } from './with-retries.ts';

const IN_FLIGHT = 50;
const BODY_BYTES = 4_096;

export const cutBody: Scenario = {
  name: 'cut-body',
  title: 'Bodies that are cut short',
  about:
    `200 calls, ${IN_FLIGHT} at once. To the first request of each call, the server answers 200 OK and closes the connection ` +
    'in the middle of the body; a second request would succeed. Most clients do not retry once they have the headers, ' +
    'so they report the error. With Sluice, the body belongs to the call if the call reads it, so it is retried.',
  code: {
    plain: `const client = got.extend({ retry: { limit: 2, calculateDelay: () => 100 } });
await client(url).text(); // fails: got does not retry once the headers have arrived`,
    sluice: `const client = createClient({ retry: { minDelay: 100, maxDelay: 100 } });
await client.get(url).text(); // the body is part of the attempt, so it is tried again`,
  },
  columns: ['unanswered', 'requests', 'opened', 'time'],
  bars: ['unanswered', 'requests'],
  overTls: 'on request',
  steps: 1,
  async run(lab) {
    const calls = lab.size(200, IN_FLIGHT);
    const row = await lab.compare({
      label: 'cut in the first body',
      ...WITH_RETRIES,
      calls,
      limit: 10_000,
      settle: 100,
      async origin() {
        const origin = await lab.origin();
        origin
          .on('/item', { per: { query: 'n' } })
          .reply(200, { body: { size: BODY_BYTES } })
          .fault({ do: 'close', at: 'body', after: BODY_BYTES / 2 }, { nth: 1 });
        return origin;
      },
      work: (origin) => callItems(origin, calls, IN_FLIGHT, true),
      judge: judgeCutBody,
      reasons: {
        requests: 'these are the second attempts, which the plain client does not make.',
        opened: 'each cut closes a connection, and the second attempt needs another one.',
      },
    });
    const { plain, sluice } = row;
    return findingsOf(
      row,
      `Of ${formatCount(calls)} calls, got failed ${formatCount(plain.values.unanswered ?? 0)}, ` +
        `Sluice ${formatCount(sluice.values.unanswered ?? 0)}.`,
    );
  },
};

export function judgeCutBody(sluice: Measurement): Verdict {
  const { values, calls } = sluice;
  return verdict(
    [finished(sluice), allAnswered(sluice), atMost(values.requests, 2 * calls, 'requests at the origin')],
    `all ${formatCount(calls)} bodies complete`,
  );
}
