import dns from 'node:dns';
import { expect, test, vi } from 'vitest';
import { createClient, sharedRegistry } from 'sluice';
import { carried, many } from './carrier.ts';
import { calls, clientOf, originOf, pause } from './setup.ts';

test('5 waves of 2,000 calls open no more connections than maxPerHost allows', async () => {
  const origin = await originOf();
  origin.on('/x').reply(200, { json: { ok: true } });
  const client = clientOf({ baseUrl: origin.url() });
  const perWave = many(2_000);
  for (let wave = 0; wave < 5; wave++) {
    // oxlint-disable-next-line no-await-in-loop -- one wave after the other
    await Promise.all(Array.from({ length: perWave }, () => client.get('/x').json()));
  }
  expect(origin.stats()).toMatchObject({ requests: 5 * perWave });
  expect(origin.stats().opened).toBeLessThanOrEqual(256);
  expect(client.stats().calls).toMatchObject({ answered: 5 * perWave, failed: 0 });
});

test('1,000 calls to 1,000 hosts leave at most maxIdle connections open', async () => {
  const origin = await originOf({ host: '127.0.1.0', hosts: 1_000 });
  origin.on('/x').reply(200, { json: { ok: true } });
  const client = clientOf({ pool: { maxIdle: 100 } });
  await calls(1_000, 50, (index) => client.get(origin.url('/x', index)).json());
  expect(client.stats().transport).toMatchObject({ idle: 100, active: 0, evicted: 900 });
  await pause(50);
  expect(origin.stats().open).toBeLessThanOrEqual(100);
});

test('late binding: a dial takes 300 ms, a connection comes back after 20 ms and serves the waiting call', async () => {
  const origin = await originOf({ host: '127.0.0.1' });
  origin.on('/first').reply(200, { delay: 20, body: 'first' });
  origin.on('/second').reply(200, { body: 'second' });
  const client = clientOf({ baseUrl: `http://slow-to-resolve.test:${origin.port}` });
  let resolving = 0;
  const lookup = vi.spyOn(dns, 'lookup').mockImplementation(((
    _host: string,
    _options: unknown,
    callback: (error: null, addresses: { address: string; family: number }[]) => void,
  ) => {
    const delay = resolving++ === 0 ? 0 : 300;
    setTimeout(() => callback(null, [{ address: '127.0.0.1', family: 4 }]), delay);
  }) as never);
  try {
    const first = client.get('/first').text();
    await pause(10);
    const response = await client.get('/second');
    // The second dial is still being resolved: its connection cannot have served the call.
    expect(client.stats().transport.dialing).toBe(1);
    expect(await response.text()).toBe('second');
    expect(response.connection?.reused).toBe(true);
    expect(resolving).toBe(2);
    await first;
    // The dial that lost goes to the idle pool.
    await vi.waitFor(() => expect(client.stats().transport).toMatchObject({ idle: 2, dialing: 0 }));
  } finally {
    lookup.mockRestore();
  }
});

test('a client per call costs no connections: all share the registry of the process', async () => {
  const origin = await originOf();
  origin.on('/x').reply(200, { body: 'ok' });
  for (let index = 0; index < 20; index++) {
    const client = createClient(carried({}));
    // oxlint-disable-next-line no-await-in-loop -- one after the other is the point
    await client.get(origin.url('/x')).text();
    // oxlint-disable-next-line no-await-in-loop -- one after the other is the point
    await client.close();
  }
  expect(origin.stats().opened).toBe(1);
  await sharedRegistry().close();
});

test('keep-alive off: one exchange per connection, nothing kept; `connection: close` is honoured', async () => {
  const origin = await originOf();
  origin.on('/x').reply(200, { body: 'ok' });
  origin.on('/close').reply(200, { body: 'ok', connection: 'close' });
  const off = clientOf({ baseUrl: origin.url(), pool: { keepAlive: false } });
  for (let index = 0; index < 3; index++) await off.get('/x').text();
  expect(origin.stats().opened).toBe(3);
  expect(off.stats().transport.idle).toBe(0);
  expect(origin.seen('/x')[0]?.header('connection')).toBe('close');
  origin.resetStats();
  const on = clientOf({ baseUrl: origin.url() });
  for (let index = 0; index < 3; index++) await on.get('/close').text();
  expect(origin.stats().opened).toBe(3);
});

test('a server’s keep-alive hint shortens the idle time', async () => {
  const origin = await originOf({ keepAlive: { idleClose: 60_000, hint: 1 } });
  origin.on('/x').reply(200, { body: 'ok' });
  const client = clientOf({ baseUrl: origin.url() });
  await client.get('/x').text();
  expect(client.stats().transport.idle).toBe(1);
  await pause(650);
  await client.get('/x').text();
  expect(origin.stats().opened).toBe(2);
});
