// Scenario: TLS connections and fast responses.
import type { CallOptions } from '../clients/client.ts';
import { formatCount, formatRange } from '../numbers.ts';
import type { Measurement, Row, Verdict } from '../model.ts';
import { allAnswered, atMost, finished, verdict } from '../verdict.ts';
import type { Lab, Scenario } from './scenario.ts';

const GET: CallOptions = {};
const POST: CallOptions = { method: 'POST', body: 'x'.repeat(1_024) };

export const quickAnswers: Scenario = {
  name: 'quick-answers',
  title: 'TLS connections and fast responses',
  about:
    'Calls over TLS to a server that answers at once: one after the other, and 50 at a time. A TLS socket reports late ' +
    'that a request was written, so that the answer can arrive earlier. A client that then considers the request unsent ' +
    'closes the connection, and needs another handshake. More connections than concurrent calls are never needed.',
  code: {
    plain: `const agent = new https.Agent({ keepAlive: true });
for (const url of urls) await read(https.get(url, { agent }));`,
    sluice: `const client = createClient();
for (const url of urls) await client.get(url).text();`,
  },
  columns: ['opened', 'time', 'unanswered'],
  bars: ['opened', 'time'],
  overTls: 'always',
  steps: 4,
  async run(lab) {
    const single = [await compare(lab, 'GET', GET, 1), await compare(lab, 'POST of 1 KiB', POST, 1)];
    const many = [await compare(lab, 'GET', GET, 50), await compare(lab, 'POST of 1 KiB', POST, 50)];
    return {
      groups: [
        { title: 'One call at a time', rows: single },
        { title: '50 calls at once', rows: many },
      ],
      finding:
        `One call at a time took ${formatRange(single, 'plain', 'opened')} connections with node:http and ` +
        `${formatRange(single, 'sluice', 'opened')} with Sluice; 50 at once ${formatRange(many, 'plain', 'opened')} ` +
        `and ${formatRange(many, 'sluice', 'opened')}.`,
    };
  },
};

function compare(lab: Lab, label: string, options: CallOptions, inFlight: number): Promise<Row> {
  const calls = lab.size(inFlight === 1 ? 500 : 2_000, 2 * inFlight);
  return lab.compare({
    label: `${label}, ${formatCount(calls)} calls`,
    plain: { kind: 'node:http' },
    sluice: { kind: 'sluice' },
    calls,
    sharesProcess: true,
    limit: 15_000,
    settle: 50,
    async origin() {
      const origin = await lab.origin({ keepSeen: 0 });
      origin.on('/').reply(200, { body: 'hello' });
      return origin;
    },
    work: (origin) => ({
      kind: 'calls',
      input: { urls: [origin.url('/')], calls, inFlight, read: 'all', end: true, options },
    }),
    judge: (sluice) => judgeQuickAnswers(sluice, inFlight),
    reasons: { opened: 'both stay within the number of calls at once.' },
  });
}

/** @param inFlight the number of concurrent calls */
export function judgeQuickAnswers(sluice: Measurement, inFlight: number): Verdict {
  return verdict(
    [finished(sluice), allAnswered(sluice), atMost(sluice.values.opened, inFlight, 'connections opened')],
    `${sluice.values.opened} connections for ${formatCount(sluice.calls)} calls`,
  );
}
