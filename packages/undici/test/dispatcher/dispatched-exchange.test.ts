import * as undici from 'undici';
import { expect, test } from 'vitest';
import { dispatcherOf } from '../../src/dispatcher-api.ts';
import { failure, rig, until } from '../support/setup.ts';

test('a body that ends with its connection is complete after a FIN, but not after a reset', async () => {
  const { origin, registry } = await rig();
  const dispatcher = dispatcherOf(registry);
  const raw = 'HTTP/1.1 200 OK\r\n\r\nhalf of it';
  origin.on('/fin').raw(raw, { connection: 'close' });
  origin.on('/rst').raw(raw, { connection: 'keep' });
  const whole = await undici.request(origin.url('/fin'), { dispatcher });
  expect(await whole.body.text()).toBe('half of it');
  const cut = await undici.request(origin.url('/rst'), { dispatcher });
  const text = failure(cut.body.text());
  origin.resetAll();
  expect(await text).toMatchObject({ code: 'ECONNRESET' });
});

const chunks = (count: number, extension: string): string => `1;${extension}\r\nx\r\n`.repeat(count);

test.each([
  ['an unrequested coding', 'HTTP/1.1 200 OK\r\ntransfer-encoding: gzip, chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n'],
  ['too many header lines', `HTTP/1.1 200 OK\r\n${'x-a: 1\r\n'.repeat(10)}content-length: 0\r\n\r\n`],
  [
    'early hints without end',
    `${'HTTP/1.1 103 Early Hints\r\n\r\n'.repeat(1_000)}HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n`,
  ],
  [
    'more framing than body',
    `HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n${chunks(100, 'a='.padEnd(10_000, 'x'))}0\r\n\r\n`,
  ],
])('a response with %s is refused', async (_name, raw) => {
  const { origin, registry, pool } = await rig();
  const dispatcher = dispatcherOf(registry, { maxResponseHeaders: 10 });
  origin.on('/x').raw(raw, { connection: 'keep' });
  const answer = undici.request(origin.url('/x'), { dispatcher }).then(({ body }) => body.text());
  expect(await failure(answer)).toMatchObject({
    name: 'HTTPParserError',
    code: 'HPE_USER',
    cause: { code: 'ERR_SLUICE_PROTOCOL' },
  });
  await until(() => pool().active === 0 && pool().idle === 0);
});

test('the wait for a connection is limited, and an aborted request stops waiting', async () => {
  const { origin, registry, pool } = await rig({ pool: { maxPerHost: 1 } });
  const dispatcher = dispatcherOf(registry, { timeout: { queue: 60 } });
  const patient = dispatcherOf(registry);
  origin.on('/stall').fault({ do: 'stall', at: 'request' });
  const first = new AbortController();
  const held = failure(undici.request(origin.url('/stall'), { dispatcher, signal: first.signal }));
  await until(() => origin.stats().opened === 1);
  const late = failure(undici.request(origin.url('/x'), { dispatcher }));
  const left = new AbortController();
  const leaving = [
    failure(undici.request(origin.url('/x'), { dispatcher: patient, signal: left.signal })),
    failure(undici.fetch(origin.url('/x'), { dispatcher: patient, signal: left.signal })),
    failure(fetch(origin.url('/x'), { dispatcher: patient, signal: left.signal } as never)),
  ];
  await until(() => pool().waiting === 4);
  left.abort();
  for (const error of await Promise.all(leaving)) expect(error['name']).toBe('AbortError');
  expect(pool().waiting).toBe(1);
  expect(await late).toMatchObject({
    code: 'UND_ERR_CONNECT_TIMEOUT',
    cause: { code: 'ERR_SLUICE_TIMEOUT', phase: 'queue' },
  });
  expect(pool()).toMatchObject({ active: 1, waiting: 0 });
  first.abort();
  expect((await held)['name']).toBe('AbortError');
});

test('a waiting request aborted while its new connection is checked sends nothing', async () => {
  const { origin, registry, pool } = await rig({ pool: { maxPerHost: 1 } });
  const dispatcher = dispatcherOf(registry);
  origin.on('/first').reply(200, { body: 'ok', delay: 30 });
  origin.on('/second').reply(200, { body: 'ok' });
  const request = { origin: origin.url(), method: 'GET' as const };
  let place: undici.Dispatcher.DispatchController | undefined;
  let starts = 0;
  const reason = new Error('left');
  const told = new Promise((resolve) => {
    dispatcher.dispatch(
      { ...request, path: '/first' },
      {
        onRequestStart: () => undefined,
        onResponseStart: () => undefined,
        onResponseData: () => undefined,
        // A tick later the connection is given back; when all promises are through, the second looks at it.
        onResponseEnd: () =>
          process.nextTick(() => queueMicrotask(() => process.nextTick(() => place?.abort(reason)))),
        onResponseError: (_, error) => resolve(error),
      },
    );
    dispatcher.dispatch(
      { ...request, path: '/second' },
      {
        onRequestStart: (controller) => {
          starts++;
          place = controller;
        },
        onResponseStart: () => undefined,
        onResponseData: () => undefined,
        onResponseEnd: () => resolve('answered'),
        onResponseError: (_, error) => resolve(error),
      },
    );
  });
  expect(pool().waiting).toBe(2);
  expect(await told).toBe(reason);
  expect(starts).toBe(1);
  expect(origin.seen().map(({ path }) => path)).toEqual(['/first']);
  expect(pool()).toMatchObject({ active: 0, idle: 1, waiting: 0 });
});

test('a connection is not idle for longer than the server announced', async () => {
  const { origin, registry, pool } = await rig();
  const dispatcher = dispatcherOf(registry);
  origin.on('/x').raw('HTTP/1.1 200 OK\r\nkeep-alive: timeout=1\r\ncontent-length: 2\r\n\r\nok', {
    connection: 'keep',
  });
  expect(await (await undici.request(origin.url('/x'), { dispatcher })).body.text()).toBe('ok');
  await until(() => pool().idle === 1);
  await until(() => pool().idle === 0);
});

test.each(['onRequestStart', 'onResponseStart', 'onResponseData', 'onResponseEnd'])(
  'a handler that throws in %s receives its error once, and its exchange is counted once',
  async (method) => {
    const { origin, registry, pool } = await rig();
    const dispatcher = dispatcherOf(registry);
    origin.on('/x').reply(200, { body: 'ok' });
    origin.on('/slow').reply(200, { body: 'ok', delay: 60 });
    const mine = new Error('mine');
    const told: unknown[] = [];
    const handler = {
      onRequestStart() {},
      onResponseStart() {},
      onResponseData() {},
      onResponseEnd() {},
      onResponseError: (_controller: unknown, error: unknown) => told.push(error),
      [method]() {
        throw mine;
      },
    };
    dispatcher.dispatch({ origin: origin.url(), path: '/x', method: 'GET' }, handler);
    await until(() => told.length > 0 && pool().active === 0 && pool().dialing === 0);
    expect(told).toEqual([mine]);
    // A close that did not wait would count less than what is in flight.
    const slow = undici.request(origin.url('/slow'), { dispatcher });
    let closed = false;
    const closing = dispatcher.close().then(() => (closed = true));
    const { body } = await slow;
    expect(closed).toBe(false);
    expect(await body.text()).toBe('ok');
    await closing;
  },
);
