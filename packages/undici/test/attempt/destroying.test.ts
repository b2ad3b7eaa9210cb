import { expect, test } from 'vitest';
import { createClient } from '@sluice/core';
import { caCertificate, createHttp2Origin, createSilentPort } from '@sluice/fixtures';
import { createAgentRegistry, poolOf, type PoolStats } from '@sluice/pool';
import { undiciTransport } from '../../src/index.ts';
import { dispatcherOf } from '../../src/dispatcher-api.ts';
import { afterwards, failure, rig, until } from '../support/setup.ts';

/** An origin, and a client on a registry that a test may close. */
async function closable(maxPerHost: number) {
  const { origin } = await rig();
  const registry = createAgentRegistry({ maxPerHost });
  const client = createClient({ transport: undiciTransport({ registry }), baseUrl: origin.url() });
  const connections = poolOf(registry);
  return { origin, registry, client, pool: (): PoolStats => connections.stats() };
}

test('a destroyed registry immediately ends requests that wait for a connection, dial, wait for a head or read a body', async () => {
  const silent = await createSilentPort();
  afterwards(() => silent.close());
  const { origin, client, registry, pool } = await closable(3);
  origin.on('/stall').fault({ do: 'stall', at: 'head' });
  origin.on('/part').reply(200, { body: 'abcdef' }).fault({ do: 'stall', at: 'body', after: 3 });
  const dispatcher = dispatcherOf(registry);
  const relayed = new Promise<unknown>((resolve) => {
    dispatcher.dispatch(
      { origin: origin.url(), path: '/stall', method: 'POST' },
      {
        onRequestStart() {},
        onResponseStart() {},
        onResponseData() {},
        onResponseEnd() {},
        onResponseError: (_, error) => resolve(error),
      },
    );
  });
  const failures = {
    head: failure(client.post('/stall')),
    body: failure((await client.get('/part')).text()),
    line: failure(client.get('/stall')),
    dial: failure(client.get(`http://127.0.0.1:${silent.port}/`, { allowOtherOrigin: true })),
  };
  await until(() => pool().active === 3 && pool().dialing === 1 && pool().waiting === 2);
  const closing = registry.close();
  const why = new Error('now');
  await registry.destroy(why);
  await closing;
  expect(await failures.head).toMatchObject({ code: 'ERR_SLUICE_CLOSED', cause: why, method: 'POST' });
  expect(await failures.body).toMatchObject({ code: 'ERR_SLUICE_CLOSED', cause: why });
  // The graceful close has rejected the waiting requests already.
  expect(await failures.line).toMatchObject({ code: 'ERR_SLUICE_CLOSED' });
  expect(await failures.dial).toMatchObject({ code: 'ERR_SLUICE_CLOSED' });
  expect(await relayed).toMatchObject({ code: 'UND_ERR_DESTROYED', cause: why });
  expect(pool()).toMatchObject({ idle: 0, active: 0, dialing: 0, waiting: 0 });
  await until(() => origin.stats().open === 0);
});

test('requests that wait for a connection when a registry is destroyed fail with the reason as their cause', async () => {
  const { origin, client, registry, pool } = await closable(1);
  origin.on('/stall').fault({ do: 'stall', at: 'head' });
  const first = failure(client.post('/stall'));
  await until(() => pool().active === 1);
  const second = failure(client.post('/stall'));
  await until(() => pool().waiting === 1);
  const why = new Error('now');
  await registry.destroy(why);
  expect(await second).toMatchObject({ code: 'ERR_SLUICE_CLOSED', cause: why });
  expect(await first).toMatchObject({ code: 'ERR_SLUICE_CLOSED', cause: why });
});

test.each(['HTTP/1.1', 'HTTP/2'])(
  'a destroyed pool fails each exchange over %s with an error of its own',
  async (version) => {
    const http2 = version === 'HTTP/2';
    const [server, { origin }] = await Promise.all([createHttp2Origin(), rig()]);
    afterwards(() => server.close());
    server.on('/head', () => {});
    origin.on('/head').fault({ do: 'stall', at: 'head' });
    const registry = createAgentRegistry();
    const client = createClient({
      transport: undiciTransport({ registry, http2, tls: { ca: caCertificate } }),
    });
    const url = (http2 ? server : origin).url('/head');
    const calls = [1, 2, 3].map(() => failure(client.get(url)));
    await until(() => (http2 ? server.peakStreams : origin.seen('/head').length) === 3);
    const why = new Error('now');
    poolOf(registry).destroy(why);
    const errors = await Promise.all(calls);
    expect(new Set(errors).size).toBe(3);
    for (const error of errors) {
      expect(error).toMatchObject({ code: 'ERR_SLUICE_CLOSED', cause: why, url });
      expect(error['message']).toBe(`GET ${url}: the pool was destroyed during the call`);
      expect(error['attempts']).toHaveLength(1);
    }
  },
);
