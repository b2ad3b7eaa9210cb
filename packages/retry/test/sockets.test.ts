import { describe, expect, test } from 'vitest';
import { hedge } from '../src/index.ts';
import { inParallel, pause, socketRig } from './support/socket-rig.ts';

const perCall = { per: { query: 'call' } } as const;

describe('1000 calls whose first response is a 503', () => {
  test('of 2 KB: no more connections than are in flight', async () => {
    const { origin, client } = await socketRig();
    origin
      .on('/', perCall)
      .reply(503, { body: { size: 2_048 } }, { first: 1 })
      .reply(200, { json: { fine: true } });
    await inParallel(1_000, 50, async (call) => {
      expect(await client.get('/', { query: { call } }).json()).toEqual({ fine: true });
    });
    expect(origin.stats().requests).toBe(2_000);
    expect(origin.stats().opened).toBeLessThanOrEqual(50);
  });

  test('of 300 KB, over the bound: no call waits for it, connections stay bounded', async () => {
    const { origin, client } = await socketRig();
    origin
      .on('/', perCall)
      .reply(503, { body: { size: 307_200 } }, { first: 1 })
      .reply(200, { json: {} });
    const drains: unknown[] = [];
    await inParallel(1_000, 30, async (call) => {
      const response = await client.get('/', { query: { call } });
      drains.push(response.attempts[0]?.drain?.outcome);
      await response.text();
    });
    // Part of a body may arrive with its headers, so some bodies end within the bound.
    expect(drains.filter((outcome) => !['eof', 'length', 'time'].includes(String(outcome)))).toEqual([]);
    expect(origin.stats().peakOpen).toBeLessThanOrEqual(60);
  });
});

describe('a 503 whose body', () => {
  test.each([
    ['drips', { body: { size: 2_000 }, drip: { bytes: 10, every: 100 } }],
    ['ends late', { body: 'x', endDelay: 5_000 }],
    ['never ends', { body: { endless: true as const, bytesPerSecond: 1_000 } }],
  ])('%s does not delay the retry', async (_, reply) => {
    const { origin, client } = await socketRig();
    origin.on('/').reply(503, reply, { first: 1 }).reply(200, { body: 'ok' });
    const response = await client.get('/');
    expect(await response.text()).toBe('ok');
    const [first] = response.attempts;
    expect(first?.drain).toMatchObject({ outcome: 'time', connectionKept: false });
    expect(first?.drain?.time).toBeLessThan(2_000);
  });

  test('exceeds the bound of bytes is not read further', async () => {
    const { origin, client } = await socketRig({ drain: { bytes: 4_096 } });
    origin
      .on('/')
      .reply(503, { body: { endless: true, bytesPerSecond: 50_000_000 } }, { first: 1 })
      .reply(200, { body: 'ok' });
    const response = await client.get('/');
    expect(await response.text()).toBe('ok');
    expect(response.attempts[0]?.drain?.outcome).toBe('bytes');
    expect(response.attempts[0]?.drain?.bytes).toBeLessThan(4_096 + 2 * 65_536);
  });
});

test('a POST reset after bytes were written reaches the origin once, and says why it was not retried', async () => {
  const { origin, client } = await socketRig();
  origin.on('/').reply(200).fault({ do: 'reset', at: 'head' });
  const error = await client.post('/', { body: 'order' }).then(
    () => undefined,
    (reason: unknown) => reason as { attempts: { reason: string }[] },
  );
  expect(origin.stats().requests).toBe(1);
  expect(error?.attempts).toHaveLength(1);
  expect(error?.attempts[0]?.reason).toContain('POST without an idempotency key may have taken effect');
});

test('the same POST with a key is retried', async () => {
  const { origin, client } = await socketRig();
  const route = origin.on('/').reply(201).fault({ do: 'reset', at: 'head' }, { first: 1 });
  expect((await client.post('/', { body: 'order', idempotencyKey: true })).status).toBe(201);
  const keys = route.seen.map((seen) => seen.header('idempotency-key'));
  expect(keys[0]).toBeTypeOf('string');
  expect(keys[1]).toBe(keys[0]);
});

test('a POST to a port without a listener is sent again once the port has a listener', async () => {
  const { origin, client } = await socketRig({ minDelay: 100, maxDelay: 100, backoff: 'constant' });
  origin.on('/').reply(201);
  await origin.refuse();
  const call = client.post('/', { body: 'order' });
  await pause(30);
  await origin.accept();
  expect((await call).status).toBe(201);
  expect(origin.stats().requests).toBe(1);
});

test('a body cut short while it is read as part of the call is fetched again', async () => {
  const { origin, client } = await socketRig();
  origin
    .on('/')
    .reply(200, { body: 'the whole text' })
    .fault({ do: 'close', at: 'body', after: 5 }, { first: 2 });
  expect(await client.get('/').text()).toBe('the whole text');
  expect(origin.stats().requests).toBe(3);
});

test('prepareRetry sends another body to another URL', async () => {
  const { origin, client } = await socketRig({
    prepareRetry: ({ request }) => request.with({ url: '/b', body: new URLSearchParams({ n: '2' }) }),
  });
  origin.on('PUT /a').reply(503);
  origin.on('PUT /b').echo();
  const body = new Blob(['{}'], { type: 'application/json' });
  await client.put('/a', { body }).json();
  const [seen] = origin.seen('/b');
  expect([seen?.text(), seen?.header('content-length'), seen?.header('content-type')]).toEqual([
    'n=2',
    '3',
    'application/json',
  ]);
});

test('a Retry-After of one second delays the retry', async () => {
  const { origin, client } = await socketRig();
  origin
    .on('/')
    .reply(429, { headers: { 'retry-after': '1' } }, { first: 1 })
    .reply(200);
  const response = await client.get('/');
  expect(response.attempts[0]?.wait).toBe(1_000);
  await response.drain();
});

test('a discarded final response returns its connection', async () => {
  const { origin, client, pool } = await socketRig({ maxRetries: 1 });
  origin.on('/').reply(503, { body: { size: 2_048 } });
  for (let call = 0; call < 5; call++) (await client.get('/', { throwHttpErrors: false })).discard();
  await expect.poll(() => pool().active).toBe(0);
  expect(origin.stats().opened).toBe(1);
});

describe('an abort', () => {
  test.each([
    ['a wait', { body: 'busy' }, { minDelay: 60_000, maxDelay: 60_000, backoff: 'constant' as const }],
    ['a drain', { body: { endless: true as const, bytesPerSecond: 1_000 } }, { drain: { time: 60_000 } }],
  ])('during %s settles at once and leaves nothing open', async (_, reply, options) => {
    const { origin, client, pool } = await socketRig(options);
    origin.on('/').reply(503, reply);
    const controller = new AbortController();
    const settled = client.get('/', { signal: controller.signal }).catch((error: unknown) => error);
    await expect.poll(() => origin.stats().requests).toBe(1);
    await pause(20);
    const reason = new Error('enough');
    controller.abort(reason);
    expect(await settled).toBe(reason);
    await expect.poll(() => pool().active).toBe(0);
    expect(origin.stats().requests).toBe(1);
  });

  test('during a hedge settles at once and leaves nothing open', async () => {
    const { origin, client, pool } = await socketRig({}, [hedge({ delay: 10 })]);
    origin.on('/').reply(200, { delay: 60_000 });
    const controller = new AbortController();
    const settled = client.get('/', { signal: controller.signal }).catch((error: unknown) => error);
    await expect.poll(() => origin.stats().requests).toBe(2);
    const reason = new Error('enough');
    controller.abort(reason);
    expect(await settled).toBe(reason);
    await expect.poll(() => pool().active).toBe(0);
  });
});

test('a hedge wins; the loser that answers in time keeps its connection', async () => {
  const { origin, client, pool } = await socketRig({}, [hedge({ delay: 40 })]);
  origin
    .on('/')
    .reply(200, { body: 'slow', delay: 100 }, { first: 1 })
    .reply(200, { body: 'fast', delay: 40 });
  const response = await client.get('/', { drain: { time: 5_000 } });
  expect(await response.text()).toBe('fast');
  await expect.poll(() => pool().active).toBe(0);
  expect(response.attempts[0]?.drain).toMatchObject({ outcome: 'eof', connectionKept: true });
  expect(pool().idle).toBe(2);
});
