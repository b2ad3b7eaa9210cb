// Scenario: unread bodies of 404s.
import { formatRange } from '../numbers.ts';
import type { Measurement, Row, Verdict } from '../model.ts';
import { allAnswered, atMost, finished, verdict } from '../verdict.ts';
import type { Lab, Scenario } from './scenario.ts';

const IN_FLIGHT = 50;

export const unreadErrors: Scenario = {
  name: 'unread-errors',
  title: 'Incident 2: unread bodies of 404s',
  about:
    '400 calls, 50 at once, all answered with a 404 of 16 KiB whose body the caller does not need. If the caller destroys ' +
    'the response, each call costs a connection; if it only reads the status, each call keeps a connection busy. Sluice ' +
    'reads a bounded part of the body and throws an HttpError. Even if it must not throw, it reclaims the connection.',
  code: {
    plain: `const [response] = await once(http.get(url, { agent }), 'response');
if (response.statusCode === 404) response.destroy(); // closes the connection too`,
    sluice: `await client.get(url).catch((error) => error.status); // 404; its body was read within a bound`,
  },
  columns: ['opened', 'established', 'timeWait', 'time'],
  bars: ['opened', 'open'],
  overTls: 'on request',
  steps: 2,
  async run(lab) {
    const rows = [
      await compare(lab, 'destroyed unread (the incident)', true),
      await compare(lab, 'only the status is read', false),
    ];
    return {
      groups: [{ title: '404s', rows }],
      finding:
        `node:http opened ${formatRange(rows, 'plain', 'opened')} connections, ` +
        `Sluice ${formatRange(rows, 'sluice', 'opened')}.`,
    };
  },
};

function compare(lab: Lab, label: string, end: boolean): Promise<Row> {
  const calls = lab.size(400, IN_FLIGHT);
  return lab.compare({
    label,
    plain: { kind: 'node:http' },
    sluice: { kind: 'sluice', options: { throwHttpErrors: end, watchdog: { unread: 200 } } },
    calls,
    limit: 10_000,
    settle: 400,
    async origin() {
      const origin = await lab.origin();
      origin.on('/').reply(404, { body: { size: 16_384 }, delay: 10 });
      return origin;
    },
    work: (origin) => ({
      kind: 'calls',
      input: { urls: [origin.url('/')], calls, inFlight: IN_FLIGHT, read: 'none', end },
    }),
    reasons: {
      opened:
        'a body that is left unread is read only 200 ms later, so that the next calls open other connections.',
    },
    // A response that is left unread may still arrive when the next call begins.
    judge: (sluice) => judgeUnreadErrors(sluice, end ? IN_FLIGHT : 2 * IN_FLIGHT),
  });
}

/** @param most the most connections that may be opened */
export function judgeUnreadErrors(sluice: Measurement, most: number): Verdict {
  return verdict(
    [finished(sluice), allAnswered(sluice), atMost(sluice.values.opened, most, 'connections opened')],
    `reused: ${sluice.values.opened} connections for ${sluice.calls} calls`,
  );
}
