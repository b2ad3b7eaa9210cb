import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { gzipSync } from 'node:zlib';
import got, { type Progress, type Response } from 'got';
import { CookieJar } from 'tough-cookie';
import { expect, test } from 'vitest';
import { clientOf } from '../../src/index.ts';
import { originOf, read, resilient } from './setup.ts';
import { failure } from '../setup.ts';

test('promises: json, text, buffer, resolveBodyOnly', async () => {
  const origin = await originOf();
  origin.on('/x').reply(200, { json: { name: 'Ada' } });
  const api = resilient();
  const url = origin.url('/x');
  expect(await api.get(url).json()).toEqual({ name: 'Ada' });
  expect(await api(url).text()).toBe('{"name":"Ada"}');
  expect(Buffer.from(await api.get(url).buffer()).toString()).toBe('{"name":"Ada"}');
  expect(await api.get(url, { responseType: 'json', resolveBodyOnly: true })).toEqual({ name: 'Ada' });
  expect(origin.seen('/x')[0]?.header('accept')).toBe('application/json');
  expect(origin.seen('/x')[0]?.header('user-agent')).toContain('sindresorhus/got');
  expect(origin.stats()).toMatchObject({ opened: 1 });
});

test('a response has the properties of got’s', async () => {
  const origin = await originOf();
  origin
    .on('/x')
    .reply(503, {}, { first: 2 })
    .reply(200, { body: 'ok', headers: { 'set-cookie': ['a=1', 'b=2'], 'x-a': 'b' } });
  const response = await resilient().get(origin.url('/x'));
  expect(response).toMatchObject({
    statusCode: 200,
    statusMessage: 'OK',
    ok: true,
    retryCount: 2,
    ip: '127.0.0.1',
  });
  expect(response.headers).toMatchObject({ 'set-cookie': ['a=1', 'b=2'], 'x-a': 'b', 'content-length': '2' });
  expect(response.url).toBe(origin.url('/x'));
  expect(response.complete).toBe(true);
  const { start, socket, response: answered, end, phases } = response.timings ?? {};
  expect([start, socket, answered, end].every((moment) => typeof moment === 'number')).toBe(true);
  expect(phases?.total).toBeGreaterThanOrEqual(0);
});

test('bodies: json, form, text, bytes, streams, FormData, and none', async () => {
  const origin = await originOf();
  origin.on('/x').handle((request) => ({
    status: 200,
    body: `${request.header('content-length') ?? request.header('transfer-encoding')} ${request.header('content-type')} ${request.body.toString()}`,
  }));
  const api = resilient();
  const post = (options: object): Promise<string> => api.post(origin.url('/x'), options).text();
  expect(await post({ json: { a: 1 } })).toBe('7 application/json {"a":1}');
  expect(await post({ form: { a: 1 } })).toBe('3 application/x-www-form-urlencoded a=1');
  expect(await post({ body: 'text' })).toBe('4 undefined text');
  expect(await post({ body: new Uint16Array([0x4141]) })).toBe('2 undefined AA');
  expect(await post({ body: Readable.from(['a', 'b']) })).toBe('chunked undefined ab');
  expect(await post({})).toBe('0 undefined ');
  const form = new FormData();
  form.set('field', 'value');
  expect(await post({ body: form })).toMatch(/^chunked multipart\/form-data.*name="field"\s+value/s);
});

test('streams down, up, and through', async () => {
  const origin = await originOf();
  origin.on('/down').reply(200, { body: { size: 300_000 } });
  origin.on('/up').handle((request) => ({ status: 200, body: `${request.body.length}` }));
  const api = resilient();
  expect((await read(api.stream(origin.url('/down')))).length).toBe(300_000);
  const upload = api.stream.post(origin.url('/up'));
  const [answer] = await Promise.all([
    read(upload),
    pipeline(Readable.from([Buffer.alloc(20_000), Buffer.alloc(30_000)]), upload, { end: true }).catch(
      () => undefined,
    ),
  ]);
  expect(answer.toString()).toBe('50000');
  expect((await read(api.stream.post(origin.url('/up'), { body: 'abc' }))).toString()).toBe('3');
});

test('paginate', async () => {
  const origin = await originOf();
  origin.on('/1').reply(200, { json: [1, 2], headers: { link: '</2>; rel="next"' } });
  origin
    .on('/2')
    .reply(503, {}, { first: 1 })
    .reply(200, { json: [3] });
  const api = resilient({}, got.extend({ responseType: 'json' }));
  expect(await api.paginate.all(origin.url('/1'))).toEqual([1, 2, 3]);
  expect(origin.stats().paths).toEqual({ '/1': 1, '/2': 2 });
});

test('extend: instances share the client, and later hooks run too', async () => {
  const origin = await originOf();
  origin.on('/a/x').handle((request) => ({ status: 200, body: request.header('x-late') ?? '' }));
  const api = resilient();
  const late = api.extend({
    prefixUrl: origin.url('/a'),
    hooks: { beforeRequest: [(options) => void (options.headers['x-late'] = 'seen')] },
  });
  expect(await late.get('x').text()).toBe('seen');
  expect(clientOf(late)).toBe(clientOf(api));
  expect(clientOf(got.extend(api))).toBe(clientOf(api));
  expect(clientOf(api).stats().calls.started).toBe(1);
});

test('hooks run in order, and beforeRequest once per request of got', async () => {
  const origin = await originOf();
  const seen: string[] = [];
  origin.on('/x').reply(503, {}, { first: 1 }).reply(200, { body: 'ok' });
  origin.on('/from').reply(302, { headers: { location: '/x' } });
  origin.on('/bad').reply(404, { body: 'none' });
  const base = got.extend({
    hooks: {
      init: [() => void seen.push('init')],
      beforeRequest: [
        (options) => {
          seen.push('beforeRequest');
          options.headers['x-signature'] = 'signed';
        },
      ],
      beforeRedirect: [() => void seen.push('beforeRedirect')],
      afterResponse: [(response) => (seen.push(`afterResponse ${response.statusCode}`), response)],
      beforeError: [
        (error) => (seen.push(`beforeError ${error.code} ${(error.cause as { code?: string }).code}`), error),
      ],
    },
  });
  const api = resilient({}, base);
  seen.length = 0;
  expect(await api.get(origin.url('/from')).text()).toBe('ok');
  expect(seen).toEqual(['init', 'beforeRequest', 'beforeRedirect', 'beforeRequest', 'afterResponse 200']);
  expect(origin.seen('/x').map((request) => request.header('x-signature'))).toEqual(['signed', 'signed']);
  seen.length = 0;
  await failure(api.get(origin.url('/bad')));
  expect(seen).toEqual([
    'init',
    'beforeRequest',
    'afterResponse 404',
    'beforeError ERR_NON_2XX_3XX_RESPONSE ERR_SLUICE_HTTP_STATUS',
  ]);
});

test('an afterResponse hook that sends the request again, as to renew a token', async () => {
  const origin = await originOf();
  origin
    .on('/x')
    .handle((request) =>
      request.header('x-token') === 'new' ? { status: 200, body: 'in' } : { status: 401 },
    );
  const api = resilient().extend({
    hooks: {
      afterResponse: [
        (response, retry) =>
          response.statusCode === 401 ? retry({ headers: { 'x-token': 'new' } }) : response,
      ],
    },
  });
  expect(await api.get(origin.url('/x')).text()).toBe('in');
  expect(origin.stats().requests).toBe(2);
});

test('a hook that returns a response itself, and a handler', async () => {
  const origin = await originOf();
  const api = resilient().extend({
    handlers: [
      (options, next) => {
        options.headers['x-handled'] = 'yes';
        return next(options);
      },
    ],
  });
  origin.on('/x').handle((request) => ({ status: 200, body: request.header('x-handled') ?? '' }));
  expect(await api.get(origin.url('/x')).text()).toBe('yes');
  const made = (): never =>
    Object.assign(Readable.from([Buffer.from('made up')]), {
      statusCode: 200,
      headers: {},
      complete: true,
    }) as never;
  const answering = api.extend({ hooks: { beforeRequest: [made] } });
  expect(await answering.get(origin.url('/x')).text()).toBe('made up');
  expect(origin.stats().requests).toBe(1);
});

test('cookie jar, over redirects too', async () => {
  const origin = await originOf();
  origin.on('/login').reply(303, { headers: { location: '/me', 'set-cookie': 'sid=1' } });
  origin.on('/me').handle((request) => ({ status: 200, body: request.header('cookie') ?? 'none' }));
  const api = resilient({}, got.extend({ cookieJar: new CookieJar() }));
  const response = await api.post(origin.url('/login'), { json: {} });
  expect(response.body).toBe('sid=1');
  expect(response.redirectUrls.map(String)).toEqual([origin.url('/me')]);
});

test('cache: a fresh response is not requested again, and a stale one is revalidated', async () => {
  const origin = await originOf();
  origin
    .on('/fresh')
    .reply(503, {}, { first: 1 })
    .reply(200, { body: 'kept', headers: { 'cache-control': 'max-age=60' } });
  origin
    .on('/stale')
    .handle((request) =>
      request.header('if-none-match') === '"v1"'
        ? { status: 304, headers: { etag: '"v1"' } }
        : { status: 200, body: 'once', headers: { etag: '"v1"', 'cache-control': 'max-age=0' } },
    );
  const api = resilient({}, got.extend({ cache: new Map<string, unknown>() }));
  for (const fromCache of [false, true]) {
    expect(await api.get(origin.url('/fresh'))).toMatchObject({ body: 'kept', isFromCache: fromCache });
    expect((await api.get(origin.url('/stale'))).body).toBe('once');
  }
  expect(origin.stats().paths).toEqual({ '/fresh': 2, '/stale': 2 });
  expect((await failure(api.get('http://127.0.0.1:1/', { retry: { limit: 0 } })))['code']).toBe(
    'ECONNREFUSED',
  );
});

test.each([true, () => true])(
  'the body of a redirect that is followed is not waited for (%s)',
  async (followRedirect) => {
    const origin = await originOf();
    origin.on('/from').reply(302, { headers: { location: '/to' }, body: { endless: true } });
    origin.on('/to').reply(200, { body: 'there' });
    origin.on('/loop').reply(302, { headers: { location: '/loop' }, body: { endless: true } });
    const api = resilient({ drain: { bytes: 1_000, time: 50 } }).extend({ followRedirect, maxRedirects: 3 });
    expect(await api.get(origin.url('/from')).text()).toBe('there');
    expect(await failure(api.get(origin.url('/loop')))).toMatchObject({ name: 'MaxRedirectsError' });
  },
);

test('a redirect that is not followed is the response', async () => {
  const origin = await originOf();
  origin.on('/from').reply(302, { headers: { location: '/to' }, body: 'moved' });
  const response = await resilient().get(origin.url('/from'), { followRedirect: false });
  expect(response).toMatchObject({ statusCode: 302, body: 'moved' });
});

test('decompress: on, off, and with a custom accept-encoding', async () => {
  const origin = await originOf();
  const zipped = gzipSync('plain text');
  origin.on('/x').reply(200, { body: zipped, headers: { 'content-encoding': 'gzip' } });
  origin.on('/bad').reply(404, { body: zipped, headers: { 'content-encoding': 'gzip' } });
  const api = resilient();
  for (const headers of [{}, { 'accept-encoding': 'gzip' }]) {
    const response = await api.get(origin.url('/x'), { headers });
    expect(response.body).toBe('plain text');
    expect(response.headers['content-encoding']).toBeUndefined();
    const { response: refused } = (await failure(api.get(origin.url('/bad'), { headers }))) as {
      response?: Response;
    };
    expect(refused?.body).toBe('plain text');
  }
  const raw = await api.get(origin.url('/x'), { decompress: false, responseType: 'buffer' });
  expect(Buffer.from(raw.body).equals(zipped)).toBe(true);
  expect(raw.headers['content-encoding']).toBe('gzip');
});

test('progress of an upload and of a download', async () => {
  const origin = await originOf();
  origin.on('/x').reply(200, { body: { size: 200_000 } });
  const api = resilient();
  const up: Progress[] = [];
  const down: Progress[] = [];
  const stream = api.stream.post(origin.url('/x'), { body: new Uint8Array(200_000) });
  stream
    .on('uploadProgress', (progress) => up.push(progress))
    .on('downloadProgress', (progress) => down.push(progress));
  await read(stream);
  for (const seen of [up, down]) {
    expect(seen.length).toBeGreaterThan(2);
    expect(seen.at(-1)).toEqual({ percent: 1, transferred: 200_000, total: 200_000 });
  }
});

test('HEAD, 204 and custom methods', async () => {
  const origin = await originOf();
  origin.on('/x').handle((request) => ({
    status: request.method === 'HEAD' ? 200 : 204,
    headers: { 'x-method': request.method },
  }));
  const api = resilient();
  for (const method of ['HEAD', 'PURGE', 'DELETE'] as const) {
    const { body, headers } = await api(origin.url('/x'), { method: method as 'GET' });
    expect([body, headers['x-method']]).toEqual(['', method]);
  }
});
