// Calls that are made with got alone and with a resilient instance, and what came of them as plain data.
import { once } from 'node:events';
import { PassThrough, Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import type { Got, Progress, Response } from 'got';
import type { FaultOrigin } from '@sluice/fixtures';
import { CookieJar } from 'tough-cookie';

/** Where a scenario makes its calls. */
export interface Stage {
  readonly api: Got;
  /** The URL of a path of the origin. */
  readonly url: (path: string) => string;
  readonly origin: FaultOrigin;
}

/** Headers that depend on the moment or on the connection. */
const VOLATILE: ReadonlySet<string> = new Set(['date', 'connection', 'keep-alive']);

/** What callers see of a response. */
function shown(response: Response): object {
  const { statusCode, statusMessage, ok, body, headers, complete, isFromCache, retryCount, httpVersion } =
    response;
  const { redirectUrls, timings, rawBody } = response;
  return {
    statusCode,
    statusMessage,
    ok,
    body: Buffer.isBuffer(body) || body instanceof Uint8Array ? Buffer.from(body).toString('latin1') : body,
    headers: Object.fromEntries(Object.entries(headers).filter(([name]) => !VOLATILE.has(name))),
    complete,
    isFromCache,
    retryCount,
    httpVersion,
    path: new URL(response.url).pathname + new URL(response.url).search,
    requested: response.requestUrl.pathname,
    redirects: redirectUrls.map(({ pathname }) => pathname),
    timed: [timings?.start, timings?.response, timings?.end].map((moment) => typeof moment),
    bytes: rawBody?.length,
  };
}

/** What callers see of an error. */
export async function failed(call: PromiseLike<unknown>): Promise<object> {
  let value: unknown;
  try {
    value = await call;
  } catch (thrown) {
    const error = thrown as Record<string, unknown> & { name: string; message: string };
    const { name, code, event, input, options, response } = error;
    const { statusCode, body, retryCount } = (response ?? {}) as Partial<Response>;
    return {
      name,
      code,
      event,
      input,
      method: (options as { method?: string } | undefined)?.method,
      // The ports of the moment, and the words of the parser and of OpenSSL, which name their sources.
      ...(!/^(HPE|ERR_SLUICE|ERR_SSL)/.test(String(code)) && {
        message: error.message.replaceAll(/:\d{4,5}\b/g, ''),
      }),
      response: response === undefined ? undefined : { statusCode, body, retryCount },
    };
  }
  return { resolved: value === undefined ? undefined : typeof value };
}

async function read(stream: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString('latin1');
}

type Run = (stage: Stage) => Promise<unknown>;

const ok =
  (path: string, options: object = {}): Run =>
  async ({ api, url }) =>
    shown(await api(url(path), options));
const fails =
  (path: string, options: object = {}): Run =>
  ({ api, url }) =>
    failed(api(url(path), options));
const cut = (at: 'request' | 'head' | 'body', how: 'close' | 'reset', after = 0) =>
  ({ do: how, at, after }) as const;
const up = (
  stage: Stage,
  path: string,
  pieces: readonly (string | Uint8Array)[] = ['hello'],
): Promise<object> =>
  failed(pipeline(Readable.from(pieces), stage.api.stream.put(stage.url(path)) as unknown as Writable));
const once503 = {
  statusCodes: [503],
  limit: 2,
  calculateDelay: ({ computedValue }: { computedValue: number }) => Math.min(computedValue, 1),
};

/** Describes the origin; the routes of every scenario are there for each. */
export function prepare(origin: FaultOrigin): void {
  origin.on('/ok').reply(200, { body: 'ok', headers: { 'x-a': ['1', '2'], 'set-cookie': ['a=1', 'b=2'] } });
  origin.on('/json').reply(200, { json: { name: 'Ada' } });
  origin.on('/echo').handle((request) => ({
    status: 200,
    json: [
      request.method,
      request.target,
      request.body
        .toString('latin1')
        .slice(0, 300)
        .replaceAll(/-{2,}[\w-]+/g, 'BOUNDARY'),
    ],
  }));
  for (const status of [201, 204, 205, 304, 404, 500, 418])
    origin.on(`/${status}`).reply(status, { body: status === 404 ? 'none' : '' });
  for (const status of [301, 302, 303, 307, 308])
    origin.on(`/to/${status}`).reply(status, { headers: { location: '/echo' }, body: 'moved' });
  origin.on('/loop').reply(302, { headers: { location: '/loop' } });
  origin.on('/nowhere').reply(302, { headers: { location: 'http://[bad' } });
  origin
    .on('/gzip')
    .reply(200, { body: gzipSync('text '.repeat(1_000)), headers: { 'content-encoding': 'gzip' } });
  origin.on('/badgzip').reply(200, { body: 'no gzip', headers: { 'content-encoding': 'gzip' } });
  origin.on('/strange').reply(200, { body: 'x', headers: { 'content-encoding': 'rot13' } });
  origin.on('/cut').reply(200, { body: { size: 100 }, faults: [cut('body', 'close', 10)] });
  origin.on('/cutchunked').reply(200, {
    body: async function* () {
      for (let piece = 0; piece < 10; piece++) yield Buffer.alloc(10);
    },
    faults: [{ do: 'close', at: 'body', after: 50 }],
  });
  origin.on('/resetbody').reply(200, { body: { size: 100_000 }, faults: [cut('body', 'reset', 50_000)] });
  origin.on('/close').fault(cut('request', 'close'));
  origin.on('/reset').fault(cut('request', 'reset'));
  origin.on('/resetupload').fault(cut('request', 'reset', 100_000));
  origin.on('/garbage').fault({ do: 'garbage', at: 'head' });
  origin.on('/badchunk').reply(200, { body: { size: 100 }, faults: [{ do: 'badChunk', after: 10 }] });
  origin.on('/slow').reply(200, { body: 'late', delay: 60_000 });
  origin
    .on('/oftenlate')
    .reply(200, { body: 'late', delay: 60_000 }, { first: 2 })
    .reply(200, { body: 'ok' });
  origin.on('/slowerror').reply(404, { body: { size: 100 }, endDelay: 60_000 });
  origin.on('/slowbody').reply(200, { body: { size: 100 }, endDelay: 60_000 });
  origin.on('/flaky').reply(503, { body: 'no' }, { first: 2 }).reply(200, { body: 'at last' });
  origin.on('/down').reply(503, { body: 'down' });
  origin
    .on('/later')
    .reply(429, { headers: { 'retry-after': '1' } }, { first: 1 })
    .reply(200, { body: 'ok' });
  origin.on('/big').reply(200, { body: { size: 200_000 } });
  origin.on('/cached').reply(200, { body: 'kept', headers: { 'cache-control': 'max-age=60' } });
  origin.on('/pages').handle(({ query }) => {
    const page = Number(query.get('page') ?? 1);
    return {
      status: 200,
      json: [page],
      ...(page < 3 && { headers: { link: `</pages?page=${page + 1}>; rel="next"` } }),
    };
  });
  origin
    .on('/token')
    .handle((request) =>
      request.header('x-token') === 'new' ? { status: 200, body: 'in' } : { status: 401 },
    );
}

/** Every scenario by its name. */
export const SCENARIOS: Readonly<Record<string, Run>> = {
  'a response': ok('/ok'),
  'a response as JSON': ok('/json', { responseType: 'json' }),
  'a response as bytes': ok('/ok', { responseType: 'buffer' }),
  shortcuts: async ({ api, url }) => [
    await api(url('/json')).json(),
    await api(url('/ok')).text(),
    String(await api(url('/ok')).buffer()),
    await api(url('/ok'), { resolveBodyOnly: true }),
  ],
  'a body that is not JSON': fails('/ok', { responseType: 'json' }),
  HEAD: ok('/ok', { method: 'HEAD' }),
  'status 201': ok('/201'),
  'status 204': ok('/204'),
  'status 205': ok('/205'),
  'status 304': ok('/304'),
  'status 404': fails('/404'),
  'status 500 of a POST': fails('/500', { method: 'POST', json: {} }),
  'status 404, returned': ok('/404', { throwHttpErrors: false }),
  'status 404 of a stream': ({ api, url }) => failed(read(api.stream(url('/404')))),
  'JSON sent': ok('/echo', { method: 'POST', json: { a: 1 } }),
  'a form sent': ok('/echo', { method: 'POST', form: { a: 'b c' } }),
  'text sent': ok('/echo', { method: 'PUT', body: 'text' }),
  'bytes sent': ok('/echo', { method: 'PATCH', body: new Uint8Array([65, 66]) }),
  'many bytes sent': ok('/echo', { method: 'POST', body: Buffer.alloc(300_000, 'x') }),
  'nothing sent': ok('/echo', { method: 'POST' }),
  'a DELETE with JSON': ok('/echo', { method: 'DELETE', json: { a: 1 } }),
  'a stream sent': async ({ api, url }) =>
    shown(await api.post(url('/echo'), { body: Readable.from(['a', 'b']) })),
  'a stream with a length sent': async ({ api, url }) =>
    shown(await api.post(url('/echo'), { body: Readable.from(['ab']), headers: { 'content-length': '2' } })),
  'a generator sent': async ({ api, url }) =>
    shown(
      await api.post(url('/echo'), {
        body: (async function* () {
          yield 'ab';
        })() as never,
      }),
    ),
  'FormData sent': async ({ api, url }) => {
    const form = new FormData();
    form.set('a', 'b');
    return shown(await api.post(url('/echo'), { body: form as never }));
  },
  'a GET with a body': fails('/echo', { json: {} }),
  'a GET with an allowed body': ok('/echo', { json: {}, allowGetBody: true }),
  'a GET with allowed bytes': ok('/echo', { body: Buffer.alloc(300_000), allowGetBody: true }),
  'a GET with an allowed stream': async ({ api, url }) =>
    shown(await api(url('/echo'), { body: Readable.from(['a', 'b']), allowGetBody: true })),
  'a GET with an allowed body, retried': ok('/flaky', { json: { a: 1 }, allowGetBody: true, retry: once503 }),
  'a GET with an allowed body, streamed': async ({ api, url }) =>
    read(api.stream(url('/echo'), { json: { a: 1 }, allowGetBody: true })),
  'a GET stream with an allowed body piped into it': async ({ api, url }) => {
    const sink = new PassThrough();
    const text = read(sink);
    await pipeline(Readable.from(['a', 'b']), api.stream(url('/echo'), { allowGetBody: true }), sink);
    return text;
  },
  'a HEAD with a body': fails('/echo', { method: 'HEAD', json: {}, allowGetBody: true }),
  'redirect 302 of a GET with an allowed body': ok('/to/302', { json: { a: 1 }, allowGetBody: true }),
  'a source that fails': async ({ api, url }) =>
    failed(
      api.post(url('/echo'), {
        body: Readable.from(
          (async function* () {
            yield 'a';
            throw new Error('source');
          })(),
        ),
      }),
    ),
  gzip: ok('/gzip'),
  'gzip left alone': async ({ api, url }) =>
    shown(await api(url('/gzip'), { decompress: false, responseType: 'buffer' })),
  'gzip of a stream': async ({ api, url }) => read(api.stream(url('/gzip'))),
  'a coding that is not there': fails('/badgzip'),
  'an unknown coding': ok('/strange'),
  'a refused port': ({ api }) => failed(api('http://127.0.0.1:2/')),
  'a connection closed before the answer': fails('/close'),
  'a connection reset before the answer': fails('/reset'),
  'an answer that is not HTTP': fails('/garbage'),
  'a body shorter than its length': fails('/cut'),
  'a body shorter than its length, streamed': ({ api, url }) => failed(read(api.stream(url('/cut')))),
  'a chunked body without end': fails('/cutchunked'),
  'a connection reset in the body': fails('/resetbody'),
  'a chunk without a size': fails('/badchunk'),
  'timeout: request': fails('/slow', { timeout: { request: 300 } }),
  'timeout: request, in the body': fails('/slowbody', { timeout: { request: 300 } }),
  'timeout: request of a stream': ({ api, url }) =>
    failed(read(api.stream(url('/slowbody'), { timeout: { request: 300 } }))),
  'timeout: request, in the body of an error': fails('/slowerror', { timeout: { request: 200 } }),
  'timeout: read, in the body of an error': fails('/slowerror', { timeout: { read: 200 } }),
  'timeout: socket, in the body of an error': fails('/slowerror', { timeout: { socket: 200 } }),
  'timeout: request of a stream, in the body of an error': ({ api, url }) =>
    failed(read(api.stream(url('/slowerror'), { timeout: { request: 200 } }))),
  'timeout: request of each attempt': async ({ api, url }) =>
    shown(await api(url('/oftenlate'), { timeout: { request: 200 }, retry: once503 })),
  'timeout: response of each attempt': async ({ api, url }) =>
    shown(await api(url('/oftenlate'), { timeout: { response: 200 }, retry: once503 })),
  'timeout: request, retries exhausted': fails('/slow', { timeout: { request: 100 }, retry: once503 }),
  'timeout: response': fails('/slow', { timeout: { response: 300 } }),
  'timeout: read': fails('/slowbody', { timeout: { read: 300 } }),
  'timeout: socket': fails('/slow', { timeout: { socket: 300 } }),
  'abort before': fails('/ok', { signal: AbortSignal.abort(new Error('mine')) }),
  'abort while waiting': async ({ api, url, origin }) => {
    const controller = new AbortController();
    const call = failed(api(url('/slow'), { signal: controller.signal }));
    while (origin.seen('/slow').length === 0) await sleep(2);
    controller.abort();
    return call;
  },
  'abort of a stream': async ({ api, url }) => {
    const controller = new AbortController();
    const stream = api.stream(url('/slowbody'), { signal: controller.signal });
    const call = failed(read(stream));
    await once(stream, 'response');
    controller.abort();
    return call;
  },
  'retries: a status': async ({ api, url }) => shown(await api(url('/flaky'), { retry: once503 })),
  'retries: exhausted': fails('/down', { retry: once503 }),
  'retries: a POST': fails('/down', { method: 'POST', retry: once503 }),
  'retries: a refused port': ({ api }) =>
    failed(api('http://127.0.0.1:2/', { retry: { ...once503, errorCodes: ['ECONNREFUSED'] } })),
  'retries: Retry-After': async ({ api, url }) => shown(await api(url('/later'), { retry: { limit: 1 } })),
  'retries: hooks': async ({ api, url }) => {
    const seen: unknown[] = [];
    const note = (error: { name: string; code: string }, count: number): void =>
      void seen.push([error.name, error.code, count]);
    await api(url('/flaky'), {
      retry: once503,
      hooks: {
        beforeRetry: [note as never],
        beforeRequest: [(options) => void (options.headers['x-hook'] = '1')],
      },
    });
    return seen;
  },
  'retries: hooks after failures': async ({ api, url }) => {
    const seen: unknown[] = [];
    const note = (
      error: { name: string; code: string; message: string; event?: string },
      count: number,
    ): void =>
      void seen.push([
        error.name,
        error.code,
        error.message.replaceAll(/:\d{4,5}\b/g, ''),
        error.event,
        count,
      ]);
    const retry = { ...once503, limit: 1, errorCodes: ['ETIMEDOUT', 'ECONNRESET', 'ECONNREFUSED'] };
    const hooked = api.extend({ retry, hooks: { beforeRetry: [note as never] } });
    await failed(hooked(url('/slow'), { timeout: { response: 100 } }));
    await failed(hooked(url('/slow'), { timeout: { request: 100 } }));
    await failed(hooked('http://127.0.0.1:2/'));
    await failed(hooked(url('/close')));
    await failed(hooked(url('/cutchunked')));
    return seen;
  },
  'retries: Retry-After beyond the limit of the request': fails('/later', {
    timeout: { request: 500 },
    retry: { limit: 1 },
  }),
  'retries: a stream, by its listener': async ({ api, url, origin }) => {
    const seen: unknown[] = [];
    const text = await new Promise<string>((resolve, reject) => {
      const follow = (stream: ReturnType<Got['stream']>): void => {
        stream.once('retry', (count, error, createRetryStream) => {
          seen.push([count, error.name, error.code]);
          follow(createRetryStream({ headers: { 'x-retry': String(count) } }));
        });
        stream.once('error', reject);
        stream.once('response', (response: Response) => seen.push(['response', response.retryCount]));
        let body = '';
        stream.on('data', (bytes) => (body += String(bytes))).once('end', () => resolve(body));
      };
      follow(api.stream(url('/flaky'), { retry: once503 }));
    });
    return [text, seen, origin.seen('/flaky').map((request) => request.header('x-retry'))];
  },
  'retries: a stream after a broken connection, by its listener': async ({ api, url }) => {
    const seen: unknown[] = [];
    const stream = api.stream(url('/reset'), { retry: { ...once503, errorCodes: ['ECONNRESET'] } });
    const retried = new Promise<void>((resolve) => {
      stream.once('retry', (count, error, createRetryStream) => {
        seen.push([count, error.name, error.code, error.message]);
        const next = createRetryStream();
        next.once('error', (last: Error & { code: string }) => {
          seen.push([last.name, last.code, next.retryCount]);
          resolve();
        });
        next.resume();
      });
    });
    stream.once('error', () => undefined).resume();
    await retried;
    return seen;
  },
  'retries: a stream without a listener': ({ api, url }) =>
    failed(read(api.stream(url('/down'), { retry: { ...once503, limit: 0 } }))),
  'retries: a body that a hook makes anew': async ({ api, url, origin }) => {
    const seen: unknown[] = [];
    const response = await api.put(url('/flaky'), {
      body: Readable.from(['first']),
      retry: once503,
      hooks: {
        beforeRetry: [
          ({ options, code }: { options: { body?: unknown }; code: string }, count: number) => {
            seen.push([code, count]);
            options.body = Readable.from([`attempt ${count}`]);
          },
        ] as never,
      },
    });
    return [response.body, seen, origin.seen('/flaky').map(({ body }) => body.toString())];
  },
  'retries: a stream that a hook gives for bytes': async ({ api, url, origin }) => {
    await api.put(url('/flaky'), {
      body: 'first',
      retry: once503,
      hooks: {
        beforeRetry: [({ options }, count) => void (options.body = Readable.from([`attempt ${count}`]))],
      },
    });
    return origin.seen('/flaky').map(({ body }) => body.toString());
  },
  'retries: a body that was read': ({ api, url }) =>
    failed(api.put(url('/down'), { body: Readable.from(['a']), retry: { ...once503, limit: 0 } })),
  'a body in chunks': async ({ api, url }) => [
    shown(await api.post(url('/echo'), { body: 'text', headers: { 'transfer-encoding': 'chunked' } })),
    shown(await api.post(url('/echo'), { json: { a: 1 }, headers: { 'transfer-encoding': 'chunked' } })),
    shown(
      await api.post(url('/echo'), {
        body: Buffer.alloc(300_000),
        headers: { 'transfer-encoding': 'chunked' },
      }),
    ),
  ],
  'timeout: response of a body that never begins': ({ api, url }) =>
    failed(api.post(url('/slow'), { body: new PassThrough(), timeout: { request: 300 } })),
  'timeout: send of a body that never begins': ({ api, url }) =>
    failed(api.post(url('/echo'), { body: new PassThrough(), timeout: { send: 300 } })),
  'timeout: request of a stream that is never written': ({ api, url }) =>
    failed(once(api.stream.post(url('/echo'), { timeout: { request: 300 } }), 'response')),
  'an upload that never begins, to a refused port': ({ api }) =>
    failed(api.post('http://127.0.0.1:2/', { body: new PassThrough() })),
  'hooks: their order': async ({ api, url }) => {
    const seen: string[] = [];
    const hooked = api.extend({
      hooks: {
        init: [() => void seen.push('init')],
        beforeRequest: [() => void seen.push('beforeRequest')],
        beforeRedirect: [() => void seen.push('beforeRedirect')],
        afterResponse: [(response) => (seen.push(`afterResponse ${response.statusCode}`), response)],
        beforeError: [(error) => (seen.push(`beforeError ${error.code}`), error)],
      },
    });
    seen.length = 0;
    await hooked(url('/to/302'));
    await failed(hooked(url('/404')));
    return seen;
  },
  'hooks: a renewed token': async ({ api, url }) =>
    shown(
      await api(url('/token'), {
        hooks: {
          afterResponse: [
            (response, retry) =>
              response.statusCode === 401 ? retry({ headers: { 'x-token': 'new' } }) : response,
          ],
        },
      }),
    ),
  'hooks: one that throws': async ({ api, url }) =>
    failed(
      api(url('/ok'), {
        hooks: {
          beforeRequest: [
            () => {
              throw new Error('hook');
            },
          ],
        },
      }),
    ),
  'hooks: an own answer': async ({ api, url }) =>
    (
      await api(url('/ok'), {
        hooks: {
          beforeRequest: [
            () =>
              Object.assign(Readable.from([Buffer.from('made')]), {
                statusCode: 200,
                headers: {},
                complete: true,
              }) as never,
          ],
        },
      })
    ).body,
  cookies: async ({ api, url }) => {
    const jar = new CookieJar();
    await api(url('/ok'), { cookieJar: jar as never });
    return [
      await jar.getCookieString(url('/ok')),
      (await api(url('/ok'), { cookieJar: jar as never })).statusCode,
    ];
  },
  'a cache': async ({ api, url }) => {
    const cache = new Map();
    const kept = api.extend({ cache: cache as never });
    return [shown(await kept(url('/cached'))), shown(await kept(url('/cached')))];
  },
  pages: async ({ api, url }) => api.paginate.all(url('/pages'), { responseType: 'json' }),
  'queries, credentials, headers': async ({ api, url }) =>
    shown(
      await api(url('/echo').replace('://', '://user:pass@'), {
        searchParams: { a: 'b c', d: 1 },
        headers: { 'X-Upper': 'a', 'x-none': undefined, accept: 'text/x' },
      }),
    ),
  'a prefix': async ({ api, url }) => shown(await api.extend({ prefixUrl: url('/') })('ok')),
  'an argument that is no URL': ({ api }) => failed(api(123 as never)),
  'no URL at all': ({ api }) => failed(api('' as never)),
  'another protocol': ({ api }) => failed(api('ftp://127.0.0.1/')),
  'an unknown option': ({ api, url }) => failed(api(url('/ok'), { nonsense: 1 } as never)),
  'events of a promise': async ({ api, url }) => {
    const seen: unknown[] = [];
    const call = api.post(url('/to/303'), { json: { a: 1 } });
    void call.on('request', (request) =>
      seen.push(['request', request.method, request.path, request.destroyed]),
    );
    void call.on('redirect', ((options: { url: URL }) =>
      seen.push(['redirect', options.url.pathname])) as never);
    await call;
    return seen;
  },
  'events of a stream': async ({ api, url }) => {
    const seen: unknown[] = [];
    const stream = api.stream(url('/big'));
    stream.on('request', (request) =>
      seen.push(['request', request.method, request.path, request.destroyed]),
    );
    stream.on('socket', (socket) => seen.push(['socket', socket.destroyed]));
    stream.on('response', (response: Response) =>
      seen.push(['response', response.statusCode, response.request === stream]),
    );
    await read(stream);
    return seen;
  },
  'progress of a download': async ({ api, url }) => {
    const seen: Progress[] = [];
    await api(url('/big')).on('downloadProgress', (progress) => seen.push(progress));
    return [seen[0], seen.at(-1), seen.length > 2, seen.filter(({ percent }) => percent === 1).length];
  },
  'progress of an upload': async ({ api, url }) => {
    const seen: Progress[] = [];
    await api
      .post(url('/echo'), { body: Buffer.alloc(300_000) })
      .on('uploadProgress', (progress) => seen.push(progress));
    return [seen[0], seen.at(-1), seen.length];
  },
  'progress of a streamed upload': async ({ api, url }) => {
    const seen: Progress[] = [];
    const stream = api.stream.post(url('/echo'));
    stream.on('uploadProgress', (progress) => seen.push(progress));
    stream.end('hello');
    await read(stream);
    return [seen[0], seen.at(-1)];
  },
  'a stream through': async ({ api, url }) => {
    const sink = new PassThrough();
    const text = read(sink);
    await pipeline(Readable.from(['a', 'b']), api.stream.put(url('/echo')), sink);
    return text;
  },
  'a stream destroyed': async ({ api, url }) => {
    const stream = api.stream(url('/big'));
    await once(stream, 'data');
    stream.destroy();
    await once(stream, 'close');
    return [stream.destroyed, stream.errored];
  },
  'an upload to the end': async (stage) => {
    const end = await up(stage, '/echo');
    while (stage.origin.seen('/echo')[0]?.complete !== true) await sleep(2);
    return end;
  },
  'an upload to a refused port': ({ api }) =>
    failed(pipeline(Readable.from(['hello']), api.stream.put('http://127.0.0.1:2/') as unknown as Writable)),
  'an upload to a closing server': (stage) => up(stage, '/close'),
  'an upload of 4 MiB to a resetting server': (stage) =>
    up(
      stage,
      '/resetupload',
      Array.from({ length: 64 }, () => Buffer.alloc(65_536)),
    ),
  'an upload answered with an error': (stage) => up(stage, '/500'),
  ...Object.fromEntries(
    [301, 302, 303, 307, 308].flatMap((status) => [
      [`redirect ${status} of a GET`, ok(`/to/${status}`)],
      [`redirect ${status} of a POST`, ok(`/to/${status}`, { method: 'POST', json: { a: 1 } })],
      [
        `redirect ${status} of a rewritten POST`,
        ok(`/to/${status}`, { method: 'POST', json: { a: 1 }, methodRewriting: true }),
      ],
    ]),
  ),
  'redirect 307 of a stream': async ({ api, url }) =>
    failed(api.post(url('/to/307'), { body: Readable.from(['a']) })),
  'redirect 303 of a stream': async ({ api, url }) =>
    failed(api.post(url('/to/303'), { body: Readable.from(['a']) })),
  'redirects without end': fails('/loop', { maxRedirects: 3 }),
  'a redirect to no URL': fails('/nowhere'),
  'redirects not followed': ok('/to/302', { followRedirect: false }),
  'redirects decided by a function': async ({ api, url }) => [
    shown(await api.post(url('/to/303'), { json: {}, followRedirect: () => true })),
    shown(await api(url('/to/302'), { followRedirect: () => false })),
  ],
  'a redirect hook': async ({ api, url }) =>
    shown(
      await api(url('/to/302'), {
        hooks: { beforeRedirect: [(options) => void (options.headers['x-hook'] = 'yes')] },
      }),
    ),
  'a body longer than its length': async ({ api, url }) =>
    failed(api.post(url('/echo'), { body: Readable.from(['abc']), headers: { 'content-length': '2' } })),
};
