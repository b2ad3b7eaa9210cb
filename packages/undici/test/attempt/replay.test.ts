import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { expect, test, vi } from 'vitest';
import { failure, pause, rig, until } from '../support/setup.ts';

test.each(['close', 'reset'] as const)(
  'a GET on a connection that closes on reuse (%s) is sent again immediately',
  async (how) => {
    const { origin, client, pool } = await rig();
    origin.on('/x').reply(200, { body: 'ok' }).fault({ do: how, at: 'reuse' }, { nth: 1 });
    await client.get('/x').text();
    const response = await client.get('/x');
    expect(await response.text()).toBe('ok');
    expect(response.attempts).toHaveLength(1);
    expect(response.attempts[0]).toMatchObject({ number: 1, replays: 1, status: 200 });
    expect(origin.stats().opened).toBe(2);
    expect(pool()).toMatchObject({ replayed: 1 });
    expect(Object.values(pool().hosts)).toMatchObject([{ replayed: 1 }]);
  },
);

test('a POST that may have been processed is sent again only with an idempotency key', async () => {
  const { origin, client } = await rig();
  origin.on('/x').reply(200, { body: 'ok' }).fault({ do: 'reset', at: 'reuse' }, { every: 1 });
  await client.get('/x').text();
  const error = await failure(client.post('/x', { body: 'once' }));
  expect(error).toMatchObject({ code: 'ERR_SLUICE_CONNECTION_LOST', reused: true });
  expect(error['bytesWritten']).toBeGreaterThan(0);
  await client.get('/x').text();
  const response = await client.post('/x', { body: 'keyed', headers: { 'idempotency-key': 'k1' } });
  expect(await response.text()).toBe('ok');
  expect(response.attempts[0]?.replays).toBe(1);
});

test('a connection closed while idle is never used: a POST goes out on a new one', async () => {
  const { origin, client, pool } = await rig();
  origin.on('/x').reply(200, { body: 'ok' });
  await client.post('/x', { body: 'a' }).text();
  origin.closeIdle();
  await until(() => pool().idle === 0);
  await client.post('/x', { body: 'b' }).text();
  expect(origin.stats()).toMatchObject({ opened: 2, requests: 2 });
});

test('a FIN that is not yet read is noticed before a request is written', async () => {
  const { client, pool } = await rig();
  const closed = new Int32Array(new SharedArrayBuffer(4));
  // In a thread of its own, so that it closes while this one is busy.
  const server = new Worker(
    `const { parentPort, workerData: closed } = require('node:worker_threads');
     const http = require('node:http');
     const seen = [];
     let last;
     parentPort.on('message', () => last.end(() => {
       Atomics.store(closed, 0, 1);
       Atomics.notify(closed, 0);
     }));
     const server = http.createServer((request, response) => {
       last = request.socket;
       let body = '';
       request.on('data', (chunk) => { body += chunk; });
       request.on('end', () => {
         seen.push(body);
         response.end(JSON.stringify(seen));
       });
     });
     server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port));`,
    { eval: true, workerData: closed },
  );
  try {
    const [port] = (await once(server, 'message')) as [number];
    const url = `http://127.0.0.1:${port}/`;
    const send = (body: string): Promise<unknown> =>
      client.post(url, { body, allowOtherOrigin: true }).json();
    expect(await send('a')).toEqual(['a']);
    expect(pool().idle).toBe(1);
    // One that was in use a moment ago is not looked at for as long.
    await pause(5);
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker has none
    server.postMessage('close');
    expect(Atomics.wait(closed, 0, 0, 10_000)).not.toBe('timed-out');
    expect(await send('b')).toEqual(['a', 'b']);
    expect(pool()).toMatchObject({ opened: 2, idle: 1 });
  } finally {
    await server.terminate();
  }
});

test('a fresh connection that fails is not replayed', async () => {
  const { origin, client } = await rig();
  origin.on('/x').reply(200).fault({ do: 'reset', at: 'request' });
  const error = await failure(client.get('/x'));
  expect(error).toMatchObject({ code: 'ERR_SLUICE_CONNECTION_LOST', reused: false });
  expect(origin.stats().requests).toBe(1);
});

test('a fake setImmediate of a test does not delay a reused connection', async () => {
  const { origin, client, pool } = await rig();
  origin.on('/x').reply(200, { body: 'ok' });
  await client.get('/x').text();
  vi.useFakeTimers({ toFake: ['setImmediate'] });
  try {
    expect(await client.get('/x').text()).toBe('ok');
  } finally {
    vi.useRealTimers();
  }
  expect(pool().reused).toBe(1);
});
