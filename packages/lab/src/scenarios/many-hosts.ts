// Scenario: one call each to many hosts.
import { formatCount, formatRange } from '../numbers.ts';
import type { Measurement, Verdict } from '../model.ts';
import { allAnswered, atMost, finished, verdict } from '../verdict.ts';
import type { Scenario } from './scenario.ts';

/** Sluice's default. */
const MAX_IDLE = 256;

export const manyHosts: Scenario = {
  name: 'many-hosts',
  title: 'One call each to 1,000 hosts',
  about:
    'A crawler, or a webhook sender: 1,000 hosts, one call each, 50 at once. A pool that counts idle connections per ' +
    `host keeps them all. Sluice bounds them over all hosts (to ${MAX_IDLE} by default), and closes the least recently used.`,
  code: {
    plain: `for (const host of hosts) await (await fetch(\`https://\${host}/\`)).text();`,
    sluice: `const client = createClient(); // keeps at most 256 idle connections, over all hosts
for (const host of hosts) await client.get(\`https://\${host}/\`).text();`,
  },
  columns: ['opened', 'open', 'established', 'time'],
  bars: ['open', 'time'],
  // No certificate has so many names.
  overTls: 'never',
  steps: 1,
  async run(lab) {
    const hosts = lab.size(1_000, 2 * MAX_IDLE);
    const row = await lab.compare({
      label: `${formatCount(hosts)} hosts`,
      plain: { kind: 'fetch' },
      sluice: { kind: 'sluice' },
      calls: hosts,
      limit: 15_000,
      settle: 300,
      async origin() {
        const origin = await lab.origin({ host: '127.0.1.1', hosts });
        origin.on('/').reply(200, { body: 'hello' });
        return origin;
      },
      work: (origin) => ({
        kind: 'calls',
        input: {
          urls: origin.hosts.map((host) => origin.url('/', host)),
          calls: hosts,
          inFlight: 50,
          read: 'all',
          end: true,
        },
      }),
      judge: judgeManyHosts,
    });
    return {
      groups: [{ title: 'Afterwards', rows: [row] }],
      finding: `fetch kept ${formatRange([row], 'plain', 'open')} connections open, Sluice ${formatRange([row], 'sluice', 'open')}.`,
    };
  },
};

export function judgeManyHosts(sluice: Measurement): Verdict {
  return verdict(
    [finished(sluice), allAnswered(sluice), atMost(sluice.values.open, MAX_IDLE, 'connections left open')],
    `${sluice.values.open} connections left open`,
  );
}
