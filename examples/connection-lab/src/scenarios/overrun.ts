import { createFaultOrigin } from '@sluice/fixtures';
import { formatRange } from '../numbers.ts';
import type { Measurement, Verdict } from '../model.ts';
import { atMost, failures, finished, verdict } from '../verdict.ts';
import type { Scenario } from './scenario.ts';

const LIMIT = 10;
const TIMEOUT = 50;

export const overrun: Scenario = {
  name: 'overrun',
  title: 'Incident 4: a timed-out call that only stops waiting',
  about:
    `100 calls to a server that takes 400 ms, each given up after ${TIMEOUT} ms, at most ${LIMIT} at once. A caller that ` +
    'merely stops waiting (Promise.race around fetch, in a semaphore) lets the next one go while its own request is ' +
    'still at work: the limit holds for waiting, not for the server. Sluice frees the place when the exchange is over.',
  columns: ['peakInFlight', 'requests', 'opened', 'time'],
  bars: ['peakInFlight', 'opened'],
  steps: 1,
  async run(lab) {
    const calls = lab.size(100, 2 * LIMIT);
    const row = await lab.compare({
      label: `limit ${LIMIT}, timeout ${TIMEOUT} ms`,
      plain: { kind: 'fetch' },
      sluice: {
        kind: 'sluice',
        options: { gate: { maxPerHost: LIMIT }, timeout: { attempt: TIMEOUT }, retry: false },
      },
      calls,
      limit: 10_000,
      settle: 500,
      async origin() {
        const origin = await createFaultOrigin();
        origin.on('/').reply(200, { body: 'late', delay: 400 });
        return origin;
      },
      work: (origin, client) => ({
        kind: 'overrun',
        input: {
          url: origin.url('/'),
          calls,
          ...(client.kind !== 'sluice' && { byHand: { limit: LIMIT, timeout: TIMEOUT } }),
        },
      }),
      judge: judgeOverrun,
    });
    return {
      groups: [{ title: 'Exchanges at the server', rows: [row] }],
      finding:
        `With a limit of ${LIMIT}, the server had ${formatRange([row], 'plain', 'peakInFlight')} requests at once from fetch ` +
        `in a semaphore, and ${formatRange([row], 'sluice', 'peakInFlight')} from Sluice.`,
    };
  },
};

export function judgeOverrun(sluice: Measurement): Verdict {
  const { values, answered, calls } = sluice;
  const settled = answered + failures(sluice);
  return verdict(
    [
      finished(sluice),
      { ok: settled === calls, otherwise: `${calls - settled} calls never ended` },
      atMost(values.peakInFlight, LIMIT, 'requests at once at the origin'),
    ],
    `never more than ${values.peakInFlight} at once at the origin`,
  );
}
