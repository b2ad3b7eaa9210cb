// Shorthands of options, and options of a client that are computed or added for each call.
import { expect, test, vi } from 'vitest';
import { createFaultOrigin } from '@sluice/fixtures';
import { breaker, createClient, type SluiceOptions } from 'sluice';
import { carried } from './carrier.ts';
import { clientOf, failure, originOf } from './setup.ts';

interface Echo {
  readonly target: string;
  readonly headers: readonly (readonly [string, string])[];
}

function headersOf(echo: Echo): Record<string, string> {
  return Object.fromEntries(echo.headers);
}

async function echoClient(options: SluiceOptions = {}) {
  const origin = await originOf();
  origin.on('/*').echo();
  return { origin, api: clientOf({ baseUrl: origin.url('/'), ...options }) };
}

test('a number as `timeout` is the limit of the call, a number as `retry` the number of retries', async () => {
  const origin = await originOf();
  origin.on('/slow').reply(200, { delay: 5_000 });
  origin.on('/503').reply(503);
  const api = clientOf({ baseUrl: origin.url('/'), timeout: 40, retry: 1 });
  expect(await failure(api.get('slow'))).toMatchObject({ phase: 'total', limit: 40 });
  expect(await failure(api.get('slow', { timeout: 20 }))).toMatchObject({ phase: 'total', limit: 20 });
  const quick = api.extend({ timeout: { total: 5_000 }, retry: { minDelay: 1, maxDelay: 1 } });
  expect((await failure(quick.get('503')))['attempts']).toHaveLength(2);
  expect((await failure(quick.get('503', { retry: 3 })))['attempts']).toHaveLength(4);
  expect((await failure(quick.extend({ retry: 0 }).get('503')))['attempts']).toHaveLength(1);
  // The other limits stay.
  const limited = clientOf({ timeout: { total: 1_000, attempt: 30 }, retry: 0 });
  expect(await failure(limited.get(origin.url('/slow'), { timeout: 900 }))).toMatchObject({
    phase: 'attempt',
  });
});

test('a function of headers is called for each attempt, so that a token is fresh', async () => {
  const origin = await originOf();
  origin.on('/x').reply(503, {}, { first: 2 }).echo();
  let token = 0;
  const contexts: unknown[] = [];
  const api = clientOf({
    baseUrl: origin.url('/'),
    headers: async ({ request, attempt }) => {
      contexts.push([request.method, request.path, attempt]);
      await Promise.resolve();
      return { authorization: `Bearer ${++token}`, 'x-client': 'c', 'user-agent': 'mine' };
    },
  });
  const echo = await api.get('x', { headers: { 'x-client': 'call' } }).json<Echo>();
  expect(origin.seen('/x').map((seen) => seen.header('authorization'))).toEqual([
    'Bearer 1',
    'Bearer 2',
    'Bearer 3',
  ]);
  expect(headersOf(echo)).toMatchObject({ 'x-client': 'call', 'user-agent': 'mine' });
  expect(contexts).toEqual([1, 2, 3].map((attempt) => ['GET', '/x', attempt]));
});

test('headers of a call override and remove those of a function of the client', async () => {
  const { api } = await echoClient({ headers: () => ({ a: '1', b: '2', c: '3' }) });
  const echo = await api
    .get('x', { headers: ({ attempt }) => ({ b: `call ${attempt}`, c: null }) })
    .json<Echo>();
  expect(headersOf(echo)).toMatchObject({ a: '1', b: 'call 1' });
  expect(headersOf(echo)).not.toHaveProperty('c');
  const fixed = headersOf(await api.get('x', { headers: { A: null, b: 'x' } }).json<Echo>());
  expect(fixed).toMatchObject({ b: 'x', c: '3' });
  expect(fixed).not.toHaveProperty('a');
  const extended = api.extend({ headers: { a: 'fixed' } }).extend({ headers: () => ({ d: '4' }) });
  expect(headersOf(await extended.get('x').json<Echo>())).toMatchObject({ a: 'fixed', b: '2', d: '4' });
});

test('computed headers do not follow a redirect to another origin, unless they carry no credential', async () => {
  const other = await originOf();
  other.on('/there').echo();
  const { origin, api } = await echoClient({
    headers: () => ({ authorization: 'secret', 'x-key': 'secret', traceparent: '00-1' }),
  });
  origin.on('/away').redirect(other.url('/there'), 307);
  origin.on('/near').redirect('/echo', 307);
  const away = await api
    .get('away', { headers: () => ({ 'x-call': 'secret', range: 'bytes=0-' }) })
    .json<Echo>();
  expect(JSON.stringify(away)).not.toContain('secret');
  expect(headersOf(away)).toMatchObject({ traceparent: '00-1', range: 'bytes=0-' });
  expect(headersOf(await api.get('near').json<Echo>())).toMatchObject({ authorization: 'secret' });
  const foreign = await api.get(other.url('/there'), { allowOtherOrigin: true }).json<Echo>();
  expect(JSON.stringify(foreign)).not.toContain('secret');
});

test('the error of a function of headers fails the call unchanged; an abort does not wait for it', async () => {
  const refusal = new Error('no token');
  const { origin, api } = await echoClient({ headers: () => Promise.reject(refusal) });
  await expect(api.get('x')).rejects.toBe(refusal);
  const base = { baseUrl: origin.url('/') };
  const bad = clientOf({ ...base, headers: () => ({ 'bad name': '1' }) });
  expect((await failure(bad.get('x')))['code']).toBe('ERR_SLUICE_OPTION');
  const never = clientOf({ ...base, headers: () => new Promise<never>(() => undefined), timeout: 30 });
  expect(await failure(never.get('x'))).toMatchObject({ phase: 'total' });
  expect(origin.stats().requests).toBe(0);
});

test('the query of a client is sent with that of each call, which overrides it', async () => {
  const { origin, api } = await echoClient({ query: { key: 'k', v: [1, 2] } });
  const target = async (url: string, query?: Record<string, string>): Promise<string> =>
    (await api.get(url, { query }).json<Echo>()).target;
  expect(await target('x')).toBe('/x?key=k&v=1&v=2');
  expect(await target('x?v=0')).toBe('/x?v=0&key=k');
  expect(await target('x', { v: '9' })).toBe('/x?v=9&key=k');
  const extended = api.extend({ query: { key: 'other', w: '' } });
  expect((await extended.get('x').json<Echo>()).target).toBe('/x?key=other&w=&v=1&v=2');
  const other = await originOf();
  other.on('/*').echo();
  const foreign = await api.get(other.url('/y'), { allowOtherOrigin: true }).json<Echo>();
  expect(foreign.target).toBe('/y');
  expect(origin.stats().requests).toBe(4);
});

test('a query that is in the URL stays as it is, byte for byte', async () => {
  const { api } = await echoClient();
  const signed = '/x?token=st=1~exp=2~acl=/live/*~hmac=ab%2Fc&flag&plus=a+b&sp=%20';
  const echo = await api.get(signed, { query: { page: 2, q: 'a b&c' } }).json<Echo>();
  expect(echo.target).toBe(`${signed}&page=2&q=a+b%26c`);
  expect((await api.get('/x?', { query: { a: 1 } }).json<Echo>()).target).toBe('/x?a=1');
});

test('a client gives calls of chosen methods an idempotency key, so that they are retried', async () => {
  const origin = await originOf();
  origin.on('/x').reply(503, {}, { nth: 1 }).echo();
  const api = clientOf({ baseUrl: origin.url('/'), idempotencyKey: true });
  await api.post('x', { json: {} });
  const keys = origin.seen('/x').map((seen) => seen.header('idempotency-key'));
  expect(keys).toHaveLength(2);
  expect(keys[0]).toMatch(/^[\da-f-]{36}$/);
  expect(keys[1]).toBe(keys[0]);
  await api.get('x');
  await api.patch('x', { idempotencyKey: false });
  const make = vi.fn<() => string>(() => 'made');
  const chosen = api.extend({ idempotencyKey: { methods: ['put'], make } });
  await chosen.put('x');
  await chosen.post('x');
  expect(
    origin
      .seen('/x')
      .slice(2)
      .map((seen) => seen.header('idempotency-key')),
  ).toEqual([undefined, undefined, 'made', undefined]);
  expect(make).toHaveBeenCalledOnce();
  expect(() => createClient({ idempotencyKey: 'fixed' as never })).toThrow(/'idempotencyKey'/);
});

test('`throwHttpErrors` as a function decides by the status', async () => {
  const origin = await originOf();
  origin.on('/304').reply(304);
  origin.on('/404').reply(404);
  const api = clientOf({ baseUrl: origin.url('/'), throwHttpErrors: (status) => status !== 304 });
  expect((await api.get('304')).status).toBe(304);
  expect(await failure(api.get('404'))).toMatchObject({ status: 404 });
  expect((await api.get('404', { throwHttpErrors: false })).status).toBe(404);
  const broken = new Error('broken rule');
  const throwing = (): never => {
    throw broken;
  };
  await expect(api.get('404', { throwHttpErrors: throwing })).rejects.toBe(broken);
});

test('a client accepts the options of its own plugins, for all its calls', async () => {
  const origin = await createFaultOrigin();
  origin.on('/x').reply(500);
  const api = createClient(
    carried({ pool: {}, plugins: [breaker({ consecutive: 1 })], breaker: false, retry: false }),
  );
  for (let call = 0; call < 5; call++) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    expect(await failure(api.get(origin.url('/x')))).toMatchObject({ status: 500 });
  }
  await api.close();
  await origin.close();
});
