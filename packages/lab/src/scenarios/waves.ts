import { formatCount, formatRange } from '../numbers.ts';
import type { Measurement, Verdict } from '../model.ts';
import { allAnswered, atMost, finished, verdict } from '../verdict.ts';
import type { Scenario } from './scenario.ts';

/** Sluice's default. */
const MAX_PER_HOST = 256;
const WAVES = 5;

export const waves: Scenario = {
  name: 'waves',
  title: 'Incident 1: bursts, and too few connections kept',
  about:
    'Five waves of 2,000 calls at once. A pool that keeps only a few idle connections (the incident: 2) closes the ' +
    'others after each wave and dials them again for the next, until the machine runs out of ports. Sluice bounds ' +
    `connections per host (${MAX_PER_HOST}) and keeps what it opened.`,
  columns: ['opened', 'timeWait', 'time', 'unanswered'],
  bars: ['opened', 'time'],
  overTls: 'on request',
  steps: 1,
  async run(lab) {
    const perWave = lab.size(2_000, 20);
    const row = await lab.compare({
      label: '2,000 calls a wave',
      plain: { kind: 'node:http', maxFreeSockets: 2 },
      sluice: { kind: 'sluice' },
      calls: perWave * WAVES,
      limit: 20_000,
      settle: 200,
      async origin() {
        const origin = await lab.origin({ keepSeen: 0 });
        origin.on('/').reply(200, { body: 'hello', delay: 20 });
        return origin;
      },
      work: (origin) => ({
        kind: 'waves',
        input: { url: origin.url('/'), waves: WAVES, perWave, rest: 100 },
      }),
      judge: judgeWaves,
    });
    return {
      groups: [{ title: 'Five waves', rows: [row] }],
      finding:
        `The same calls took ${formatRange([row], 'plain', 'opened')} connections with node:http, ` +
        `${formatRange([row], 'sluice', 'opened')} with Sluice.`,
    };
  },
};

export function judgeWaves(sluice: Measurement): Verdict {
  return verdict(
    [finished(sluice), allAnswered(sluice), atMost(sluice.values.opened, MAX_PER_HOST, 'connections opened')],
    `${sluice.values.opened} connections for ${formatCount(sluice.calls)} calls`,
  );
}
