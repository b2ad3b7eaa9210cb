// Scenario: calls that time out, and a limit on concurrent requests.
import { formatRange } from '../numbers.ts';
import type { Measurement, Row, Verdict } from '../model.ts';
import { atMost, failures, finished, verdict } from '../verdict.ts';
import type { Lab, Scenario } from './scenario.ts';

const LIMIT = 10;
const TIMEOUT = 50;
const ANSWER_AFTER = 250;

export const overrun: Scenario = {
  name: 'overrun',
  title: 'Incident 4: a timed-out call that only stops waiting',
  about:
    `100 calls to a server that takes ${ANSWER_AFTER} ms, each with a timeout of ${TIMEOUT} ms, at most ${LIMIT} at once. ` +
    'A caller that only stops waiting (Promise.race around fetch, in a semaphore) starts the next request while the ' +
    'server still works on the last one: it limits waiting calls, not requests at the server. Sluice aborts the ' +
    'exchange, or (policy detach, for servers that continue regardless) keeps its slot until the server has answered.',
  code: {
    plain: `const limit = semaphore(10);
await limit(() => Promise.race([fetch(url), timeout(50)])); // stops waiting; the request continues`,
    sluice: `const client = createClient({ gate: { maxPerHost: 10 }, timeout: { attempt: 50 } });
await client.get(url).text(); // holds its slot until the request is over`,
  },
  columns: ['peakInFlight', 'requests', 'opened', 'time'],
  bars: ['peakInFlight', 'time'],
  overTls: 'on request',
  steps: 2,
  async run(lab) {
    const rows = [await compare(lab, 'abort'), await compare(lab, 'detach')];
    return {
      groups: [{ title: `Limit ${LIMIT}, timeout ${TIMEOUT} ms`, rows }],
      finding:
        `With a limit of ${LIMIT}, the server had ${formatRange(rows, 'plain', 'peakInFlight')} requests at once ` +
        `from fetch in a semaphore, and ${formatRange(rows, 'sluice', 'peakInFlight')} from Sluice.`,
    };
  },
};

function compare(lab: Lab, policy: 'abort' | 'detach'): Promise<Row> {
  const calls = lab.size(100, 2 * LIMIT);
  return lab.compare({
    label: `Sluice's timeout policy: ${policy}`,
    plain: { kind: 'fetch' },
    sluice: {
      kind: 'sluice',
      options: { gate: { maxPerHost: LIMIT }, timeout: { attempt: TIMEOUT, policy }, retry: false },
    },
    calls,
    limit: 10_000,
    settle: 2 * ANSWER_AFTER,
    async origin() {
      const origin = await lab.origin();
      origin.on('/').reply(200, { body: 'late', delay: ANSWER_AFTER });
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
    reasons: {
      opened: 'an aborted request closes its connection, so that the server can stop working on it.',
      unanswered:
        'a call that does not get a slot in time fails instead of exceeding the limit at the server.',
    },
  });
}

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
