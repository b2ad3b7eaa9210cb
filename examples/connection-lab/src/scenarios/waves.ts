import { createFaultOrigin } from '@sluice/fixtures';
import type { ClientSpec } from '../clients/client.ts';
import { formatCount, formatRange } from '../numbers.ts';
import type { Measurement, Row, Verdict } from '../model.ts';
import { allAnswered, atMost, finished, verdict } from '../verdict.ts';
import type { Lab, Scenario } from './scenario.ts';

/** Sluice's default. */
const MAX_PER_HOST = 256;
const WAVES = 5;

export const waves: Scenario = {
  name: 'waves',
  title: 'Incident 1: bursts, and too few connections kept',
  about:
    'Five waves of 2,000 calls at once. A pool that keeps only some of its idle connections closes the others after ' +
    'each wave and dials them again for the next, until the machine runs out of ports. Sluice bounds connections per ' +
    `host (${MAX_PER_HOST}) and keeps what it opened.`,
  columns: ['opened', 'timeWait', 'time', 'unanswered'],
  bars: ['opened', 'time'],
  steps: 2,
  async run(lab) {
    const rows = [
      await compare(lab, '2 idle kept (the incident)', { kind: 'node:http', maxFreeSockets: 2 }),
      await compare(lab, '256 kept (the default of node:http)', { kind: 'node:http' }),
    ];
    return {
      groups: [{ title: 'Five waves', rows }],
      finding:
        `The same calls took ${formatRange(rows, 'plain', 'opened')} connections with node:http, ` +
        `${formatRange(rows, 'sluice', 'opened')} with Sluice.`,
    };
  },
};

function compare(lab: Lab, label: string, plain: ClientSpec): Promise<Row> {
  const perWave = lab.size(2_000, 20);
  return lab.compare({
    label,
    plain,
    sluice: { kind: 'sluice' },
    calls: perWave * WAVES,
    limit: 20_000,
    settle: 200,
    async origin() {
      const origin = await createFaultOrigin({ keepSeen: 0 });
      origin.on('/').reply(200, { body: 'hello', delay: 20 });
      return origin;
    },
    work: (origin) => ({ kind: 'waves', input: { url: origin.url('/'), waves: WAVES, perWave, rest: 100 } }),
    judge: judgeWaves,
  });
}

export function judgeWaves(sluice: Measurement): Verdict {
  return verdict(
    [finished(sluice), allAnswered(sluice), atMost(sluice.values.opened, MAX_PER_HOST, 'connections opened')],
    `${sluice.values.opened} connections for ${formatCount(sluice.calls)} calls`,
  );
}
