import { expect, test } from 'vitest';
import { createClient } from '@sluice/core';
import { undiciTransport } from '../../src/index.ts';
import { failure, rig, until } from '../support/setup.ts';

/** Ports below 1024 are never assigned automatically, and no server listens on this port. */
const CLOSED = 'http://127.0.0.1:2/';

test('1: a refused connection', async () => {
  const { client, pool } = await rig();
  const error = await failure(client.get(CLOSED, { allowOtherOrigin: true }));
  expect(error).toMatchObject({
    code: 'ERR_SLUICE_CONNECT',
    message: 'GET http://127.0.0.1:2/: no connection to 127.0.0.1:2 (ECONNREFUSED)',
    systemCode: 'ECONNREFUSED',
    phase: 'connect',
    bytesWritten: 0,
    retryable: true,
  });
  expect(pool()).toMatchObject({ dialFailures: 1, dialing: 0 });
});

test('68: an unknown host', async () => {
  const { client } = await rig();
  const error = await failure(client.get('http://no-such-host.invalid/', { allowOtherOrigin: true }));
  expect(error).toMatchObject({ code: 'ERR_SLUICE_DNS', phase: 'dns' });
});

test('a certificate that is not trusted is an error that no retry helps', async () => {
  const { client, origin } = await rig({ origin: { tls: true } });
  origin.on('/x').reply(200);
  const error = await failure(client.get('/x'));
  expect(error).toMatchObject({ code: 'ERR_SLUICE_TLS', phase: 'tls', retryable: false });
});

test('51: plain HTTP where TLS is expected', async () => {
  const { client, origin } = await rig({ origin: { tls: true } });
  origin.fault({ do: 'garbage', at: 'tls' });
  expect(await failure(client.get('/x'))).toMatchObject({ code: 'ERR_SLUICE_TLS', phase: 'tls' });
});

test('a peer that accepts and closes', async () => {
  const { client, origin } = await rig();
  origin.fault({ do: 'close', at: 'connect' });
  const error = await failure(client.get('/x'));
  expect(error).toMatchObject({ code: 'ERR_SLUICE_CONNECTION_LOST' });
});

test('51: a TLS handshake that stalls meets its own limit', async () => {
  const { client, origin } = await rig({ origin: { tls: true }, timeout: { tlsHandshake: 60 } });
  origin.fault({ do: 'stall', at: 'tls' });
  expect(await failure(client.get('/x'))).toMatchObject({
    code: 'ERR_SLUICE_TIMEOUT',
    phase: 'tlsHandshake',
    limit: 60,
  });
});

test('headers that do not come meet their own limit', async () => {
  const { client, origin, pool } = await rig();
  origin.on('/x').fault({ do: 'stall', at: 'request' });
  const error = await failure(client.get('/x', { timeout: { responseHeader: 50 } }));
  expect(error).toMatchObject({ code: 'ERR_SLUICE_TIMEOUT', phase: 'responseHeader', limit: 50 });
  expect(pool()).toMatchObject({ active: 0, idle: 0 });
});

test('waiting for a connection meets its own limit, and leaves the waiting list', async () => {
  const { client, origin, pool } = await rig({ pool: { maxPerHost: 1 } });
  origin.on('/slow').reply(200, { delay: 150 });
  const slow = client.get('/slow').text();
  const error = await failure(client.get('/slow', { timeout: { queue: 40 } }));
  expect(error).toMatchObject({ code: 'ERR_SLUICE_TIMEOUT', phase: 'queue', limit: 40 });
  expect(pool().waiting).toBe(0);
  await slow;
});

test('75: an aborted signal: before, in the waiting list, before headers, in the body', async () => {
  const { client, origin, pool } = await rig({ pool: { maxPerHost: 1 } });
  origin.on('/stall').fault({ do: 'stall', at: 'request' });
  origin
    .on('/body')
    .reply(200, { body: { size: 500_000 } })
    .fault({ do: 'stall', at: 'body', after: 1_000 });
  const why = new Error('changed my mind');
  expect(await failure(client.get('/x', { signal: AbortSignal.abort(why) }))).toBe(why);
  expect(origin.stats().opened).toBe(0);

  const controller = new AbortController();
  const waiting = new AbortController();
  const first = failure(client.get('/stall', { signal: controller.signal }));
  const second = failure(client.get('/stall', { signal: waiting.signal }));
  await until(() => pool().active === 1 && origin.stats().requests === 1);
  expect(pool()).toMatchObject({ active: 1, waiting: 1 });
  waiting.abort(why);
  expect(await second).toBe(why);
  controller.abort(why);
  expect(await first).toBe(why);

  const inBody = new AbortController();
  const response = await client.get('/body', { signal: inBody.signal });
  const reading = failure(response.bytes());
  inBody.abort(why);
  expect(await reading).toBe(why);
  expect(pool()).toMatchObject({ active: 0, idle: 0, waiting: 0 });
});

test('bad options are refused with what was given and what is allowed', () => {
  expect(() => undiciTransport({ pool: { maxIdle: -1 } })).toThrow(/pool\.maxIdle.*from 0.*got -1/);
  expect(() => undiciTransport({ pol: {} } as never)).toThrow(/unknown option 'transport\.pol'/);
  expect(() => undiciTransport({ timeout: { connect: 0 } })).toThrow(/timeout\.connect.*greater than 0/);
  expect(() => createClient({} as never)).toThrow(/option 'transport'/);
});
