import dns from 'node:dns';
import { expect, test, vi } from 'vitest';
import { createClient, sharedRegistry } from 'sluice';
import { carried, many } from '../carrier.ts';
import { calls, clientOf, originOf, pause } from '../setup.ts';

test(
  '5 waves of 2,000 calls open no more connections than maxPerHost allows',
  { timeout: 60_000 },
  async () => {
    const origin = await originOf();
    origin.on('/x').reply(200, { json: { ok: true } });
    // How long the last call of a wave waits for its slot depends on the machine.
    const client = clientOf({ baseUrl: origin.url(), gate: { queueTimeout: false } });
    const perWave = many(2_000);
    for (let wave = 0; wave < 5; wave++) {
      // oxlint-disable-next-line no-await-in-loop -- one wave after the other
      await Promise.all(Array.from({ length: perWave }, () => client.get('/x').json()));
    }
    expect(origin.stats()).toMatchObject({ requests: 5 * perWave });
    expect(origin.stats().opened).toBeLessThanOrEqual(256);
    expect(client.stats().calls).toMatchObject({ answered: 5 * perWave, failed: 0 });
  },
);

test('1,000 calls to 1,000 hosts leave at most maxIdle connections open', async () => {
  const origin = await originOf({ host: '127.0.1.0', hosts: 1_000 });
  origin.on('/x').reply(200, { json: { ok: true } });
  const client = clientOf({ pool: { maxIdle: 100 } });
  await calls(1_000, 50, (index) => client.get(origin.url('/x', index)).json());
  expect(client.stats().transport).toMatchObject({ idle: 100, active: 0, evicted: 900 });
  await expect.poll(() => origin.stats().open).toBeLessThanOrEqual(100);
});

test('late binding: a released connection serves the call that waits for a dial', async () => {
  const origin = await originOf({ host: '127.0.0.1' });
  const comesBack = Promise.withResolvers<void>();
  origin.on('/first').handle(async () => {
    await comesBack.promise;
    return { status: 200, body: 'first' };
  });
  origin.on('/second').reply(200, { body: 'second' });
  const client = clientOf({ baseUrl: `http://slow-to-resolve.test:${origin.port}` });
  const resolved = Promise.withResolvers<void>();
  const lookup = vi.spyOn(dns, 'lookup').mockImplementation(((
    _host: string,
    _options: unknown,
    callback: (error: null, addresses: { address: string; family: number }[]) => void,
  ) => {
    const answer = (): void => callback(null, [{ address: '127.0.0.1', family: 4 }]);
    if (lookup.mock.calls.length === 1) setTimeout(answer, 0);
    else void resolved.promise.then(answer);
  }) as never);
  try {
    const first = client.get('/first').text();
    await expect.poll(() => origin.stats().inFlight).toBe(1);
    const second = client.get('/second').text();
    await expect.poll(() => client.stats().transport).toMatchObject({ dialing: 1, waiting: 1 });
    comesBack.resolve();
    // The second dial has not resolved its name yet: its connection cannot have served the call.
    expect(await second).toBe('second');
    expect(client.stats().transport).toMatchObject({ opened: 1, dialing: 1 });
    expect(await first).toBe('first');
    resolved.resolve();
    // The connection of the other dial becomes idle.
    await expect.poll(() => client.stats().transport).toMatchObject({ idle: 2, dialing: 0 });
  } finally {
    comesBack.resolve();
    resolved.resolve();
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

test('without keep-alive, each exchange has its own connection; `connection: close` is honored', async () => {
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
