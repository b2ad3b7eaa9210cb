// Long-running operations: the URLs and times of status requests, and how an operation ends.
import { createHttp2Origin, caCertificate, createVirtualClock } from '@sluice/fixtures';
import { gotTransport } from '@sluice/got';
import got from 'got';
import {
  createClient,
  isHttpError,
  isOptionError,
  isSchemaError,
  isTimeoutError,
  undiciTransport,
  type SluiceClient,
  type SluiceOptions,
} from 'sluice';
import { expect, test, vi } from 'vitest';
import { z } from 'zod';
import { isOperationError, json, op, poll, pollUntil, type PollProgress } from '../../src/index.ts';
import { retryAfterOf } from '../../src/polling/retry-after.ts';
import { apiOf, closeLater, failure, originOf } from '../setup.ts';
import { HttpHeaders } from '@sluice/core';

const QUICK = { interval: 5, maxInterval: 10 };

function clientOf(options: SluiceOptions = {}): SluiceClient {
  const own = options.transport === undefined ? { pool: {} } : {};
  return closeLater(createClient({ ...own, retry: { minDelay: 1, maxDelay: 5 }, ...options }));
}

/** An operation that is done after a number of status requests. */
async function exporting(polls: number, options = {}): Promise<Awaited<ReturnType<typeof originOf>>> {
  const origin = await originOf(options);
  origin.on('POST /exports').reply(202, { headers: { location: '/exports/7' } });
  origin
    .on('/exports/7')
    .reply(202, { json: { state: 'running' } }, { first: polls })
    .reply(200, { json: { rows: 3 } });
  return origin;
}

test('an operation is started once, and asked for where `location` says until it is done', async () => {
  const origin = await exporting(3);
  const client = clientOf({ baseUrl: origin.url() });
  const steps: PollProgress[] = [];
  const result = await poll<{ rows: number }>(client, '/exports', {
    ...QUICK,
    call: { json: { table: 'users' }, headers: { 'x-tenant': 't1' } },
    onProgress: (step) => void steps.push(step),
  });
  expect(result).toEqual({ rows: 3 });
  expect(origin.seen().map(({ method, target }) => `${method} ${target}`)).toEqual([
    'POST /exports',
    ...Array.from({ length: 4 }, () => 'GET /exports/7'),
  ]);
  expect(origin.seen().map((seen) => [seen.header('x-tenant'), seen.bodyBytes])).toEqual([
    ['t1', 17],
    ...Array.from({ length: 4 }, () => ['t1', 0]),
  ]);
  expect(steps.map(({ polls, answer }) => [polls, answer.status, answer.body])).toEqual([
    [0, 202, undefined],
    [1, 202, { state: 'running' }],
    [2, 202, { state: 'running' }],
    [3, 202, { state: 'running' }],
  ]);
});

test.each(['TLS', 'HTTP/2', 'got'])('over %s', async (name) => {
  if (name === 'HTTP/2') {
    const origin = closeLater(await createHttp2Origin());
    let asked = 0;
    origin.on('/exports', ({ reply }) => reply(202, '', { 'operation-location': '/exports/7' }));
    origin.on('/exports/7', (exchange) => exchange.reply(++asked < 3 ? 202 : 200, '{"rows":3}'));
    const client = clientOf({
      transport: undiciTransport({ pool: {}, http2: true, tls: { ca: caCertificate } }),
    });
    // oxlint-disable-next-line vitest/no-conditional-expect -- the origins differ
    expect(await poll(client, origin.url('/exports'), QUICK)).toEqual({ rows: 3 });
    return;
  }
  const origin = await exporting(2, name === 'TLS' ? { tls: true } : {});
  const transport =
    name === 'got'
      ? gotTransport({ got, pool: {} })
      : undiciTransport({ pool: {}, tls: { ca: caCertificate } });
  // oxlint-disable-next-line vitest/no-conditional-expect -- the origins differ
  expect(await poll(clientOf({ transport }), origin.url('/exports'), QUICK)).toEqual({ rows: 3 });
});

test('states in the body, a failure, and a result elsewhere', async () => {
  const origin = await originOf();
  origin.on('POST /jobs').reply(200, { json: { id: 1, status: 'queued', self: '/jobs/1' } });
  origin
    .on('/jobs/1')
    .sequence(
      { status: 200, json: { status: 'running' } },
      { status: 200, json: { status: 'done', output: '/outputs/1' } },
    );
  origin.on('/outputs/1').reply(200, { json: { ok: true } });
  origin.on('POST /broken').reply(200, { json: { status: 'failed', secret: 'abc' } });
  const client = clientOf({ baseUrl: origin.url() });
  type Job = { status: string; self?: string; output?: string };
  const rule = {
    ...QUICK,
    status: ({ body }: { body: unknown }) => {
      const { status } = body as Job;
      return status === 'done' || status === 'failed' ? status : 'pending';
    },
    monitor: ({ body }: { body: unknown }) => (body as Job).self,
    result: ({ body }: { body: unknown }) => (body as Job).output,
  } as const;
  expect(await poll(client, '/jobs', rule)).toEqual({ ok: true });
  const error = await failure(poll(client, '/broken', rule));
  expect(isOperationError(error)).toBe(true);
  expect(error).toMatchObject({
    code: 'ERR_SLUICE_OPERATION_FAILED',
    status: 200,
    body: { status: 'failed' },
  });
  expect(JSON.stringify(error)).not.toContain('abc');
});

test('another process continues with the state', async () => {
  const origin = await exporting(3);
  const first = poll(clientOf({ baseUrl: origin.url() }), '/exports', { interval: 60_000 });
  const state = await first.serialize();
  first.abort(new Error('shutting down'));
  expect((await failure(first)).message).toBe('shutting down');
  expect(await first.serialize()).toBe(state);
  const second = poll(clientOf({ baseUrl: origin.url() }), '/exports', { ...QUICK, from: state });
  expect(await second).toEqual({ rows: 3 });
  expect(origin.seen().filter(({ method }) => method === 'POST')).toHaveLength(1);
});

test('a poller that was only asked for its state can be aborted', async () => {
  const origin = await exporting(3);
  const rejections: unknown[] = [];
  const note = (reason: unknown): void => void rejections.push(reason);
  process.on('unhandledRejection', note);
  try {
    const poller = poll(clientOf({ baseUrl: origin.url() }), '/exports', { interval: 60_000 });
    await poller.serialize();
    poller.abort();
    // Node.js reports a rejection after the microtasks of the turn.
    await new Promise((resolve) => void setImmediate(resolve));
    await new Promise((resolve) => void setImmediate(resolve));
  } finally {
    process.off('unhandledRejection', note);
  }
  expect(rejections).toEqual([]);
});

test('serialize() of an operation that could not be started rejects with the error of the start', async () => {
  const origin = await originOf();
  origin.on('POST /exports').reply(400, { json: {} });
  const poller = poll(clientOf({ baseUrl: origin.url() }), '/exports', QUICK);
  const [result, state] = await Promise.allSettled([poller, poller.serialize()]);
  expect(result.status === 'rejected' && isHttpError(result.reason)).toBe(true);
  expect(state).toEqual(result);
});

test('a start is never sent twice; the client retries status requests', async () => {
  const origin = await originOf();
  origin
    .on('POST /exports')
    .reply(202, { headers: { location: '/exports/7' } })
    .fault({ do: 'reset', at: 'head' }, { nth: 1 });
  origin
    .on('/exports/7')
    .reply(503, {}, { nth: 1 })
    .reply(200, { json: { rows: 3 } })
    .fault({ do: 'close', at: 'body', after: 3 }, { nth: 2 });
  const client = clientOf({ baseUrl: origin.url() });
  expect((await failure(poll(client, '/exports', QUICK)))['code']).toBe('ERR_SLUICE_CONNECTION_LOST');
  expect(origin.seen()).toHaveLength(1);
  expect(await poll(client, '/exports', QUICK)).toEqual({ rows: 3 });
  expect(origin.seen().map(({ method }) => method)).toEqual(['POST', 'POST', 'GET', 'GET', 'GET']);
});

test('a failed start rejects the result, also if the client does not throw statuses', async () => {
  const origin = await originOf();
  origin.on('POST /exports').reply(500, { json: { message: 'down' } });
  const client = clientOf({ baseUrl: origin.url(), throwHttpErrors: false, retry: false });
  const error = await failure(poll(client, '/exports', QUICK));
  expect(isHttpError(error) && error.status).toBe(500);
});

test.each<[object | number, RegExp]>([
  [{ signal: AbortSignal.timeout(1) }, /'poll.call.signal' must be given beside 'call'/],
  [{ method: 'PUT' }, /'poll.call.method' must be given beside 'call'/],
  [{ throwHttpErrors: false }, /'poll.call.throwHttpErrors' must be absent or true/],
  [5, /'poll.call' must be an object of options/],
])('options of the start that would have no effect are refused: %j', async (call, message) => {
  expect(() => poll(clientOf(), 'http://localhost/', { call: call as object })).toThrow(message);
});

test('the location of the created resource does not fail an operation that is done at once', async () => {
  const origin = await originOf();
  origin
    .on('POST /exports')
    .reply(201, { json: { id: 7 }, headers: { location: 'https://files.example.com/7' } });
  const poller = poll(clientOf({ baseUrl: origin.url() }), '/exports', QUICK);
  expect(await poller).toEqual({ id: 7 });
  expect(JSON.parse(await poller.serialize())).toMatchObject({ url: origin.url('/exports') });
});

test('the first answer to a restored poller may name the next status URL', async () => {
  const origin = await originOf();
  origin.on('/exports/7').reply(202, { headers: { location: '/exports/8' } });
  origin.on('/exports/8').reply(200, { json: { rows: 8 } });
  const state = JSON.stringify({ version: 1, url: origin.url('/exports/7'), polls: 1 });
  const client = clientOf({ baseUrl: origin.url() });
  expect(await poll(client, '/exports', { ...QUICK, from: state })).toEqual({ rows: 8 });
  expect(origin.seen().map(({ target }) => target)).toEqual(['/exports/7', '/exports/8']);
});

test('the deadline covers status requests and waits; the last request is sent shortly before it', async () => {
  const origin = await exporting(1_000);
  const client = clientOf({ baseUrl: origin.url() });
  const error = await failure(poll(client, '/exports', { interval: 60_000, deadline: 1_500 }));
  expect(isTimeoutError(error) && error.phase).toBe('total');
  // On a slow machine, the last status request may still be open.
  expect(error.message).toContain('deadline: the operation did not end within 1500 ms');
  expect(origin.seen('/exports/7')).toHaveLength(1);
  origin.on('POST /stuck').reply(202, {}).fault({ do: 'stall', at: 'head' });
  const stuck = await failure(poll(client, '/stuck', { deadline: 100 }));
  expect(isTimeoutError(stuck) && stuck.phase).toBe('total');
});

test('an abort ends a wait and a status request at once', async () => {
  const origin = await exporting(1_000);
  const client = clientOf({ baseUrl: origin.url() });
  const waiting = poll(client, '/exports', { interval: 60_000 });
  await waiting.serialize();
  waiting.abort();
  expect((await failure(waiting)).name).toBe('AbortError');
  origin.on('POST /stuck').reply(202, {}).fault({ do: 'stall', at: 'head' });
  const controller = new AbortController();
  const stuck = failure(poll(client, '/stuck', { signal: controller.signal }));
  await expect.poll(() => origin.seen('/stuck').length).toBe(1);
  controller.abort(new Error('enough'));
  expect((await stuck).message).toBe('enough');
  const early = poll(client, '/exports');
  early.abort(new Error('at once'));
  expect((await failure(early)).message).toBe('at once');
});

test('status requests go to another origin only if it is listed, and then without the headers of the call', async () => {
  const origin = await originOf();
  const other = await originOf();
  other.on('/jobs/1').reply(200, { json: { rows: 1 } });
  origin
    .on('POST /exports')
    .reply(202, { headers: { 'operation-location': `${other.url('/jobs/1')}?sig=secret` } });
  const call = { headers: { authorization: 'Bearer t', 'x-key': 'k' } };
  for (const [client, url] of [
    [clientOf({ baseUrl: origin.url() }), '/exports'],
    [clientOf(), origin.url('/exports')],
  ] as const) {
    // oxlint-disable-next-line no-await-in-loop -- one client after the other
    const error = await failure(poll(client, url, { ...QUICK, call }));
    expect(error).toMatchObject({ code: 'ERR_SLUICE_OPERATION_ANSWER' });
    expect(error.message).not.toContain('secret');
  }
  expect(other.seen()).toHaveLength(0);
  const client = clientOf({ baseUrl: origin.url(), headers: { 'x-client': 'c' } });
  const origins = [new URL(other.url()).origin];
  expect(await poll(client, '/exports', { ...QUICK, call, origins })).toEqual({ rows: 1 });
  const [seen] = other.seen();
  expect(['authorization', 'x-key', 'x-client'].map((name) => seen?.header(name))).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
  const forged = JSON.stringify({
    version: 1,
    url: other.url('/jobs/1'),
    home: new URL(other.url()).origin,
    polls: 1,
  });
  expect(isOptionError(await failure(poll(client, '/exports', { from: forged })))).toBe(true);
  origin.on('POST /script').reply(202, { headers: { location: 'javascript:alert(1)' } });
  expect((await failure(poll(client, '/script', QUICK))).message).toMatch(/neither http: nor https:/);
});

test('the intervals grow with jitter up to a cap; the server may ask for longer ones', async () => {
  const clock = createVirtualClock();
  const { PollRun } = await import('../../src/polling/poll-run.ts');
  const { parsePollRule } = await import('../../src/polling/poll-options.ts');
  vi.spyOn(Math, 'random').mockReturnValue(1);
  const answers: HttpHeaders[] = Array.from({ length: 6 }, () => HttpHeaders.empty);
  answers[2] = HttpHeaders.from({ 'retry-after': '120' });
  answers[3] = HttpHeaders.from({ 'retry-after-ms': '10000000' });
  const waits: number[] = [];
  let asked = -1;
  const answer = (): never => {
    asked++;
    const headers = answers[asked] ?? HttpHeaders.empty;
    return {
      status: asked < 6 ? 202 : 200,
      headers,
      url: 'http://a.test/',
      redirected: false,
      text: () => '',
    } as never;
  };
  const requests = {
    home: 'http://a.test',
    clock,
    start: async () => answer(),
    ask: async () => answer(),
    check: (value: unknown) => value,
  };
  const plan = parsePollRule({
    interval: 1_000,
    factor: 2,
    maxInterval: 3_000,
    jitter: 0.5,
    deadline: Infinity,
    maxRetryAfter: 200_000,
  });
  const run = new PollRun(requests, plan, { onProgress: ({ nextIn }) => void waits.push(nextIn) });
  const done = run.run(() => undefined);
  await clock.advance(1_000_000);
  await done;
  expect(waits).toEqual([500, 1_000, 120_000, 200_000, 1_500, 1_500]);
});

test.each<[Record<string, string>, number | undefined]>([
  [{ 'retry-after': '5' }, 5_000],
  [{ 'retry-after': 'Thu, 01 Jan 1970 00:01:40 GMT' }, 40_000],
  [{ 'retry-after': 'Thu, 01 Jan 1970 00:00:10 GMT' }, 0],
  [{ 'retry-after': 'soon' }, undefined],
  [{ 'retry-after': '-1' }, undefined],
  [{ 'x-ms-retry-after-ms': '250', 'retry-after': '5' }, 250],
  [{}, undefined],
])('%j asks for %s ms', (headers, wait) => {
  expect(retryAfterOf(HttpHeaders.from(headers), 60_000)).toBe(wait);
});

test('a declared operation is polled by its name, and its result is typed and checked', async () => {
  const origin = await exporting(2);
  origin.on('POST /exports/bad').reply(200, { json: { rows: 'three' } });
  const Rows = z.object({ rows: z.number() });
  const rule = pollUntil({ ...QUICK, schema: Rows });
  const api = apiOf(origin, {
    export: op('POST /exports', { body: json<{ table: string }>(), ok: { 202: json() }, poll: rule }),
    bad: op('POST /exports/bad', { ok: { 200: json() }, poll: rule }),
  });
  const poller = api.export({ body: { table: 'users' } }, { headers: { 'x-tenant': 't1' } }).poll();
  const state = await poller.serialize();
  const result = await poller;
  expect(result.rows).toBe(3);
  expect(origin.seen().map((seen) => seen.header('x-tenant'))).toEqual(['t1', 't1', 't1', 't1']);
  origin.on('/exports/7').restart();
  expect(await api.export({ body: { table: 'users' } }).poll({ from: state })).toEqual({ rows: 3 });
  expect(origin.seen().filter(({ method }) => method === 'POST')).toHaveLength(1);
  expect(isSchemaError(await failure(api.bad().poll()))).toBe(true);
  const refused = await failure(
    api.export({ body: { table: 'users' } }, { headers: { 'bad name': 'x' } }).poll(),
  );
  expect(isOptionError(refused)).toBe(true);
});

test('`deadline: false` of a call lifts the deadline of its rule', async () => {
  const origin = await exporting(5);
  const api = apiOf(origin, {
    export: op('POST /exports', {
      ok: { 202: json() },
      poll: pollUntil({ interval: 40, factor: 1, jitter: 0, deadline: 100 }),
    }),
  });
  expect((await failure(api.export().poll()))['code']).toBe('ERR_SLUICE_TIMEOUT');
  expect(await api.export({}, { deadline: false }).poll()).toEqual({ rows: 3 });
});

test('50 operations at once leave nothing behind', async () => {
  const origin = await originOf();
  origin
    .on('POST /exports')
    .handle(({ attempt }) => ({ status: 202, headers: { location: `/exports/${attempt}` } }));
  origin
    .on('/exports/*')
    .handle(({ attempt }) => ({ status: attempt % 3 === 0 ? 200 : 202, json: { attempt } }));
  const client = clientOf({ baseUrl: origin.url() });
  const { signal } = new AbortController();
  const results = await Promise.all(
    Array.from({ length: 50 }, () => poll(client, '/exports', { ...QUICK, signal })),
  );
  expect(results).toHaveLength(50);
  expect(client.stats().calls.inFlight).toBe(0);
});

test.each<[object, RegExp]>([
  [{ intervall: 5 }, /probably 'poll.interval'/],
  [{ factor: 0.5 }, /'poll.factor' must be a number from 1 to 100/],
  [{ jitter: 2 }, /'poll.jitter' must be a number from 0 to 1/],
  [{ origins: ['https://a.test/x'] }, /an origin such as/],
  [{ from: '{}' }, /must be a string that serialize\(\) of a poller returned/],
  [{ schema: {} }, /a Standard Schema/],
])('%j is refused', (options, message) => {
  expect(() => poll(clientOf(), 'http://a.test/', options)).toThrow(message);
});

test('status requests of a declared operation are retried like any GET; its start is not retried', async () => {
  const origin = await originOf();
  origin.on('POST /exports').reply(202, { headers: { location: '/exports/7' } });
  origin
    .on('/exports/7')
    .reply(503, {}, { nth: 1 })
    .fault({ do: 'reset', at: 'head' }, { nth: 2 })
    .reply(200, { json: { rows: 3 } });
  origin.on('POST /broken').fault({ do: 'reset', at: 'head' });
  const ok = { 202: json() };
  const api = apiOf(origin, {
    export: op('POST /exports', { body: json(), ok, poll: pollUntil(QUICK) }),
    none: op('POST /exports', { ok, idempotency: 'none', poll: pollUntil(QUICK) }),
    broken: op('POST /broken', { ok, poll: pollUntil(QUICK) }),
  });
  expect(await api.export({ body: {} }).poll()).toEqual({ rows: 3 });
  origin.on('/exports/7').restart();
  expect(await api.none().poll()).toEqual({ rows: 3 });
  expect(origin.seen('/exports')).toHaveLength(2);
  expect(origin.seen('/exports/7')).toHaveLength(6);
  origin.on('/exports/7').restart();
  expect(isHttpError(await failure(api.none(undefined, { retry: false }).poll()))).toBe(true);
  await failure(api.broken().poll());
  expect(origin.seen('/broken')).toHaveLength(1);
});

test('if a call allows its start to be sent again, its status requests are retried, too', async () => {
  const origin = await originOf();
  const found = { headers: { location: '/exports/7' } };
  origin.on('POST /exports').reply(503, {}, { nth: 1 }).reply(202, found);
  origin
    .on('/exports/7')
    .reply(503, {}, { nth: 1 })
    .reply(200, { json: { rows: 3 } });
  const start = op('POST /exports', { ok: { 202: json() }, poll: pollUntil(QUICK) });
  const retry = { maxRetries: 1, methods: ['POST'], minDelay: 1, maxDelay: 10 };
  const api = apiOf(origin, { start });
  const client = clientOf({ baseUrl: origin.url() });
  const ways = [
    () => api.start(undefined, { retry }).poll(),
    () => api.start(undefined, { client: { retry } }).poll(),
    () => poll(client, '/exports', { ...QUICK, call: { retry } }),
  ];
  for (const way of ways) {
    for (const path of ['POST /exports', '/exports/7']) origin.on(path).restart();
    expect(await way()).toEqual({ rows: 3 });
  }
  expect(origin.seen('/exports')).toHaveLength(6);
  expect(origin.seen('/exports/7')).toHaveLength(6);
});

test.each<[name: string, returned: () => unknown]>([
  ['status', () => 'DONE'],
  ['status', async () => Promise.reject(new Error('not awaited'))],
  ['monitor', async () => '/exports/8'],
  ['monitor', () => 7],
  ['result', async () => '/exports/8'],
])('what %s returns is checked: nothing else is asked for (%s)', async (name, returned) => {
  const origin = await exporting(1);
  const error = await failure(
    poll(clientOf({ baseUrl: origin.url() }), '/exports', { ...QUICK, [name]: returned }),
  );
  expect(isOptionError(error) && error.option).toBe(`poll.${name}`);
  expect(origin.seen('/exports/8').length + origin.unmatched().length).toBe(0);
});

test('waits use the client’s clock, and a server that asks for no wait gets one', async () => {
  const origin = await originOf();
  origin.on('POST /exports').reply(202, { headers: { location: '/exports/7', 'retry-after': '0' } });
  origin
    .on('/exports/7')
    .reply(202, { headers: { 'retry-after': 'Thu, 01 Jan 1970 00:00:10 GMT' } }, { first: 2 })
    .reply(200, { json: { rows: 3 } });
  const clock = createVirtualClock();
  const waits: number[] = [];
  const polling = poll(clientOf({ baseUrl: origin.url(), clock }), '/exports', {
    onProgress: ({ nextIn }) => void waits.push(nextIn),
  });
  await clock.advance(1_000);
  expect(await polling).toEqual({ rows: 3 });
  expect(waits).toEqual([100, 100, 100]);
});
