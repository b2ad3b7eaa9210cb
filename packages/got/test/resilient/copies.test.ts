import got, { ReadError, RequestError, TimeoutError } from 'got';
import got14, { ReadError as Read14, RequestError as RequestError14, TimeoutError as Timeout14 } from 'got14';
import got15, { ReadError as Read15, RequestError as RequestError15, TimeoutError as Timeout15 } from 'got15';
import { Readable } from 'node:stream';
import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { isTimeoutError } from '@sluice/core';
import { originOf, read, resilient } from './setup.ts';
import { failure } from '../setup.ts';

/** The code for a body shorter than declared, where got compares the two. */
const MISMATCH = 'ERR_HTTP_CONTENT_LENGTH_MISMATCH';

const COPIES = [
  {
    name: 'got 16',
    copy: got,
    Base: RequestError,
    Read: ReadError,
    Timeout: TimeoutError,
    cutShort: MISMATCH,
  },
  {
    name: 'got 15',
    copy: got15 as unknown as typeof got,
    Base: RequestError15,
    Read: Read15,
    Timeout: Timeout15,
    cutShort: MISMATCH,
  },
  {
    name: 'got 14',
    copy: got14 as unknown as typeof got,
    Base: RequestError14,
    Read: Read14,
    Timeout: Timeout14,
    cutShort: 'ECONNRESET',
  },
];

describe.each(COPIES)('an instance of $name', ({ copy, Base, Read, Timeout, cutShort }) => {
  test('keeps its own API, its retries made by the client', async () => {
    const origin = await originOf();
    const api = resilient({}, copy.extend({ prefixUrl: origin.url('/') }));
    origin
      .on('/flaky')
      .reply(503, { body: 'x' }, { first: 1 })
      .reply(200, { json: { ok: true } });
    origin.on('/x').echo();
    const answer = await api('flaky', { responseType: 'json', retry: { limit: 2 } });
    expect(answer).toMatchObject({ body: { ok: true }, retryCount: 1 });
    expect(await api.post('x', { json: { a: 1 } }).json()).toMatchObject({ method: 'POST', bodyBytes: 7 });
    expect(JSON.parse(String(await read(api.stream('x'))))).toMatchObject({ method: 'GET' });
  });

  test('its errors have their own classes, with got’s names and codes', async () => {
    const origin = await originOf();
    const headers = { authorization: 'sesame' };
    const api = resilient({ retry: false }, copy.extend({ prefixUrl: origin.url('/'), headers }));
    origin.on('/404').reply(404, { body: 'no' });
    origin.on('/slow').fault({ do: 'stall', at: 'request' });
    origin
      .on('/cut')
      .reply(200, { body: { size: 100 } })
      .fault({ do: 'close', at: 'body', after: 10 });
    const status = await failure(api('404'));
    expect(status).toMatchObject({ name: 'HTTPError', response: { statusCode: 404, body: 'no' } });
    const late = await failure(api('slow', { timeout: { response: 30 } }));
    expect(late).toMatchObject({ name: 'TimeoutError', code: 'ETIMEDOUT', event: 'response' });
    expect(isTimeoutError(late['cause'])).toBe(true);
    expect(late).toBeInstanceOf(Timeout);
    const cut = await failure(api('cut'));
    expect(cut).toMatchObject({ name: 'ReadError', code: cutShort, response: { statusCode: 200 } });
    expect(cut).toBeInstanceOf(Read);
    for (const error of [status, late, cut]) {
      expect(error).toBeInstanceOf(Base);
      expect(error['options']).toMatchObject({ headers });
      expect(JSON.stringify(error) + inspect(error, { depth: 9 })).not.toContain('sesame');
    }
  });

  test('no error of a call shows its headers, whichever copy creates it', async () => {
    const origin = await originOf();
    const headers = { authorization: 'sesame' };
    const onRedirect = (options: { url?: unknown }): void => {
      if (String(options.url).endsWith('/broken')) throw new Error('hook');
    };
    // Before the hook of the resilient instance.
    const hooks = { beforeRequest: [onRedirect] };
    const api = resilient({ retry: false }, copy.extend({ prefixUrl: origin.url('/'), headers, hooks }));
    origin.on('/text').reply(200, { body: 'no JSON' });
    const thrown = [
      (): never => {
        throw new Error('hook');
      },
    ];
    origin.on('/away').redirect('/broken');
    const controller = new AbortController();
    origin.on('/aborts').handle(() => {
      controller.abort();
      return { status: 200, delay: 1_000 };
    });
    const errors = [
      await failure(api('text').json()),
      await failure(api('text', { hooks: { beforeError: thrown }, responseType: 'json' })),
      await failure(api('away')),
      await failure(api('text', { signal: AbortSignal.abort() })),
      await failure(api('aborts', { signal: controller.signal })),
    ];
    for (const error of errors) {
      expect(error).toBeInstanceOf(Base);
      expect(error['options']).toMatchObject({ headers });
      expect(JSON.stringify(error) + inspect(error, { depth: 9 })).not.toContain('sesame');
    }
  });

  test('a redirect that drops the body drops its headers too', async () => {
    const origin = await originOf();
    const api = resilient({}, copy.extend({ prefixUrl: origin.url('/') }));
    origin.on('/from').reply(303, { headers: { location: '/to' } });
    origin.on('/to').echo();
    const headers = {
      'content-type': 'text/x',
      'content-language': 'en',
      'content-encoding': 'x',
      'content-location': '/here',
      'x-content': 'stays',
    };
    type Echoed = { readonly method: string; readonly headers: readonly [string, string][] };
    const body = (): Readable => Readable.from(['a', 'b']);
    for (const given of [{ json: { a: 1 } }, { body: 'x' }, { body: body() }]) {
      const echoed = await api.post('from', { ...given, headers }).json<Echoed>();
      expect(echoed.method).toBe('GET');
      const names = echoed.headers.map(([name]) => name.toLowerCase());
      expect(names).toContain('x-content');
      expect(names.filter((name) => name.startsWith('content-'))).toEqual([]);
    }
    const stream = api.stream.post('from', { headers });
    stream.end('x');
    expect(String(await read(stream))).not.toMatch(/"content-/i);
    expect(origin.seen('/from')[0]?.header('content-language')).toBe('en');
  });

  test('a stream is sent with the length in its headers, and fails if its length differs', async () => {
    const origin = await originOf();
    const api = resilient({}, copy.extend({ prefixUrl: origin.url('/') }));
    origin.on('/x').handle((request) => ({
      status: 200,
      body: `${request.header('content-length')} ${request.header('transfer-encoding')} ${request.body.length}`,
    }));
    const put = (length: number | string): PromiseLike<unknown> =>
      api
        .put('x', {
          body: Readable.from([Buffer.from('ab'), Buffer.from('cde')]),
          headers: { 'content-length': String(length) },
        })
        .text();
    expect(await put(5)).toBe('5 undefined 5');
    for (const length of [4, 6]) {
      expect(await failure(put(length))).toMatchObject({
        name: 'UploadError',
        code: 'ERR_UPLOAD',
        cause: { code: 'ERR_SLUICE_BODY_SOURCE' },
      });
    }
    expect((await failure(put('five')))['cause']).toMatchObject({ code: 'ERR_SLUICE_OPTION' });
    expect(origin.seen().filter(({ complete }) => complete)).toHaveLength(1);
    const form = new FormData();
    form.set('a', 'b');
    expect(await api.post('x', { body: form }).text()).toMatch(/^(\d+ undefined|undefined chunked) \d+$/);
  });
});
