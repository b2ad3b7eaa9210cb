import http2 from 'node:http2';
import { expect, test } from 'vitest';
import { http2Rig, trusted } from '../support/http2-setup.ts';
import { failure, pause, rig, together, until } from '../support/setup.ts';

const all = <Value>(count: number, make: (index: number) => Promise<Value>): Promise<Value[]> =>
  Promise.all(Array.from({ length: count }, (_, index) => make(index)));

test('fifty first calls to a server that speaks HTTP/2 share one connection', async () => {
  const { client, server, pool } = await http2Rig();
  expect(new Set(await all(50, () => client.get('/ok').text()))).toEqual(new Set(['ok']));
  expect(server.opened).toBe(1);
  expect(pool()).toMatchObject({ opened: 1, dialFailures: 0, idle: 1 });
});

test('if a connection allows fewer streams, the required connections are dialed, and the limit of the last is remembered', async () => {
  const { client, server, pool } = await http2Rig({ server: { maxStreams: 10 } });
  server.on('/slow', async (exchange) => {
    await pause(30);
    exchange.reply(200, 'slow');
  });
  expect(new Set(await all(50, () => client.get('/slow').text()))).toEqual(new Set(['slow']));
  expect(server.opened).toBeLessThanOrEqual(5);
  expect(server.peakStreams).toBeLessThanOrEqual(10);
  for (const session of server.sessions) session.destroy();
  await until(() => pool().idle === 0);
  const before = server.opened;
  await all(50, () => client.get('/slow').text());
  expect(server.opened - before).toBe(5);
  expect(server.peakStreams).toBeLessThanOrEqual(10);
});

test('fifty first calls to a server that speaks HTTP/1.1 alone run at the same time, after one handshake', async () => {
  const { origin, client, pool } = await rig({
    origin: { tls: true },
    transport: { http2: true, tls: trusted },
  });
  origin.on('/x').handle(together(50));
  expect(new Set(await all(50, () => client.get('/x').text()))).toEqual(new Set(['ok']));
  expect(pool()).toMatchObject({ opened: 50 });
});

test('a request waits for a server that currently allows no stream, until the queue limit', async () => {
  const { client, server, pool } = await http2Rig();
  server.on('/close', (exchange) => {
    exchange.session.settings({ maxConcurrentStreams: 0 });
    exchange.reply(200, 'closed');
  });
  expect(await client.get('/close').text()).toBe('closed');
  await until(() => http2Capacity(server.sessions[0]) === 0);
  await pause(20);
  const late = await failure(client.get('/ok', { timeout: { queue: 30 } }));
  expect(late).toMatchObject({ code: 'ERR_SLUICE_TIMEOUT', phase: 'queue' });
  const waiting = all(5, () => client.post('/ok', { body: 'x' }).text());
  await until(() => pool().waiting === 5);
  server.sessions[0]?.settings({ maxConcurrentStreams: 10 });
  expect(await waiting).toEqual(['ok', 'ok', 'ok', 'ok', 'ok']);
  // On a machine that stands still for a second, one of them dials.
  expect(server.opened).toBeLessThanOrEqual(2);
});

test('if a server allows no stream on a connection for a second, another one is dialed, and they do not add up', async () => {
  const { client, server, pool } = await http2Rig();
  server.on('/drain', (exchange) => {
    for (const session of server.sessions) session.settings({ maxConcurrentStreams: 0 });
    exchange.reply(200, 'drained');
  });
  for (let round = 1; round <= 3; round++) {
    // oxlint-disable no-await-in-loop -- one round after the other
    expect(await client.get('/drain').text()).toBe('drained');
    const { sessions } = server;
    await until(() => sessions.every((session) => http2Capacity(session) === 0));
    await pause(20);
    expect(
      await Promise.all(Array.from({ length: 20 }, () => client.post('/ok', { body: 'x' }).text())),
    ).toEqual(Array.from({ length: 20 }, () => 'ok'));
    // oxlint-enable no-await-in-loop
    // Until the second connection has told its limits, one more may be dialed.
    expect(pool().idle).toBeLessThanOrEqual(3);
  }
  await until(() => pool().active === 0);
  expect(server.sessions.filter((session) => http2Capacity(session) === 0)).toEqual([]);
});

test('if a server allows no stream on the only connection that maxPerHost allows, it is replaced after a second', async () => {
  const { client, server, pool } = await http2Rig({ pool: { maxPerHost: 1 } });
  server.on('/drain', (exchange) => {
    exchange.session.settings({ maxConcurrentStreams: 0 });
    exchange.reply(200, 'drained');
  });
  expect(await client.get('/drain').text()).toBe('drained');
  await until(() => http2Capacity(server.sessions[0]) === 0);
  await pause(20);
  const bodies = await all(20, () => client.post('/ok', { body: 'x' }).text());
  expect(new Set(bodies)).toEqual(new Set(['ok']));
  expect(pool()).toMatchObject({ opened: 2, idle: 1, limit: 1 });
});

function http2Capacity(session: http2.ServerHttp2Session | undefined): number | undefined {
  return session?.localSettings.maxConcurrentStreams;
}
