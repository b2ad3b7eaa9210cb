// Scenario: unread responses that stay reachable.
import { formatRange } from '../numbers.ts';
import type { Measurement, Verdict } from '../model.ts';
import { allAnswered, atMost, finished, verdict } from '../verdict.ts';
import type { Scenario } from './scenario.ts';

const UNREAD = 200;
const MAX_IDLE = 10;

export const unread: Scenario = {
  name: 'unread',
  title: 'Unread responses',
  about:
    '200 answers of 300 KB. The program keeps the responses and does not read their bodies. Each of them holds a connection ' +
    `while the program runs. Sluice reclaims them after ${UNREAD} ms here (10 s by default). Of ` +
    `these connections, its pool keeps at most ${MAX_IDLE} idle here.`,
  code: {
    plain: `const answers = [];
for (const url of urls) answers.push(await fetch(url)); // reads the status, but no body`,
    sluice: `const client = createClient({ watchdog: { unread: 200 } }); // by default after 10 s
for (const url of urls) answers.push(await client.get(url)); // reads no body either`,
  },
  columns: ['opened', 'established', 'closeWait', 'time'],
  bars: ['open', 'opened'],
  overTls: 'on request',
  steps: 1,
  async run(lab) {
    const calls = lab.size(200);
    const row = await lab.compare({
      label: '300 KB unread',
      plain: { kind: 'fetch' },
      sluice: { kind: 'sluice', options: { watchdog: { unread: UNREAD }, pool: { maxIdle: MAX_IDLE } } },
      calls,
      limit: 10_000,
      settle: UNREAD + 1_000,
      settled: (states) => states.established <= MAX_IDLE,
      async origin() {
        const origin = await lab.origin();
        origin.on('/').reply(200, { body: { size: 300_000 } });
        return origin;
      },
      work: (origin) => ({
        kind: 'calls',
        input: { urls: [origin.url('/')], calls, inFlight: 50, read: 'none', end: false },
      }),
      judge: judgeUnread,
      reasons: {
        opened:
          'a connection with an unread body is closed after 200 ms, and the next call opens another one.',
      },
    });
    return {
      groups: [{ title: 'A second later', rows: [row] }],
      finding:
        `fetch held ${formatRange([row], 'plain', 'open')} connections for ${calls} unread responses, Sluice ` +
        `${formatRange([row], 'sluice', 'open')}.`,
    };
  },
};

export function judgeUnread(sluice: Measurement): Verdict {
  return verdict(
    [
      finished(sluice),
      allAnswered(sluice),
      atMost(sluice.values.open, MAX_IDLE, 'connections still open'),
      atMost(sluice.values.closeWait, 0, 'connections in CLOSE_WAIT'),
    ],
    `no connection is held; ${sluice.values.open} are idle`,
  );
}
