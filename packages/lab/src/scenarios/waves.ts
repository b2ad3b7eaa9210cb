// Scenario: bursts of calls.
import { formatCount, formatRange } from '../numbers.ts';
import type { Measurement, Row, Verdict } from '../model.ts';
import { allAnswered, atMost, finished, verdict } from '../verdict.ts';
import type { Lab, Scenario } from './scenario.ts';

/** The default of Sluice. */
const MAX_PER_HOST = 256;
const WAVES = 5;

export const waves: Scenario = {
  name: 'waves',
  title: 'Incident 1: bursts, and too few idle connections',
  about:
    'Five waves of 2,000 calls at once. A pool without a limit opens a connection per call, ' +
    'keeps 256 of them, and dials the others again for the next wave, until the machine runs out of ports. Sluice bounds ' +
    `connections per host (${MAX_PER_HOST}) and keeps what it opened.`,
  code: {
    plain: `const agent = new http.Agent({ keepAlive: true }); // no limit on connections
await Promise.all(urls.map((url) => get(url, { agent }))); // 2,000 at once, five times`,
    sluice: `const client = createClient(); // at most 256 connections per host
await Promise.all(urls.map((url) => client.get(url).text()));`,
  },
  columns: ['opened', 'timeWait', 'time', 'unanswered'],
  bars: ['opened', 'time'],
  overTls: 'on request',
  steps: 1,
  async run(lab) {
    const rows = [await compare(lab)];
    return {
      groups: [{ title: 'Five waves', rows }],
      finding:
        `The same calls took ${formatRange(rows, 'plain', 'opened')} connections with node:http, ` +
        `${formatRange(rows, 'sluice', 'opened')} with Sluice.`,
    };
  },
};

function compare(lab: Lab): Promise<Row> {
  const perWave = lab.size(2_000, 20);
  return lab.compare({
    label: '2,000 calls a wave',
    plain: { kind: 'node:http' },
    sluice: { kind: 'sluice' },
    calls: perWave * WAVES,
    limit: 12_000,
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
}

export function judgeWaves(sluice: Measurement): Verdict {
  return verdict(
    [finished(sluice), allAnswered(sluice), atMost(sluice.values.opened, MAX_PER_HOST, 'connections opened')],
    `${sluice.values.opened} connections for ${formatCount(sluice.calls)} calls`,
  );
}
