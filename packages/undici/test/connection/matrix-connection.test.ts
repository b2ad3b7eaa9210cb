import { expect, test } from 'vitest';
import { poolOf } from '@sluice/pool';
import { failure, pause, rig, together, until } from '../support/setup.ts';

test('3: accepted, then silence', async () => {
  const { origin, client } = await rig();
  origin.fault({ do: 'stall', at: 'connect' });
  const error = await failure(client.get('/x', { timeout: { responseHeader: 50 } }));
  expect(error).toMatchObject({ code: 'ERR_SLUICE_TIMEOUT', phase: 'responseHeader' });
});

test('8: headers dripped for ever meet their limit, which bytes do not reset', async () => {
  const { origin, client } = await rig();
  origin.on('/x').reply(200, {
    faults: [
      { do: 'padHead', bytes: 5_000 },
      { do: 'delay', at: 'head', after: 40, wait: 60_000 },
    ],
  });
  const error = await failure(client.get('/x', { timeout: { responseHeader: 80 } }));
  expect(error).toMatchObject({ code: 'ERR_SLUICE_TIMEOUT', phase: 'responseHeader' });
});

test('9: a dripped body ends with the caller’s own limit', async () => {
  const { origin, client, pool } = await rig();
  origin.on('/x').reply(200, { body: { size: 1_000 }, drip: { bytes: 1, every: 20 } });
  const controller = new AbortController();
  const response = await client.get('/x', { signal: controller.signal });
  const failed = failure(response.bytes());
  await until(() => response.lifetime.received > 2);
  const enough = new Error('enough');
  controller.abort(enough);
  expect(await failed).toBe(enough);
  expect(pool()).toMatchObject({ active: 0, idle: 0 });
});

test.each([
  ['bytes', (): unknown => new Uint8Array(16 << 20)],
  [
    'a stream',
    (): unknown =>
      (async function* () {
        while (true) yield new Uint8Array(65_536);
      })(),
  ],
])('10: an upload the server never reads (%s) meets a limit', async (_name, body) => {
  const { origin, client, pool } = await rig();
  origin.on('/x').fault({ do: 'stall', at: 'request' });
  const error = await failure(
    client.post('/x', { body: body() as Uint8Array, timeout: { responseHeader: 100 } }),
  );
  expect(error).toMatchObject({ code: 'ERR_SLUICE_TIMEOUT', phase: 'responseHeader' });
  expect(error['message']).toContain('stopped reading the request body');
  expect(pool()).toMatchObject({ active: 0, idle: 0 });
});

test('a slow upload source does not count as a stalled server', async () => {
  const { origin, client } = await rig();
  origin.on('/x').echo();
  async function* slow(): AsyncIterable<string> {
    for (let count = 0; count < 4; count++) {
      await pause(60);
      yield 'x';
    }
  }
  const response = await client.post('/x', { body: slow(), timeout: { responseHeader: 50 } });
  expect(await response.json()).toMatchObject({ bodyBytes: 4 });
});

test('11: an early 413 and a close during the upload', async () => {
  const { origin, client, pool } = await rig();
  origin.on('/x').reply(413, { upload: 'early', connection: 'close', body: 'too much' });
  const response = await client.post('/x', { body: new Uint8Array(8 << 20), throwHttpErrors: false });
  expect(response.status).toBe(413);
  expect(await response.text()).toBe('too much');
  await until(() => pool().idle === 0 && origin.stats().open === 0);
});

test('12, P15: an early 200 while the upload is unread: the next call dials', async () => {
  const { origin, client } = await rig();
  origin.on('/x').reply(200, { upload: 'unread', body: 'early' });
  origin.on('/y').reply(200, { body: 'good' });
  const response = await client.post('/x', { body: new Uint8Array(8 << 20) });
  expect(await response.text()).toBe('early');
  expect(await client.get('/y').text()).toBe('good');
  expect(origin.stats().opened).toBe(2);
});

test('P11: a 408 on an idle connection closes it and is not the response of a request', async () => {
  const { origin, client, pool } = await rig();
  const bytes = 'HTTP/1.1 408 Request Timeout\r\ncontent-length: 0\r\nconnection: close\r\n\r\n';
  origin
    .on('/x')
    .reply(200, { body: 'good' })
    .fault({ do: 'extra', at: 'idle', bytes, wait: 10 }, { nth: 1 });
  await client.get('/x').text();
  await until(() => pool().idle === 0);
  expect(await client.post('/x', { body: 'b' }).text()).toBe('good');
});

test('P11: a 408 that crosses a request on a reused connection is replayed, not delivered', async () => {
  const { origin, client } = await rig();
  origin
    .on('/x')
    .sequence(
      { status: 200, body: 'first' },
      { status: 408, connection: 'close' },
      { status: 200, body: 'second' },
    );
  expect(await client.post('/x', { body: 'a' }).text()).toBe('first');
  const response = await client.put('/x', { body: 'b' });
  expect(await response.text()).toBe('second');
  expect(response.attempts).toMatchObject([{ status: 200, replays: 1 }]);
});

test('P11: a POST may have been seen by who answers 408: it is sent once, and that is its answer', async () => {
  const { origin, client } = await rig();
  origin.on('/warm').handle(together(5));
  origin.on('/x').reply(408, { connection: 'close', delay: 30 });
  await Promise.all(Array.from({ length: 5 }, () => client.get('/warm').text()));
  const response = await client.post('/x', { body: 'once', throwHttpErrors: false });
  expect(response.status).toBe(408);
  await response.drain();
  expect(origin.seen('/x')).toHaveLength(1);
});

test('a 408 on a fresh connection is an answer', async () => {
  const { origin, client } = await rig();
  origin.on('/x').reply(408, { connection: 'close' });
  expect((await client.get('/x', { throwHttpErrors: false })).status).toBe(408);
});

test.each([
  ['HTTP/1.0 without keep-alive', 'HTTP/1.0 200 OK\r\ncontent-length: 2\r\n\r\nok'],
  [
    'close in a list of mixed case',
    'HTTP/1.1 200 OK\r\nconnection: X-Foo, CLOSE\r\ncontent-length: 2\r\n\r\nok',
  ],
])('P14: %s is not reused', async (_name, raw) => {
  const { origin, client } = await rig();
  origin.on('/x').raw(raw, { connection: 'keep' });
  for (let count = 0; count < 2; count++) expect(await client.get('/x').text()).toBe('ok');
  expect(origin.stats().opened).toBe(2);
});

test('P20: an abort in mid-exchange destroys the connection and frees its place once', async () => {
  const { origin, client, pool } = await rig({ pool: { maxPerHost: 1 } });
  origin.on('/x').fault({ do: 'stall', at: 'request' });
  origin.on('/y').reply(200, { body: 'ok' });
  const controller = new AbortController();
  const failed = failure(client.get('/x', { signal: controller.signal }));
  await until(() => origin.stats().requests === 1);
  controller.abort();
  await failed;
  expect(await client.get('/y').text()).toBe('ok');
  expect(pool()).toMatchObject({ active: 0, idle: 1, opened: 2 });
});

test('P8: a dial whose pool closes leaves no socket', async () => {
  const made = await rig({ origin: { tls: true } });
  made.origin.fault({ do: 'stall', at: 'tls' });
  const waiting = failure(made.client.get('/x'));
  await until(() => made.origin.stats().open === 1);
  const why = new Error('enough');
  poolOf(made.registry).destroy(why);
  expect(await waiting).toMatchObject({ code: 'ERR_SLUICE_CLOSED', cause: why });
  await until(() => made.origin.stats().open === 0);
});
