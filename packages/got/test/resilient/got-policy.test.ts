import { once } from 'node:events';
import { Readable } from 'node:stream';
import got, { HTTPError, ReadError, RequestError, TimeoutError, type Got } from 'got';
import { isNetworkError, isTimeoutError } from '@sluice/core';
import { heapInUse } from '@sluice/fixtures';
import { expect, test } from 'vitest';
import { clientOf, type ResilientCallOptions } from '../../src/index.ts';
import { originOf, read, resilient } from './setup.ts';
import { failure, until } from '../setup.ts';

/** What a call says beside got's options. */
const saying = (sluice: ResilientCallOptions): { context: Record<string, unknown> } => ({
  context: { sluice },
});

/** Whatever stalls would show as a got promise that never settles: these limits are far above what the tests need. */
const SOON = { total: 20_000 };

test.each([
  ['ends late', { body: { size: 1_000 }, endDelay: 60_000 }],
  ['never ends', { body: { endless: true } }],
] as const)('a 503 whose body %s is not waited for, and not kept', async (_what, reply) => {
  const origin = await originOf();
  origin
    .on('/x')
    .reply(503, reply, { first: 2 })
    .reply(200, { json: { ok: true } });
  const api = resilient({ drain: { bytes: 65_536, time: 50 }, timeout: SOON });
  const bound = (await heapInUse()) + (8 << 20);
  expect(await api.get(origin.url('/x')).json()).toEqual({ ok: true });
  expect(await heapInUse(bound)).toBeLessThan(bound);
  expect(clientOf(api).stats().drains.destroyed).toBe(2);
});

test.each([
  ['promise', (api: Got, url: string) => api.get(url)],
  ['stream', (api: Got, url: string) => read(api.stream(url))],
] as const)(
  'a last 503 whose body never ends: the beginning of it is what the error has (%s)',
  async (_face, call) => {
    const origin = await originOf();
    origin.on('/x').reply(503, { body: { endless: true }, headers: { 'x-a': 'b' } });
    const api = resilient({
      retry: { maxRetries: 1 },
      errorBody: { bytes: 2_000, time: 5_000 },
      timeout: SOON,
    });
    const error = (await failure(call(api, origin.url('/x')))) as unknown as HTTPError;
    expect(error).toBeInstanceOf(HTTPError);
    expect(error).toMatchObject({
      code: 'ERR_NON_2XX_3XX_RESPONSE',
      cause: { code: 'ERR_SLUICE_HTTP_STATUS' },
    });
    expect((error.cause as { attempts?: unknown[] }).attempts).toHaveLength(2);
    expect(error.response).toMatchObject({ statusCode: 503, retryCount: 1, headers: { 'x-a': 'b' } });
    expect(String(error.response.body)).toHaveLength(2_000);
  },
);

test('a long error body with a length is cut too, and the error has its status', async () => {
  const origin = await originOf();
  origin.on('/x').reply(404, { body: { size: 100_000 } });
  const api = resilient({ errorBody: { bytes: 10 } });
  const error = (await failure(api.get(origin.url('/x')))) as unknown as HTTPError;
  expect(error.response).toMatchObject({ statusCode: 404 });
  expect(error.response.body).toHaveLength(10);
});

test('throwHttpErrors: false returns the response with its whole body', async () => {
  const origin = await originOf();
  origin.on('/x').reply(503, { body: { size: 100_000 } });
  const api = resilient({ retry: { maxRetries: 2 } }).extend({ throwHttpErrors: false });
  const response = await api.get(origin.url('/x'));
  expect(response).toMatchObject({ statusCode: 503, ok: false, retryCount: 2 });
  expect(response.body).toHaveLength(100_000);
  expect(await read(api.stream(origin.url('/x')))).toHaveLength(100_000);
  expect(origin.stats().requests).toBe(6);
});

test('a body cut short is retried for a promise, and an error for a stream', async () => {
  const origin = await originOf();
  const cut = { body: { size: 1_000 }, faults: [{ do: 'close', at: 'body', after: 500 }] } as const;
  origin.on('/x').reply(200, cut, { first: 1 }).reply(200, { body: 'whole' });
  origin.on('/cut').reply(200, cut);
  const api = resilient();
  expect(await api.get(origin.url('/x')).text()).toBe('whole');
  const once = { retry: { limit: 0 } };
  for (const error of [
    await failure(api.get(origin.url('/cut'), once)),
    await failure(read(api.stream(origin.url('/cut')))),
  ]) {
    expect(error).toBeInstanceOf(ReadError);
    expect(error).toMatchObject({
      code: 'ERR_HTTP_CONTENT_LENGTH_MISMATCH',
      response: { statusCode: 200 },
      cause: { code: 'ERR_SLUICE_BODY_CUT_SHORT' },
    });
  }
});

test('PUT and POST with a key are sent again, POST and streams are not', async () => {
  const origin = await originOf();
  for (const path of ['/put', '/post', '/key', '/header', '/stream']) {
    origin
      .on(path)
      .reply(503, {}, { first: 1 })
      .handle((request) => ({ status: 200, body: request.body.toString() }));
  }
  const api = resilient();
  expect(await api.put(origin.url('/put'), { json: { a: 1 } }).text()).toBe('{"a":1}');
  expect(await api.post(origin.url('/key'), { body: 'b', ...saying({ idempotencyKey: true }) }).text()).toBe(
    'b',
  );
  expect(
    await api.post(origin.url('/header'), { body: 'c', headers: { 'idempotency-key': 'k' } }).text(),
  ).toBe('c');
  expect(await failure(api.post(origin.url('/post'), { body: 'd' }))).toMatchObject({ name: 'HTTPError' });
  expect(await failure(api.put(origin.url('/stream'), { body: Readable.from(['e']) }))).toMatchObject({
    name: 'HTTPError',
  });
  expect(origin.stats().paths).toEqual({ '/put': 2, '/key': 2, '/header': 2, '/post': 1, '/stream': 1 });
  const keys = origin.seen('/key').map((request) => request.header('idempotency-key'));
  expect(keys[0]).toBeTruthy();
  expect(keys[0]).toBe(keys[1]);
});

test('the wait before a retry is that of Retry-After, within the deadline', async () => {
  const origin = await originOf();
  origin
    .on('/x')
    .reply(429, { headers: { 'retry-after': '1' } }, { first: 1 })
    .reply(200, { body: 'ok' });
  origin.on('/long').reply(429, { headers: { 'retry-after': '20' } });
  const api = resilient();
  const from = performance.now();
  expect(await api.get(origin.url('/x')).text()).toBe('ok');
  expect(performance.now() - from).toBeGreaterThan(950);
  const error = await failure(api.get(origin.url('/long'), { timeout: { request: 5_000 } }));
  expect(error).toMatchObject({ name: 'HTTPError', cause: { status: 429 } });
  expect(origin.stats().paths['/long']).toBe(1);
});

test('got’s own retry and timeout are the pipeline’s: per instance, per call', async () => {
  const origin = await originOf();
  origin.on('/x').reply(503);
  origin.on('/slow').reply(200, { delay: 60_000 });
  const base = got.extend({ retry: { limit: 1 }, timeout: { response: 60 } });
  const api = resilient({}, base);
  const sent = async (options: object, from: Got = api): Promise<number> => {
    origin.resetStats();
    await failure(from.get(origin.url('/x'), options));
    return origin.stats().requests;
  };
  expect(await sent({})).toBe(2);
  expect(await sent({ retry: { limit: 0 } })).toBe(1);
  expect(await sent({ retry: { limit: 2 } })).toBe(3);
  expect(await sent(saying({ retry: false }))).toBe(1);
  expect(await sent({}, api.extend({ retry: { limit: 0 } }))).toBe(1);
  expect(await sent({}, resilient({ retry: { maxRetries: 3 } }, base))).toBe(4);
  const error = (await failure(
    api.get(origin.url('/slow'), { retry: { limit: 0 } }),
  )) as unknown as TimeoutError;
  expect(error).toBeInstanceOf(TimeoutError);
  expect(error).toMatchObject({ code: 'ETIMEDOUT', event: 'response' });
  expect(error.cause).toMatchObject({ phase: 'responseHeader', limit: 60 });
});

test.each([
  ['the whole call', saying({ timeout: { total: 150 } }), 'total'],
  ['one attempt', { timeout: { request: 60 }, retry: { limit: 0 } }, 'attempt'],
  ['one attempt, of the client', { ...saying({ timeout: { attempt: 60 } }), retry: { limit: 0 } }, 'attempt'],
])('a limit of %s', async (_what, options, phase) => {
  const origin = await originOf();
  origin.on('/x').reply(200, { body: { size: 1_000 }, endDelay: 60_000 });
  const api = resilient();
  for (const error of [
    await failure(api.get(origin.url('/x'), options)),
    await failure(read(api.stream(origin.url('/x'), options))),
  ]) {
    expect(error).toBeInstanceOf(TimeoutError);
    expect(error).toMatchObject({ code: 'ETIMEDOUT', event: 'request', cause: { phase } });
    expect(isTimeoutError(error['cause'])).toBe(true);
  }
});

test.each([
  ['of the call', {}, { timeout: { request: 100 } }],
  ['of the instance', { timeout: { request: 100 } }, {}],
] as const)(
  'timeout.request %s limits each attempt: the client retries a slow one',
  async (_of, own, options) => {
    const origin = await originOf();
    origin.on('/x').reply(200, { delay: 60_000 }, { first: 1 }).reply(200, { body: 'in time' });
    origin.on('/slow').reply(200, { body: { size: 1_000 }, endDelay: 60_000 });
    const api = resilient({}, got.extend(own));
    expect((await api.get(origin.url('/x'), options)).retryCount).toBe(1);
    const hooked: unknown[] = [];
    const limited = { ...options, retry: { limit: 2 } };
    const note = (error: RequestError): void => void hooked.push([error.name, error.message, error.code]);
    const error = await failure(
      api.get(origin.url('/slow'), { ...limited, hooks: { beforeRetry: [note as never] } }),
    );
    const message = "Timeout awaiting 'request' for 100ms";
    expect(error).toMatchObject({ name: 'TimeoutError', message, event: 'request', code: 'ETIMEDOUT' });
    expect(hooked).toEqual([1, 2].map(() => ['TimeoutError', message, 'ETIMEDOUT']));
    expect(origin.seen('/slow')).toHaveLength(3);
    // A request that must not be sent twice is not.
    await failure(api.post(origin.url('/slow'), { ...limited, json: {} }));
    expect(origin.seen('/slow')).toHaveLength(4);
  },
);

test('timeout.request: 0 has passed before the request is sent', async () => {
  const origin = await originOf();
  for (const api of [resilient(), resilient({}, got.extend({ timeout: { request: 0 } }))]) {
    const error = await failure(api.get(origin.url('/x'), { timeout: { request: 0 } }));
    expect(error).toMatchObject({ name: 'TimeoutError', message: "Timeout awaiting 'request' for 0ms" });
  }
  expect(origin.stats().requests).toBe(0);
});

test('timeout.request applies to a call with its redirects, and to each page separately', async () => {
  const origin = await originOf();
  origin.on('/a').reply(302, { headers: { location: '/b' }, delay: 300 });
  origin.on('/b').reply(200, { delay: 600 });
  for (const page of [1, 2]) {
    origin
      .on(`/${page}`)
      .reply(200, { json: [page], delay: 400, ...(page === 1 && { headers: { link: '</2>; rel="next"' } }) });
  }
  const api = resilient().extend({ timeout: { request: 700 }, retry: { limit: 0 } });
  const error = await failure(api.get(origin.url('/a')));
  const message = "Timeout awaiting 'request' for 700ms";
  expect(error).toMatchObject({ name: 'TimeoutError', message, cause: { phase: 'attempt' } });
  expect((error['cause'] as { limit: number }).limit).toBeLessThan(500);
  expect(await api.paginate.all(origin.url('/1'))).toEqual([1, 2]);
});

test('a retry after a redirect has the whole timeout.request again, and so has a redirect after the retry', async () => {
  const origin = await originOf();
  origin.on('/a').reply(302, { headers: { location: '/b' }, delay: 200 });
  origin
    .on('/b')
    .reply(200, { delay: 60_000 }, { first: 1 })
    .reply(302, { headers: { location: '/c' } });
  origin.on('/c').reply(200, { body: 'c' });
  const api = resilient({ retry: { backoff: () => 1_200 } });
  expect(await api.get(origin.url('/a'), { timeout: { request: 1_000 } }).text()).toBe('c');
  expect(origin.stats().paths).toEqual({ '/a': 1, '/b': 2, '/c': 1 });
});

test.each([
  [500, 5_000, 2],
  [5_000, 500, 1],
])(
  'the timeout.request of a call (instance: %d ms, call: %d ms) is also the longest Retry-After',
  async (ofInstance, request, requests) => {
    const origin = await originOf();
    const headers = { 'retry-after': '1' };
    origin.on('/x').reply(429, { headers }, { first: 1 }).reply(200);
    origin.on('/given').reply(302, { headers: { location: '/x' } });
    const api = resilient({}, got.extend({ timeout: { request: ofInstance } }));
    await api.get(origin.url('/x'), { timeout: { request }, throwHttpErrors: false });
    expect(origin.seen('/x')).toHaveLength(requests);
    // A limit of the call's own applies after a redirect too.
    origin.restart();
    const retry = { maxRetryAfter: 2_000 };
    await api.get(origin.url('/given'), { timeout: { request }, retry, throwHttpErrors: false });
    expect(origin.seen('/x')).toHaveLength(requests + 2);
  },
);

test.each([
  ['timeout.request', { timeout: { request: 5_000 } }],
  ['a beforeRetry hook', { hooks: { beforeRetry: [() => undefined] } }],
  ['rules without a limit', { retry: { statusCodes: [503] } }],
])('%s of a call does not enable the retries of a client without any', async (_what, options) => {
  const origin = await originOf();
  origin.on('/x').reply(503);
  const delayed = got.extend({ retry: { calculateDelay: ({ computedValue }) => computedValue } });
  for (const base of [got, got.extend(options), delayed]) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    await failure(resilient({ retry: false }, base).get(origin.url('/x'), options));
  }
  expect(origin.stats().requests).toBe(3);
  // A call that requests retries itself has them.
  const limited = { ...options, retry: { limit: 1 } };
  await failure(resilient({ retry: false }).get(origin.url('/x'), limited));
  expect(origin.stats().requests).toBe(5);
});

test('errors of the network are got’s, with its codes, and ours beneath', async () => {
  const origin = await originOf();
  origin.on('/reset').fault({ do: 'reset', at: 'request' });
  const api = resilient({ retry: false });
  for (const [url, code] of [
    ['http://127.0.0.1:1/', 'ECONNREFUSED'],
    [origin.url('/reset'), 'ECONNRESET'],
  ]) {
    const error = await failure(api.get(url as string));
    expect(error).toBeInstanceOf(RequestError);
    expect(error).toMatchObject({ code, options: { method: 'GET' } });
    expect(isNetworkError(error['cause'])).toBe(true);
    expect(await failure(read(api.stream(url as string)))).toMatchObject({ code });
  }
});

test('the gate and the pool limit the concurrency at the origin, in a burst too', async () => {
  const origin = await originOf();
  origin.on('/x').reply(200, { json: [1], delay: 2 });
  const gated = resilient({ gate: { maxPerHost: 5 }, pool: { maxPerHost: 50 } });
  await Promise.all(Array.from({ length: 60 }, () => gated.get(origin.url('/x')).json()));
  expect(origin.stats()).toMatchObject({ requests: 60 });
  expect(origin.stats().peakInFlight).toBeLessThanOrEqual(5);
  origin.resetStats();
  const pooled = resilient({ gate: false, pool: { maxPerHost: 10 } });
  for (let wave = 0; wave < 3; wave++) {
    // oxlint-disable-next-line no-await-in-loop -- one wave after the other
    await Promise.all(Array.from({ length: 200 }, () => pooled.get(origin.url('/x')).json()));
  }
  expect(origin.stats()).toMatchObject({ requests: 600 });
  expect(origin.stats().opened).toBeLessThanOrEqual(10);
});

test('aborts: by a signal while sending, waiting and reading, and by destroying a stream', async () => {
  const origin = await originOf();
  origin.on('/slow').reply(200, { delay: 60_000 });
  origin.on('/endless').reply(200, { body: { endless: true } });
  origin.on('/x').reply(503);
  const api = resilient({ retry: { minDelay: 60_000, maxDelay: 60_000, backoff: 'exponential' } });
  for (const path of ['/slow', '/x']) {
    const controller = new AbortController();
    const call = failure(api.get(origin.url(path), { signal: controller.signal }));
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    await until(() => origin.seen(path).length === 1);
    controller.abort(new Error('enough'));
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    expect(await call).toMatchObject({ name: 'AbortError', cause: { message: 'enough' } });
  }
  const controller = new AbortController();
  const stream = api.stream(origin.url('/endless'), { signal: controller.signal });
  await once(stream, 'data');
  controller.abort();
  expect((await once(stream, 'error'))[0]).toMatchObject({ name: 'AbortError' });
  const left = api.stream(origin.url('/endless'));
  await once(left, 'data');
  left.destroy();
  await until(() => origin.stats().open === 0 || origin.stats().inFlight === 0);
});

test('an upload whose source fails, and one whose response precedes its end', async () => {
  const origin = await originOf();
  origin.on('/early').reply(413, { upload: 'early', body: 'too much' });
  const api = resilient();
  async function* failing(): AsyncGenerator<string> {
    yield 'a';
    await Promise.resolve();
    throw new Error('source');
  }
  expect(await failure(api.post(origin.url('/x'), { body: failing() }))).toMatchObject({
    name: 'UploadError',
    message: 'source',
  });
  async function* long(): AsyncGenerator<Buffer> {
    for (let count = 0; count < 200; count++) {
      yield Buffer.alloc(65_536);
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  }
  const error = (await failure(api.post(origin.url('/early'), { body: long() }))) as unknown as HTTPError;
  expect(error.response).toMatchObject({ statusCode: 413, body: 'too much' });
});
