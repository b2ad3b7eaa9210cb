// Scenario: the server closes connections that the client is about to use.
import type { CallOptions } from '../clients/client.ts';
import { formatRange } from '../numbers.ts';
import type { Measurement, Row, Verdict } from '../model.ts';
import { allAnswered, atMost, failures, finished, verdict } from '../verdict.ts';
import type { Lab, Scenario } from './scenario.ts';

const IN_FLIGHT = 20;
const SERVER_IDLE = 150;

const GET: CallOptions = {};
const POST: CallOptions = { method: 'POST', body: '{}' };
const POST_WITH_KEY: CallOptions = { ...POST, idempotencyKey: true };

export const deadConnections: Scenario = {
  name: 'dead-connections',
  title: 'Incident 3: requests on dead connections',
  about:
    `Rounds of ${IN_FLIGHT} calls. First, the server closes connections that were idle for ${SERVER_IDLE} ms, without announcing ` +
    'it. The client wants to use them after 200 ms, and was too busy just then to notice. Sluice checks whether a ' +
    'connection is closed before it writes to it. Then, the server closes each connection just when its second request ' +
    'arrives, which no client can foresee. Sluice sends that request again at once if it may be sent twice, and only ' +
    'then: a POST without an idempotency key fails, since the server might process it twice.',
  code: {
    plain: `const agent = new http.Agent({ keepAlive: true });
http.get(url, { agent }); // is written to an idle connection even if the server has closed it`,
    sluice: `const client = createClient();
await client.get(url).text(); // checks the connection first, and sends again if that is safe`,
  },
  columns: ['unanswered', 'requests', 'opened', 'time'],
  bars: ['unanswered', 'requests'],
  overTls: 'on request',
  steps: 5,
  async run(lab) {
    const idle = [
      await compare(lab, 'GET', { options: GET, when: 'idle', judge: judgeReplayed }),
      await compare(lab, 'POST without a key', { options: POST, when: 'idle', judge: judgeOnce }),
    ];
    const reuse = [
      await compare(lab, 'GET', { options: GET, when: 'reuse', judge: judgeReplayed }),
      await compare(lab, 'POST with a key', { options: POST_WITH_KEY, when: 'reuse', judge: judgeReplayed }),
      await compare(lab, 'POST without a key', { options: POST, when: 'reuse', judge: judgeOnce }),
    ];
    const all = [...idle, ...reuse];
    return {
      groups: [
        { title: 'Closed while idle', rows: idle },
        { title: 'Closed as the request arrives', rows: reuse },
      ],
      finding:
        `In each row, node:http failed ${formatRange(all, 'plain', 'unanswered')} calls. Sluice failed ` +
        `${formatRange([...idle, ...reuse.slice(0, 2)], 'sluice', 'unanswered')}, apart from ` +
        `${formatRange(reuse.slice(2), 'sluice', 'unanswered')} POSTs without a key that may have been processed already.`,
    };
  },
};

interface Variant {
  readonly options: CallOptions;
  /** When the server closes. */
  readonly when: 'idle' | 'reuse';
  readonly judge: (sluice: Measurement) => Verdict;
}

function compare(lab: Lab, label: string, { options, when, judge }: Variant): Promise<Row> {
  const perRound = lab.size(IN_FLIGHT, 2);
  const rhythm =
    when === 'idle' ? { rounds: 6, idle: SERVER_IDLE - 30, busy: 80 } : { rounds: 2, idle: 20, busy: 0 };
  return lab.compare({
    label,
    plain: { kind: 'node:http' },
    sluice: { kind: 'sluice' },
    calls: perRound * rhythm.rounds,
    sharesProcess: true,
    limit: 15_000,
    settle: 50,
    async origin() {
      const origin = await lab.origin(when === 'idle' ? { keepAlive: { idleClose: SERVER_IDLE } } : {});
      origin.on('/').reply(200, { body: 'done' });
      if (when === 'reuse') origin.fault({ do: 'close', at: 'reuse' }, { first: perRound });
      return origin;
    },
    work: (origin) => ({
      kind: 'stale',
      input: { url: origin.url('/'), options, perRound, ...rhythm },
    }),
    judge,
    reasons: {
      unanswered:
        'the request may have been processed already, so Sluice does not send it again, and the error says so.',
      requests: 'these are the requests that were sent again, at once and on another connection.',
      opened: 'requests that are sent again need another connection.',
    },
  });
}

/** A request that may be sent again must be answered, whatever happened to its connection. */
export function judgeReplayed(sluice: Measurement): Verdict {
  return verdict([finished(sluice), allAnswered(sluice)], `all ${sluice.calls} calls answered`);
}

/** A request that must not be sent again must be answered or fail, and reach the origin at most once. */
export function judgeOnce(sluice: Measurement): Verdict {
  const { values, answered, calls } = sluice;
  const failed = failures(sluice);
  return verdict(
    [
      finished(sluice),
      { ok: answered + failed === calls, otherwise: `${calls - answered - failed} calls never ended` },
      atMost(values.requests, answered + failed, 'requests at the origin'),
    ],
    failed === 0
      ? 'all answered, no request sent twice'
      : `no request sent twice; ${failed} calls failed with an error`,
  );
}
