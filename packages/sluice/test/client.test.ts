import { expect, test } from 'vitest';
import { budgetOf, createAgentRegistry, createClient } from 'sluice';
import { carried, transportOf } from './carrier.ts';
import { checkLeaks, clientOf, failure, originOf, pause } from './setup.ts';

checkLeaks();

test('extend shares the parts that it does not change, and closing one client does not close the other', async () => {
  const origin = await originOf();
  origin.on('/v1/x').reply(200, { json: { from: 'v1' } });
  origin.on('/v2/x').echo();
  const first = clientOf({ baseUrl: origin.url('/v1'), headers: { 'x-a': '1', 'x-b': '1' } });
  const second = first.extend({
    baseUrl: origin.url('/v2/'),
    headers: { 'x-b': null, 'x-c': '3' },
    gate: { maxPerHost: 1 },
  });
  expect(await first.get('x').json()).toEqual({ from: 'v1' });
  const { headers } = await second.get('/x').json<{ headers: [string, string][] }>();
  expect(Object.fromEntries(headers)).toMatchObject({ 'x-a': '1', 'x-c': '3', 'user-agent': 'sluice' });
  expect(headers.map(([name]) => name)).not.toContain('x-b');
  expect(origin.stats().opened).toBe(1);
  await first.close();
  await second.get('/x').json();
  expect(origin.stats().opened).toBe(1);
  await second.close();
  expect(await failure(second.get('/x'))).toMatchObject({ code: 'ERR_SLUICE_CLOSED' });
});

test('close waits for calls in flight and their bodies', async () => {
  const origin = await originOf();
  origin.on('/x').reply(200, { body: 'whole', delay: 30, endDelay: 30 });
  const client = clientOf({ baseUrl: origin.url() });
  const text = client.get('/x').text();
  await pause(5);
  let closed = false;
  const closing = client.close().then(() => {
    closed = true;
  });
  await pause(20);
  expect(closed).toBe(false);
  expect(await text).toBe('whole');
  await closing;
});

test('a body cut short is retried if the call reads the whole body', async () => {
  const origin = await originOf();
  origin
    .on('/x')
    .reply(200, { json: { whole: true } })
    .fault({ do: 'close', at: 'body', after: 4 }, { first: 2 });
  const client = clientOf({ baseUrl: origin.url() });
  expect(await client.get('/x').json()).toEqual({ whole: true });
  expect(origin.stats().requests).toBe(3);
});

test('the total deadline covers waits, retries and bodies', async () => {
  const origin = await originOf();
  origin
    .on('/stalls')
    .reply(200, { body: { size: 100 } })
    .fault({ do: 'stall', at: 'body', after: 10 });
  origin.on('/down').reply(503);
  const client = clientOf({ baseUrl: origin.url() });
  const stalled = await failure(client.get('/stalls', { timeout: { total: 60 } }).bytes());
  expect(stalled).toMatchObject({ code: 'ERR_SLUICE_TIMEOUT', phase: 'total', limit: 60 });
  // A wait beyond the deadline ends the call at once, with the last response.
  const down = await failure(
    client.get('/down', {
      timeout: { total: 15_000 },
      retry: { minDelay: 60_000, maxDelay: 60_000, backoff: 'constant' },
    }),
  );
  expect(down).toMatchObject({ status: 503 });
});

test('retry: false for the client, enabled for one call', async () => {
  const origin = await originOf({ per: { query: 'call' } });
  origin.on('/x').reply(503, {}, { first: 1 }).reply(200, { body: 'ok' });
  const client = clientOf({ baseUrl: origin.url(), retry: false });
  expect(await failure(client.get('/x?call=1'))).toMatchObject({ status: 503 });
  expect(await client.get('/x?call=2', { retry: { minDelay: 1 } }).text()).toBe('ok');
});

test('fetch: a Request with a body, an error status, an abort, a failure', async () => {
  const origin = await originOf();
  origin.on('/echo').echo();
  origin.on('/gone').reply(404, { body: 'gone' });
  origin.on('/down').fault({ do: 'reset', at: 'request' });
  origin.on('/stall').fault({ do: 'stall', at: 'request' });
  const { fetch } = clientOf({ retry: { maxRetries: 0 } });
  const echoed = await fetch(
    new Request(origin.url('/echo'), { method: 'PUT', body: 'hi', headers: { 'x-a': 'b' } }),
  );
  expect(echoed).toBeInstanceOf(Response);
  expect(await echoed.json()).toMatchObject({ method: 'PUT', bodyBytes: 2 });
  const gone = await fetch(origin.url('/gone'));
  expect([gone.status, gone.ok, gone.url, await gone.text()]).toEqual([
    404,
    false,
    origin.url('/gone'),
    'gone',
  ]);
  expect(await failure(fetch(origin.url('/down')))).toMatchObject({
    name: 'TypeError',
    message: 'fetch failed',
    cause: { sluiceCode: 'ERR_SLUICE_CONNECTION_LOST' },
  });
  const aborted = await failure(fetch(origin.url('/stall'), { signal: AbortSignal.timeout(20) }));
  expect(aborted.name).toBe('TimeoutError');
});

test('clients of one registry share one retry budget; a client with its own pool has its own budget', async () => {
  const origin = await originOf();
  origin.on('/x').reply(503);
  const registry = createAgentRegistry();
  budgetOf(registry, { tokens: 10, cost: 5, floor: 0 });
  const retry = { minDelay: 0, maxDelay: 0, maxRetries: 10 };
  const baseUrl = origin.url();
  await using first = createClient(carried({ registry, baseUrl, retry }));
  await using second = createClient({ transport: transportOf({ registry }), baseUrl, retry });
  expect(await failure(first.get('/x'))).toMatchObject({ attempts: { length: 3 } });
  expect(await failure(second.get('/x'))).toMatchObject({ attempts: { length: 1 } });
  const apart = clientOf({ baseUrl: origin.url(), retry });
  expect(await failure(apart.get('/x'))).toMatchObject({ attempts: { length: 11 } });
  await registry.close();
});

test('a preset sets its budget', async () => {
  const origin = await originOf();
  origin.on('/x').reply(503);
  const registry = createAgentRegistry();
  budgetOf(registry, { tokens: 5, cost: 5, floor: 0 });
  const retry = { preset: 'goRetryablehttp', minDelay: 0, maxDelay: 0 } as const;
  await using client = createClient(carried({ registry, baseUrl: origin.url(), retry }));
  expect(await failure(client.get('/x'))).toMatchObject({ attempts: { length: 5 } });
  expect(await failure(client.get('/x'))).toMatchObject({ attempts: { length: 5 } });
  await registry.close();
});
