import { inspect } from 'node:util';
import got from 'got';
import { expect, test } from 'vitest';
import { httpAgent } from '@sluice/agent';
import { isNetworkError } from '@sluice/core';
import { gotTransport } from '../../src/index.ts';
import { failure, rig, until } from '../setup.ts';

test('a call goes through got: its response, its connection, its timings', async () => {
  const { origin, client } = await rig();
  origin.on('/x').reply(200, { json: { ok: true } });
  const first = await client.get('/x');
  expect(await first.json()).toEqual({ ok: true });
  expect(first.connection).toMatchObject({
    reused: false,
    protocol: 'http/1.1',
    remoteAddress: '127.0.0.1',
  });
  const phases = ['queue', 'connect', 'responseHeader', 'body'] as const;
  for (const phase of phases) expect(first.timings[phase]).toBeGreaterThanOrEqual(0);
  const second = await client.get('/x');
  await second.json();
  expect(second.connection).toMatchObject({ id: first.connection?.id, reused: true });
  expect(second.timings.connect).toBeUndefined();
  expect(origin.stats()).toMatchObject({ opened: 1, requests: 2 });
});

test('the headers are exactly those of the call, and those of the instance if there is one', async () => {
  const { origin, client } = await rig();
  origin.on('/x').echo();
  const headersOf = async (from: typeof client): Promise<string[]> => {
    const { headers } = await from.get('/x', { headers: { 'x-a': ['1', '2'] } }).json<{
      headers: [string, string][];
    }>();
    return headers.map(([name, value]) => `${name.toLowerCase()}: ${value}`).sort();
  };
  const { host } = new URL(origin.url());
  const ours = [
    'accept: application/json',
    'accept-encoding: gzip, deflate, br, zstd',
    'connection: keep-alive',
  ];
  const listed = (await headersOf(client)).filter((line) => !line.startsWith('accept-encoding'));
  expect(listed).toEqual([ours[0], ours[2], `host: ${host}`, 'x-a: 1', 'x-a: 2']);
  const instance = got.extend({ headers: { 'x-mine': 'yes', 'user-agent': 'me/1' } });
  const mine = await rig({ transport: { got: instance }, baseUrl: origin.url() });
  expect(await headersOf(mine.client)).toEqual(expect.arrayContaining(['user-agent: me/1', 'x-mine: yes']));
});

test('an error holds neither options nor headers nor the request of got', async () => {
  const instance = got.extend({ headers: { 'x-api-key': 'sesame' } });
  const { origin, client } = await rig({ transport: { got: instance } });
  origin.on('/x').fault({ do: 'reset', at: 'request' });
  const error = await failure(client.get('/x', { headers: { authorization: 'Bearer sesame' } }));
  expect(isNetworkError(error)).toBe(true);
  expect(error).toMatchObject({ code: 'ERR_SLUICE_CONNECTION_LOST', systemCode: 'ECONNRESET' });
  expect(Object.keys(error['cause'] as object)).toEqual(['code']);
  expect(inspect(error, { depth: 10, showHidden: true })).not.toContain('sesame');
  expect(inspect(error['cause'], { depth: 10, showHidden: true })).not.toContain('sesame');
  expect(JSON.stringify(error)).not.toContain('sesame');
});

test('close waits for exchanges in flight, and leaves the connections to the other users of the registry', async () => {
  const { origin, client, registry } = await rig();
  origin.on('/x').reply(200, { body: { size: 300_000 }, endDelay: 60 });
  const response = await client.get('/x');
  const closing = client.close();
  expect((await response.bytes()).length).toBe(300_000);
  await closing;
  expect(await failure(client.get('/x'))).toMatchObject({ code: 'ERR_SLUICE_CLOSED' });
  const answer = await got(origin.url('/x'), { agent: { http: httpAgent(registry) } });
  expect(answer.rawBody.length).toBe(300_000);
  expect(origin.stats()).toMatchObject({ opened: 1, open: 1 });
  await registry.close();
  await until(() => origin.stats().open === 0);
});

test.each([
  [{ got: {} }, 'transport.got'],
  [{ registry: 1 }, 'transport.registry'],
  [{ agent: { http: true } }, 'transport.agent.http'],
  [{ agent: { http2: false } }, 'transport.agent.http2'],
  [{ timeout: { expectContinue: 1 } }, 'transport.timeout.expectContinue'],
  [{ maxResponseHeaders: 0 }, 'transport.maxResponseHeaders'],
  [{ retry: 1 }, 'transport.retry'],
])('a bad option is refused at construction: %j', (options, option) => {
  let thrown: unknown;
  try {
    gotTransport(options as object);
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toMatchObject({ code: 'ERR_SLUICE_OPTION', option });
});
