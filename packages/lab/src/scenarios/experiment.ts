// Scenario: which use of a client lets its connections be reused.
import { inLanes } from '../in-lanes.ts';
import { formatRange } from '../numbers.ts';
import type { Measurement, Row, Verdict } from '../model.ts';
import { allAnswered, atMost, finished, verdict } from '../verdict.ts';
import type { Lab, Scenario } from './scenario.ts';

const IN_FLIGHT = 20;
/** More than any client buffers by itself, less than Sluice drains. */
const BODY_BYTES = 131_072;
const ANSWER_AFTER = 20;
const UNREAD = 200;
/** The number of concurrent rows, which mostly wait. */
const LANES = 6;

interface Switches {
  readonly anew: boolean;
  readonly read: 'none' | 'part' | 'all';
  readonly end: boolean;
}

const SWITCHES: readonly Switches[] = [false, true].flatMap((anew) =>
  (['none', 'part', 'all'] as const).flatMap((read) => [false, true].map((end) => ({ anew, read, end }))),
);

export const experiment: Scenario = {
  name: 'experiment',
  title: 'Does the connection get reused?',
  about:
    '200 calls, 20 at once, to a server that takes 20 ms to answer with 128 KiB. Three switches: is a new client ' +
    'created for each call, how much of the body is read, and is the rest discarded (fetch: body.cancel(), Sluice: ' +
    'discard()) or left unread. Each with a server that keeps connections alive and one that does not.',
  code: {
    plain: `const response = await fetch(url);
await response.body.cancel(); // or reads a part, or all of it, or leaves it unread`,
    sluice: `const response = await client.get(url);
await response.discard(); // or reads a part, or all of it, or leaves it unread`,
  },
  columns: ['opened', 'established', 'closeWait', 'timeWait'],
  bars: ['opened', 'open'],
  overTls: 'on request',
  steps: 24,
  async run(lab) {
    const groups = [
      { title: 'Server keep-alive on', keepAlive: true, rows: [] as Row[] },
      { title: 'Server keep-alive off', keepAlive: false, rows: [] as Row[] },
    ];
    const all = groups.flatMap(({ keepAlive, rows }) =>
      SWITCHES.map((switches, index) => async () => {
        rows[index] = await compare(lab, keepAlive, switches);
      }),
    );
    await inLanes(all.length, LANES, async (index) => all[index]?.());
    const [kept = [], closed = []] = groups.map((group) => group.rows);
    return {
      groups: groups.map(({ title, rows }) => ({ title, rows })),
      finding:
        `With keep-alive on, fetch opened ${formatRange(kept, 'plain', 'opened')} connections for the same calls, Sluice ` +
        `${formatRange(kept, 'sluice', 'opened')}. With keep-alive off, fetch left up to ` +
        `${leftBehind(closed, 'plain')} connections behind, Sluice ${leftBehind(closed, 'sluice')}.`,
    };
  },
};

function compare(lab: Lab, keepAlive: boolean, { anew, read, end }: Switches): Promise<Row> {
  const calls = lab.size(200, IN_FLIGHT);
  return lab.compare({
    label: `${anew ? 'new client' : 'one client'}, read ${read}, ${end ? 'discarded' : 'left unread'}`,
    plain: { kind: 'fetch' },
    sluice: {
      kind: 'sluice',
      sharedMaxPerHost: IN_FLIGHT,
      // On a busy machine a drain takes longer than the 50 ms it has by default.
      options: { watchdog: { unread: UNREAD, stalled: UNREAD }, drain: { time: 1_000 } },
    },
    calls,
    sharesProcess: true,
    limit: 15_000,
    settle: UNREAD + 600,
    // Idle connections of the pool do not count as left behind.
    settled: ({ established, closeWait }) => closeWait === 0 && established <= (keepAlive ? IN_FLIGHT : 0),
    async origin() {
      const origin = await lab.origin({ keepAlive });
      origin.on('/').reply(200, { body: { size: BODY_BYTES }, delay: ANSWER_AFTER });
      return origin;
    },
    work: (origin) => ({
      kind: 'calls',
      input: { urls: [origin.url('/')], calls, inFlight: IN_FLIGHT, read, end, anew },
    }),
    judge: keepAlive ? judgeReuse : judgeLeaks,
    reasons: {
      opened:
        'a body that is left unread is drained or aborted after 200 ms; until then the next calls use other connections.',
      open: 'idle connections are kept for the next call, up to the limit of the pool.',
      requests: 'a request on a connection that turned out to be closed was sent again.',
    },
  });
}

/** With keep-alive, connections must be reused. */
export function judgeReuse(sluice: Measurement): Verdict {
  return verdict(
    [
      finished(sluice),
      allAnswered(sluice),
      atMost(sluice.values.opened, IN_FLIGHT, 'connections opened'),
      atMost(sluice.values.closeWait, 0, 'connections in CLOSE_WAIT'),
    ],
    `reused: ${sluice.values.opened} connections for ${sluice.calls} calls`,
  );
}

/** Without keep-alive, no connection may be left behind. */
export function judgeLeaks(sluice: Measurement): Verdict {
  const { values } = sluice;
  return verdict(
    [
      finished(sluice),
      allAnswered(sluice),
      atMost(values.established, 0, 'connections still ESTABLISHED'),
      atMost(values.closeWait, 0, 'connections in CLOSE_WAIT'),
      atMost(values.open, 0, 'connections still open at the origin'),
    ],
    'nothing left behind',
  );
}

function leftBehind(rows: readonly Row[], side: 'plain' | 'sluice'): number {
  return Math.max(0, ...rows.map((row) => row[side].values.open ?? 0));
}
