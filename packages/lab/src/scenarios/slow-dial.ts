// Scenario: a slow dial beside connections that will be idle soon.
import { formatRange } from '../numbers.ts';
import type { Measurement, Verdict } from '../model.ts';
import { allAnswered, atMost, finished, verdict } from '../verdict.ts';
import type { Scenario } from './scenario.ts';

const DIAL = 300;
const ANSWER_AFTER = 20;

export const slowDial: Scenario = {
  name: 'slow-dial',
  title: 'Served by the first available connection',
  about:
    `Opening a connection to this host takes ${DIAL} ms (over TLS). Five connections are open and busy, and will be free ` +
    `in ${ANSWER_AFTER} ms, when five more calls begin. A client that ties each call to the connection that it dials for ` +
    'it waits for the dial. Sluice uses the connection that is available first, and keeps the other for later calls.',
  code: {
    plain: `const agent = new https.Agent({ keepAlive: true });
https.get(url, { agent }); // all connections are busy: waits for its own dial`,
    sluice: `const client = createClient();
await client.get(url).text(); // uses the first connection that is free or dialed`,
  },
  columns: ['wait', 'opened', 'time'],
  bars: ['wait'],
  overTls: 'always',
  steps: 1,
  async run(lab) {
    const pairs = 5;
    const row = await lab.compare({
      label: 'every connection busy',
      plain: { kind: 'node:http' },
      sluice: { kind: 'sluice' },
      calls: 3 * pairs,
      limit: 10_000,
      settle: DIAL,
      async origin() {
        const origin = await lab.origin();
        origin.fault({ do: 'delay', at: 'connect', wait: DIAL });
        origin.on('/').reply(200, { body: 'hello', delay: ANSWER_AFTER });
        return origin;
      },
      work: (origin) => ({ kind: 'second-call', input: { url: origin.url('/'), pairs } }),
      judge: judgeSlowDial,
      reasons: { opened: 'a dial that has begun is not aborted; its connection serves a later call.' },
    });
    return {
      groups: [{ title: 'The slowest of the five', rows: [row] }],
      finding: `It waited ${formatRange([row], 'plain', 'wait')} with node:http, ${formatRange([row], 'sluice', 'wait')} with Sluice.`,
    };
  },
};

export function judgeSlowDial(sluice: Measurement): Verdict {
  return verdict(
    [
      finished(sluice),
      allAnswered(sluice),
      atMost(sluice.values.wait, DIAL / 2, 'ms until the slowest call was answered'),
    ],
    `answered in ${sluice.values.wait} ms, without waiting for the dial`,
  );
}
