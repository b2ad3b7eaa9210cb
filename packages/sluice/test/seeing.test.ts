// What shows the calls of a client: the logger, the channels and the statistics.
import { AsyncLocalStorage } from 'node:async_hooks';
import { execFile } from 'node:child_process';
import diagnostics_channel from 'node:diagnostics_channel';
import { promisify } from 'node:util';
import { afterEach, expect, test } from 'vitest';
import {
  createAgentRegistry,
  createClient,
  describeAttempt,
  prometheusText,
  type AttemptMessage,
  type GateMessage,
  type SluiceClient,
} from 'sluice';
import { clientOf, failure, originOf } from './setup.ts';

const subscriptions: [name: string, listener: (message: unknown) => void][] = [];

function subscribe(name: string, listener: (message: unknown) => void): void {
  diagnostics_channel.subscribe(name, listener);
  subscriptions.push([name, listener]);
}

afterEach(() => {
  for (const [name, listener] of subscriptions.splice(0)) diagnostics_channel.unsubscribe(name, listener);
});

/** A logger of the shape of `console`. */
function consoleLike() {
  const lines: string[] = [];
  const at = (level: string) => (text: string) =>
    void lines.push(`${level} ${text.replaceAll(/\d+ ms|ms: .*/g, '…')}`);
  return { lines, logger: { debug: at('debug'), info: at('info'), warn: at('warn') } };
}

test('a logger gets a line per attempt and per call, without credentials', async () => {
  const origin = await originOf();
  origin.on('/x').reply(503, { body: 'busy' }, { nth: 1 }).reply(200, { body: 'ok' });
  origin.on('/404').reply(404);
  const { lines, logger } = consoleLike();
  const api = clientOf({
    baseUrl: origin.url('/'),
    name: 'users',
    logger,
    headers: { authorization: 'secret' },
  });
  await api.get('x?token=secret').text();
  await failure(api.get('404'));
  const shown = lines.map((line) =>
    line
      .replaceAll(origin.url('/'), '/')
      .replaceAll(/users \d+/g, 'users N')
      .replace(/connection \d+/, 'connection N'),
  );
  expect(
    shown
      .map((line) =>
        line
          .replace(/ \(drained.*?(?=\)|;)/, ' (')
          .replace('(; ', '(')
          .replace(/ \(\);/, ';'),
      )
      .sort(),
  ).toEqual([
    'debug sluice [users N] GET /404: attempt 1: 404 after …; connection N (reused, http/1.1); …',
    'debug sluice [users N] GET /x?token=…: attempt 1: 503 after … (status 503; waited …); connection N (new, http/1.1); …',
    'debug sluice [users N] GET /x?token=…: attempt 2: 200 after …; connection N (reused, http/1.1); …',
    'info sluice [users N] GET /x?token=…: 200 after … and 2 attempt(s)',
    'warn sluice [users N] GET /404 answered 404 (failed after … and 1 attempt(s))',
  ]);
  expect(lines.join('\n')).not.toContain('secret');
});

test('a logger of the shape of pino gets an object and a message', async () => {
  const origin = await originOf();
  origin.on('/x').reply(200);
  const entries: [string, { sluice: Record<string, unknown> }, string][] = [];
  const at = (level: string) => (details: { sluice: Record<string, unknown> }, text: string) =>
    void entries.push([level, details, text]);
  const pino = { debug: at('debug'), info: at('info'), warn: at('warn'), child: () => pino };
  const api = clientOf({ baseUrl: origin.url('/'), name: 'users', logger: pino });
  await api.get('x').text();
  expect(
    entries.map(([level, { sluice }]) => [level, sluice['client'], sluice['method'], sluice['status']]),
  ).toEqual([
    ['debug', 'users', 'GET', 200],
    ['debug', 'users', 'GET', 200],
  ]);
  expect(entries[0]?.[1].sluice['call']).toBe(entries[1]?.[1].sluice['call']);
  expect(() => clientOf({ logger: { debug: () => 1 } as never })).toThrow(/'logger' must be console/);
});

test('`NODE_DEBUG=sluice` prints the lines to stderr', async () => {
  const origin = await originOf();
  origin.on('/x').reply(200);
  const program = `import { createClient } from 'sluice'; await createClient().get('${origin.url('/x')}').text();`;
  const { stderr } = await promisify(execFile)(
    process.execPath,
    ['--conditions=@sluice/source', '--input-type=module', '-e', program],
    { env: { ...process.env, NODE_DEBUG: 'sluice' }, cwd: import.meta.dirname, timeout: 60_000 },
  );
  expect(stderr).toMatch(/SLUICE \d+: \[1\] GET http:\/\/127\.0\.0\.1:\d+\/x: attempt 1: 200 after \d+ ms/);
  expect(stderr).toMatch(/GET http:\/\/127\.0\.0\.1:\d+\/x: 200 after \d+ ms and 1 attempt/);
});

const BROKEN = /^ERR_SLUICE_(CONNECTION_LOST|BODY_CUT_SHORT)$/;

test.each([1, 20])(
  'one message per attempt is complete when it is published, with %i in flight',
  async (inFlight) => {
    const origin = await originOf({ per: { query: 'call' } });
    origin
      .on('/x')
      .reply(503, { body: { size: 2_000 }, endDelay: 10 }, { nth: 1 })
      .fault({ do: 'reset', at: 'body', after: 10 }, { nth: 2 })
      .reply(200, { body: { size: 100_000 } });
    const complete: AttemptMessage[] = [];
    subscribe('sluice:attempt', (message) => {
      const { attempt } = message as AttemptMessage;
      // A copy: nothing of it may change later.
      complete.push({
        ...(message as AttemptMessage),
        attempt: { ...attempt, timings: { ...attempt.timings } },
      });
    });
    const api = clientOf({ baseUrl: origin.url('/'), name: 'n' });
    const responses = await Promise.all(
      Array.from({ length: inFlight }, async (_, call) => {
        const response = await api.get(`x?call=${call}`);
        await response.bytes().catch(() => undefined);
        return response;
      }),
    );
    await expect.poll(() => complete.length).toBe(2 * inFlight);
    expect(new Set(complete.map(({ call }) => call)).size).toBe(inFlight);
    for (const { attempt, client } of complete) {
      expect(client).toBe('n');
      expect(describeAttempt(attempt)).not.toContain('unfinished');
      if (attempt.number === 1)
        expect(attempt).toMatchObject({ status: 503, drain: { outcome: 'eof' }, reason: 'status 503' });
      if (attempt.number === 1) expect(attempt.wait).toBeGreaterThanOrEqual(0);
      // The second: with got, Node.js 22 reports a reset right after bytes as a close.
      else expect(attempt).toMatchObject({ status: 200, error: { code: expect.stringMatching(BROKEN) } });
    }
    const shown = responses.flatMap(({ attempts }) => attempts.map(describeAttempt)).sort();
    expect(complete.map(({ attempt }) => describeAttempt(attempt)).sort()).toEqual(shown);
  },
);

test('messages name the call and the client, in the async context of the caller', async () => {
  const origin = await originOf();
  origin.on('/x').reply(503, {}, { every: 3 }).reply(200, { delay: 5 });
  const context = new AsyncLocalStorage<number>();
  const seen: [string, number | undefined, string | undefined, unknown][] = [];
  for (const name of [
    'call:start',
    'call:end',
    'attempt:start',
    'attempt:end',
    'attempt',
    'retry',
    'gate',
    'drain',
  ]) {
    subscribe(`sluice:${name}`, (message) => {
      const { call, client } = message as GateMessage;
      seen.push([name, call, client, context.getStore()]);
    });
  }
  const api = clientOf({ baseUrl: origin.url('/'), name: 'users', gate: { maxPerHost: 2 } });
  await Promise.all(Array.from({ length: 9 }, (_, caller) => context.run(caller, () => api.get('x').text())));
  await expect.poll(() => seen.filter(([name]) => name === 'attempt').length).toBeGreaterThan(9);
  expect(new Set(seen.map(([name]) => name))).toEqual(
    new Set(['call:start', 'call:end', 'attempt:start', 'attempt:end', 'attempt', 'retry', 'gate', 'drain']),
  );
  const callers = new Map<number, Set<unknown>>();
  for (const [name, call, client, caller] of seen) {
    expect([name, client]).toEqual([name, 'users']);
    callers.set(call as number, (callers.get(call as number) ?? new Set()).add(caller));
  }
  expect(callers.size).toBe(9);
  for (const of of callers.values()) expect(of.size).toBe(1);
});

test('statistics survive JSON, and are shown in the format of Prometheus', async () => {
  const origin = await originOf();
  origin.on('/x').reply(200);
  const api = clientOf({ baseUrl: origin.url('/') });
  await api.get('x').text();
  const stats = api.stats();
  expect(JSON.parse(JSON.stringify(stats))).toMatchObject({
    transport: { opened: 1 },
    calls: { started: 1 },
  });
  const text = prometheusText(stats, { labels: { client: 'us"ers' } });
  expect(text).toContain(
    '# TYPE sluice_calls_started_total counter\nsluice_calls_started_total{client="us\\"ers"} 1\n',
  );
  expect(text).toContain(
    '# TYPE sluice_calls_in_flight gauge\nsluice_calls_in_flight{client="us\\"ers"} 0\n',
  );
  expect(text).toMatch(/^# TYPE sluice_transport_host_opened_total counter$/m);
  for (const line of text.trimEnd().split('\n')) {
    expect(line).toMatch(
      /^(?:# TYPE [a-z_0-9]+ (?:counter|gauge)|[a-z_0-9]+(?:\{(?:[a-z_]+="(?:[^"\\]|\\.)*",?)+\})? (?:[\d.e+-]+|\+Inf|NaN))$/,
    );
  }
  const names = text.split('\n').filter((line) => line.startsWith('# TYPE'));
  expect(new Set(names).size).toBe(names.length);
  expect(text).not.toContain('_total_total');
  expect(() => prometheusText(stats, { prefix: '1x' })).toThrow(/'prometheus.prefix'/);
});

test('the statistics of several clients and their registry are one text, each metric once', async () => {
  const origin = await originOf();
  origin.on('/x').reply(503, {}, { first: 1 }).reply(200);
  const registry = createAgentRegistry();
  const retry = { minDelay: 1 };
  const [users, orders] = [1, 2].map(() => createClient({ baseUrl: origin.url('/'), registry, retry })) as [
    SluiceClient,
    SluiceClient,
  ];
  await users.get('x').text();
  await orders.get('x').text();
  const text = prometheusText(
    [
      { stats: users.stats(), labels: { client: 'users' } },
      { stats: orders.stats(), labels: { client: 'orders' } },
      { stats: registry.stats() },
    ],
    { prefix: 'acme', labels: { job: 'api' } },
  );
  expect(text).toContain(
    'acme_plugins_retry_retries_total{job="api",client="users"} 1\n' +
      'acme_plugins_retry_retries_total{job="api",client="orders"} 0\n',
  );
  expect(text).toContain('acme_retry_budget_granted_total{job="api"} 1\n');
  const names = text.split('\n').filter((line) => line.startsWith('# TYPE'));
  expect(new Set(names).size).toBe(names.length);
  await Promise.all([users.close(), orders.close()]);
  await registry.close();
  expect(() => prometheusText([{ stats: 1 } as never])).toThrow(/'stats\[0\]\.stats'/);
  expect(() => prometheusText([{ stats: {}, labels: { '1': 'x' } }])).toThrow(/'stats\[0\]\.labels\.1'/);
  expect(() => prometheusText([{ stat: {} } as never])).toThrow(/'stats\[0\]\.stat'/);
});

test('numbers that go up and down are gauges, and entries of a list have their own name', () => {
  const stats = {
    limit: 3,
    detached: 1,
    detachedTotal: 4,
    waitMax: 9,
    waitTotal: 20,
    hosts: [{ host: 'https://a.test', available: 5 }],
    keys: { a: { limit: 8 } },
  };
  expect(prometheusText(stats, { prefix: 'x' }).split('\n')).toEqual([
    '# TYPE x_limit_total counter',
    'x_limit_total 3',
    '# TYPE x_detached gauge',
    'x_detached 1',
    '# TYPE x_detached_total counter',
    'x_detached_total 4',
    '# TYPE x_wait_max gauge',
    'x_wait_max 9',
    '# TYPE x_wait_total counter',
    'x_wait_total 20',
    '# TYPE x_host_available gauge',
    'x_host_available{host="https://a.test"} 5',
    '# TYPE x_key_limit gauge',
    'x_key_limit{key="a"} 8',
    '',
  ]);
});
