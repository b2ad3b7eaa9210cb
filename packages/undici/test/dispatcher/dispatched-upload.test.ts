import { Readable } from 'node:stream';
import * as undici from 'undici';
import { expect, test } from 'vitest';
import { caCertificate, createHttp2Origin, type Http2Origin } from '@sluice/fixtures';
import { poolOf } from '@sluice/pool';
import { dispatcherOf, type DispatcherOptions } from '../../src/dispatcher-api.ts';
import { afterwards, failure, pause, rig, until, type Rig } from '../support/setup.ts';

interface Http2Rig extends Rig {
  readonly server: Http2Origin;
  readonly dispatcher: undici.Dispatcher;
}

async function http2Rig(options: DispatcherOptions = {}): Promise<Http2Rig> {
  const server = await createHttp2Origin();
  afterwards(() => server.close());
  const made = await rig();
  const tls = { ca: caCertificate };
  return Object.assign(made, {
    server,
    dispatcher: dispatcherOf(made.registry, { http2: true, tls, ...options }),
  });
}

test('the time until the response headers over HTTP/2 is limited', async () => {
  const { server, dispatcher, pool } = await http2Rig({ timeout: { responseHeader: 80 } });
  server.on('/stall', () => undefined);
  const own = undici.request(server.url('/stall'), { dispatcher, headersTimeout: 40 });
  expect(await failure(own)).toMatchObject({ code: 'UND_ERR_HEADERS_TIMEOUT' });
  const usual = undici.request(server.url('/stall'), { dispatcher });
  expect(await failure(usual)).toMatchObject({ code: 'UND_ERR_HEADERS_TIMEOUT' });
  const stuck = undici.request(server.url('/stall'), {
    dispatcher,
    method: 'POST',
    body: Buffer.alloc(4 << 20),
  });
  expect(await failure(stuck)).toMatchObject({ code: 'UND_ERR_HEADERS_TIMEOUT' });
  expect(server.opened).toBe(1);
  expect(pool()).toMatchObject({ active: 0, idle: 1 });
});

test('a slow upload source does not count as a stalled server over HTTP/2', async () => {
  const { server, dispatcher } = await http2Rig();
  server.on('/x', async (exchange) => exchange.reply(200, await exchange.body()));
  async function* slow(): AsyncIterable<Uint8Array> {
    for (let count = 0; count < 4; count++) {
      // oxlint-disable-next-line no-await-in-loop -- waiting is the point
      await pause(40);
      yield Buffer.from('x');
    }
  }
  const { body } = await undici.request(server.url('/x'), {
    dispatcher,
    method: 'POST',
    body: slow() as never,
    headersTimeout: 80,
  });
  expect(await body.text()).toBe('xxxx');
});

test('silence in a body over HTTP/2 is limited, unless the reader is slow', async () => {
  const { server, dispatcher, pool } = await http2Rig();
  server.on('/silent', ({ stream }) => {
    stream.respond({ ':status': 200 });
    stream.write('a');
  });
  server.on('/big', (exchange) => exchange.reply(200, new Uint8Array(1 << 20)));
  const silent = await undici.request(server.url('/silent'), { dispatcher, bodyTimeout: 40 });
  expect(await failure(silent.body.text())).toMatchObject({ code: 'UND_ERR_BODY_TIMEOUT' });
  const big = await undici.request(server.url('/big'), { dispatcher, bodyTimeout: 40 });
  await pause(150);
  expect((await big.body.bytes()).length).toBe(1 << 20);
  await until(() => pool().active === 0);
});

const form = <Form extends { set(name: string, value: string): void }>(made: Form): Form => {
  made.set('a', 'b c');
  return made;
};

const BODIES: Record<string, { make: () => unknown; type?: RegExp; length?: string; text?: string }> = {
  'an ArrayBuffer': { make: () => new Uint8Array([104, 105]).buffer, length: '2', text: 'hi' },
  'a view': { make: () => new DataView(new Uint8Array([104, 105]).buffer, 1), length: '1', text: 'i' },
  'a Blob': {
    make: () => new Blob(['hi'], { type: 'text/x' }),
    type: /^text\/x$/,
    length: '2',
    text: 'hi',
  },
  'a form of undici': { make: () => form(new undici.FormData()), type: /^multipart\/form-data; boundary=/ },
  'a form of Node.js': { make: () => form(new FormData()), type: /^multipart\/form-data; boundary=/ },
  'a list of pieces': { make: () => [Buffer.from('h'), Buffer.from('i')], text: 'hi' },
  'an iterable': { make: () => new Set([Buffer.from('h'), Buffer.from('i')]).values(), text: 'hi' },
};

test.each(Object.keys(BODIES))('%s goes out over HTTP/2', async (name) => {
  const { server, dispatcher } = await http2Rig();
  server.on('/x', async ({ headers, reply, body }) =>
    reply(200, await body(), {
      'x-type': headers['content-type'] ?? '',
      'x-length': headers['content-length'] ?? '',
    }),
  );
  const { make, type = /^$/, length = '', text } = BODIES[name] as (typeof BODIES)[string];
  const response = await undici.request(server.url('/x'), {
    dispatcher,
    method: 'POST',
    body: make() as Uint8Array,
  });
  expect(response.headers['x-type']).toMatch(type);
  expect(response.headers['x-length']).toBe(length);
  const echoed = await response.body.text();
  if (text === undefined) expect(echoed).toMatch(/name="a"\r\n\r\nb c\r\n/);
  else expect(echoed).toBe(text);
});

test('an invalid body is refused, and a connection can be closed before its first use', async () => {
  const { server, dispatcher, registry } = await http2Rig();
  const closing = new Promise<void>((resolve, reject) => {
    dispatcher.dispatch(
      { origin: server.url(), path: '/x', method: 'POST', body: {} as Uint8Array },
      {
        onRequestStart: () => undefined,
        onResponseStart: () => undefined,
        onResponseData: () => undefined,
        onResponseEnd: () => undefined,
        onResponseError(_controller, error) {
          expect(error).toMatchObject({ code: 'UND_ERR_INVALID_ARG' });
          poolOf(registry).close().then(resolve, reject);
        },
      },
    );
  });
  await closing;
});

test('bodies without a byte end with the head over HTTP/2', async () => {
  const { server, dispatcher } = await http2Rig();
  const heads: unknown[] = [];
  server.on('/x', ({ stream, headers }) => {
    heads.push([
      stream.readableEnded || stream.endAfterHeaders,
      headers['content-length'],
      headers['expect'],
    ]);
    stream.respond({ ':status': 200 });
    stream.end();
  });
  for (const body of [Buffer.alloc(0), '', new Blob([])]) {
    const sent = undici.request(server.url('/x'), {
      dispatcher,
      method: 'POST',
      body: body as string,
      expectContinue: true,
    });
    // oxlint-disable-next-line no-await-in-loop -- one request after the other
    await (await sent).body.dump();
  }
  expect(heads).toEqual([
    [true, '0', undefined],
    [true, '0', undefined],
    [true, '0', undefined],
  ]);
});

test('an empty Blob keeps its type over HTTP/1.1', async () => {
  const { origin, registry } = await rig();
  origin.on('/x').reply(200);
  const dispatcher = dispatcherOf(registry);
  const body = new Blob([], { type: 'text/plain' });
  const sent = await undici.request(origin.url('/x'), { dispatcher, method: 'POST', body: body as never });
  await sent.body.dump();
  const headers = origin.seen('/x')[0]?.headers;
  expect([headers?.get('content-length'), headers?.get('content-type')]).toEqual(['0', 'text/plain']);
});

test.each([
  ['REFUSED_STREAM, twice', 7, 'GET', 2],
  ['REFUSED_STREAM of a stream as a body', 7, 'POST', 1],
  ['PROTOCOL_ERROR', 1, 'GET', 1],
  ['INTERNAL_ERROR', 2, 'GET', 1],
])('a reset by %s has the error of Node.js with the code of the frame', async (_, code, method, times) => {
  const { server, dispatcher } = await http2Rig();
  let streams = 0;
  server.on('/x', ({ stream }) => {
    streams++;
    stream.on('error', () => undefined);
    stream.close(code);
  });
  const agent = new undici.Agent({ allowH2: true, connect: { ca: caCertificate } });
  afterwards(() => agent.destroy());
  const errors: unknown[] = [];
  for (const one of [agent, dispatcher]) {
    streams = 0;
    const body = method === 'POST' ? Readable.from(['payload']) : null;
    // oxlint-disable-next-line no-await-in-loop -- one dispatcher after the other
    const error = await failure(undici.request(server.url('/x'), { dispatcher: one, method, body }));
    expect(streams).toBe(times);
    errors.push({ name: error.name, code: error['code'], http2ErrorCode: error['http2ErrorCode'] });
  }
  expect(errors[1]).toEqual(errors[0]);
  expect(errors[1]).toMatchObject({ http2ErrorCode: code });
});
