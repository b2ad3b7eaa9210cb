import * as undici from 'undici';
import { expect, test } from 'vitest';
import { createProxy } from '@sluice/fixtures';
import { dispatcherOf } from '../../src/dispatcher-api.ts';
import { afterwards, beside, failure, pause, rig, together, until } from '../support/setup.ts';

test.each(['NTLM TlRMTVNTUAAB', 'negotiate YIIZ'])(
  'P6: a connection that was logged in on (%s) is kept in a partition only',
  async (authorization) => {
    const made = await rig();
    const { origin, client, registry, pool } = made;
    origin.on('/x').reply(200, { body: 'ok' });
    await client.get('/x').text();
    // On a connection that was there before, too.
    await client.get('/x', { headers: { authorization } }).text();
    expect(pool()).toMatchObject({ opened: 1, idle: 0, discarded: 1 });
    await client.get('/x', { headers: { authorization: 'Bearer NTLM' } }).text();
    expect(pool()).toMatchObject({ opened: 2, idle: 1 });
    const tenant = beside(made, { partition: 'a' });
    for (let count = 0; count < 2; count++) await tenant.get('/x', { headers: { authorization } }).text();
    expect(pool()).toMatchObject({ opened: 3, idle: 2 });
    const dispatcher = dispatcherOf(registry, {});
    const { body } = await undici.request(origin.url('/x'), { dispatcher, headers: { authorization } });
    await body.text();
    await until(() => pool().discarded === 2);
  },
);

test('P6: a login at a forwarding proxy binds the connection to it as well', async () => {
  const proxy = await createProxy();
  afterwards(() => proxy.close());
  const { origin, registry, pool } = await rig();
  const dispatcher = dispatcherOf(registry, { proxy: proxy.url() });
  origin.on('/x').reply(200, { body: 'ok' });
  const headers = { 'proxy-authorization': 'NTLM TlRMTVNTUAAB' };
  await (await undici.request(origin.url('/x'), { dispatcher, headers })).body.text();
  await until(() => pool().discarded === 1);
  expect(pool().idle).toBe(0);
});

test('P9: garbage after a body in chunks ends the connection', async () => {
  const { origin, client } = await rig();
  origin.on('/x').raw('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\ngarbage', {
    connection: 'keep',
  });
  for (let count = 0; count < 2; count++) expect(await client.get('/x').text()).toBe('ok');
  expect(origin.stats().opened).toBe(2);
});

test.each(['close', 'reset'] as const)('P10: a %s 10 ms into idleness: the next call dials', async (how) => {
  const { origin, client, pool } = await rig();
  origin.on('/x').reply(200, { body: 'ok' }).fault({ do: how, at: 'idle', wait: 10 }, { nth: 1 });
  await client.post('/x', { body: 'a' }).text();
  await until(() => pool().idle === 0);
  await client.post('/x', { body: 'b' }).text();
  expect(origin.stats()).toMatchObject({ opened: 2, requests: 2 });
});

test('P17: an unrequested upgrade closes the connection', async () => {
  const { origin, client, pool } = await rig();
  origin.on('/x').raw('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n', {
    connection: 'keep',
  });
  await failure(client.get('/x'));
  expect(pool()).toMatchObject({ active: 0, idle: 0 });
});

test('P21: a drain past its bound destroys the connection', async () => {
  const { origin, client, pool } = await rig();
  origin.on('/x').reply(200, { body: { endless: true } });
  const response = await client.get('/x');
  const drained = await response.drain({ bytes: 10_000, time: 1_000 });
  expect(drained.outcome).toBe('bytes');
  expect(pool()).toMatchObject({ active: 0, idle: 0 });
  await until(() => origin.stats().open === 0);
});

test('P23: a connection is not used past the server’s hint less its margin, its age or its uses', async () => {
  const hinted = await rig({ origin: { keepAlive: { hint: 1 } } });
  hinted.origin.on('/x').reply(200);
  await hinted.client.get('/x').text();
  await pause(520);
  await hinted.client.get('/x').text();
  expect(hinted.origin.stats().opened).toBe(2);
  const used = await rig({ pool: { maxRequests: 2 } });
  used.origin.on('/x').reply(200);
  for (let count = 0; count < 4; count++) await used.client.get('/x').text();
  expect(used.origin.stats().opened).toBe(2);
});

test('P26: never two requests at once on an HTTP/1.1 connection', async () => {
  const { origin, client } = await rig();
  origin.on('/x').reply(200, { delay: 10 });
  await Promise.all(Array.from({ length: 20 }, () => client.get('/x').text()));
  const perConnection = new Map<number, number>();
  for (const request of origin.seen()) {
    perConnection.set(request.connection, (perConnection.get(request.connection) ?? 0) + 1);
  }
  expect(origin.stats().peakInFlight).toBeLessThanOrEqual(perConnection.size);
});

test('P27: a reused connection that dies is replayed once, not again and again', async () => {
  const { origin, client, pool } = await rig();
  origin.on('/x').handle(together(3)).fault({ do: 'close', at: 'reuse' }, { every: 1 });
  await Promise.all([client.get('/x').text(), client.get('/x').text(), client.get('/x').text()]);
  expect(pool().idle).toBe(3);
  const error = await failure(client.get('/x'));
  expect(error).toMatchObject({ code: 'ERR_SLUICE_CONNECTION_LOST', reused: true });
  expect((error['attempts'] as { replays: number }[])[0]?.replays).toBe(1);
});

test('70: header injection in our own inputs is refused before anything is sent', async () => {
  const { origin, client } = await rig();
  for (const call of [
    () => client.get('/x', { headers: { 'x-a': 'b\r\nx-c: d' } }),
    () => client.get('/x', { headers: { 'x-a\r\n': 'b' } }),
    () => client('/x', { method: 'GET / HTTP/1.1\r\n\r\nGET' }),
    () => client.get('/x', { headers: { host: 'a\r\nb' } }),
    () => client.get('/x', { headers: { 'content-length': '3' } }),
    () => client.get('/x', { headers: { expect: '100-continue' } }),
  ]) {
    expect(await failure(Promise.resolve().then(call))).toMatchObject({ code: 'ERR_SLUICE_OPTION' });
  }
  expect(origin.stats().opened).toBe(0);
});
