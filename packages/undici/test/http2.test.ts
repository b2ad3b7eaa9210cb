import http2 from 'node:http2';
import net from 'node:net';
import tls from 'node:tls';
import { expect, test } from 'vitest';
import {
  caCertificate,
  createHttp2Origin,
  createProxy,
  serverKey,
  validCertificate,
  type Http2Exchange,
  type Http2Origin,
  type Http2OriginOptions,
} from '@sluice/fixtures';
import type { PoolOptions } from '@sluice/pool';
import type { UndiciTransportOptions } from '../src/index.ts';
import { afterwards, beside, failure, rig, until, type Rig } from './setup.ts';

const { constants } = http2;

const trusted = { ca: caCertificate };

const relays: { readonly port: number; frozen: boolean }[] = [];

/** A way to a port on which everything can stop without anything being closed. */
async function relayTo(port: number): Promise<{ readonly port: number }> {
  const relay = { port: 0, frozen: false };
  const server = net.createServer((near) => {
    const far = net.connect(port, '127.0.0.1');
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      one.on('data', (bytes) => relay.frozen || other.write(bytes));
      one.on('close', () => other.destroy());
      one.on('error', () => other.destroy());
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  afterwards(() => new Promise((resolve) => server.close(() => resolve())));
  relay.port = (server.address() as net.AddressInfo).port;
  relays.push(relay);
  return relay;
}

/** An HTTP/2 server that answers every request with these bytes, and knows no rules. */
async function rawServer(answer: (stream: number) => Buffer): Promise<string> {
  const server = tls.createServer(
    { key: serverKey, cert: validCertificate, ALPNProtocols: ['h2'] },
    (socket) => {
      let unread = Buffer.alloc(0);
      let greeted = false;
      socket.on('error', () => socket.destroy());
      socket.write(frame(4, 0, 0));
      socket.on('data', (bytes: Buffer) => {
        unread = Buffer.concat([unread, bytes]);
        if (!greeted && unread.length >= 24) {
          unread = unread.subarray(24);
          greeted = true;
        }
        if (!greeted) return;
        while (unread.length >= 9 && unread.length >= 9 + unread.readUIntBE(0, 3)) {
          if (unread[3] === 1) socket.write(answer(unread.readUInt32BE(5)));
          if (unread[3] === 4 && unread[4] === 0) socket.write(frame(4, 1, 0));
          unread = unread.subarray(9 + unread.readUIntBE(0, 3));
        }
      });
    },
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  afterwards(() => new Promise((resolve) => server.close(() => resolve())));
  return `https://localhost:${(server.address() as net.AddressInfo).port}/x`;
}

function frame(type: number, flags: number, stream: number, payload: Buffer = Buffer.alloc(0)): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head[3] = type;
  head[4] = flags;
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}

const STATUS_200 = Buffer.from([0x88]);
const code = (value: number): Buffer => Buffer.from([0, 0, 0, value]);

interface Http2Rig extends Rig {
  readonly server: Http2Origin;
}

async function http2Rig(
  options: {
    readonly server?: Http2OriginOptions;
    readonly pool?: PoolOptions;
    readonly transport?: UndiciTransportOptions;
  } = {},
): Promise<Http2Rig> {
  const server = await createHttp2Origin(options.server);
  afterwards(() => server.close());
  const made = await rig({
    pool: options.pool,
    transport: { http2: true, tls: trusted, ...options.transport },
    baseUrl: server.url(),
  });
  server.on('/ok', (exchange) => exchange.reply(200, 'ok'));
  return Object.assign(made, { server });
}

test('many calls share one connection, as many at once as the server allows', async () => {
  const { client, server, pool } = await http2Rig({ server: { maxStreams: 5 } });
  server.on('/slow', async (exchange) => {
    await new Promise((resolve) => setTimeout(resolve, 10));
    exchange.reply(200, 'ok', { 'x-a': ['1', '2'] });
  });
  const first = await client.get('/ok');
  expect(first.connection).toMatchObject({ protocol: 'h2', reused: false });
  await first.text();
  const answers = await Promise.all(Array.from({ length: 30 }, () => client.get('/slow').text()));
  expect(new Set(answers)).toEqual(new Set(['ok']));
  expect(server.peakStreams).toBeLessThanOrEqual(5);
  expect(pool().active).toBe(0);
});

test('a burst on a cold origin ends with few connections, none of them over the limit', async () => {
  const { client, server } = await http2Rig({ server: { maxStreams: 10 }, pool: { maxPerHost: 4 } });
  await Promise.all(Array.from({ length: 40 }, () => client.get('/ok').text()));
  expect(server.opened).toBeLessThanOrEqual(4);
  expect(server.peakStreams).toBeLessThanOrEqual(10);
});

test('bodies go out and come in, with headers and trailers', async () => {
  const { client, server } = await http2Rig();
  server.on('/echo', async (exchange) => {
    const body = await exchange.body();
    exchange.stream.respond(
      {
        ':status': 200,
        'x-length': exchange.headers['content-length'] ?? 'none',
        'set-cookie': ['a=1', 'b=2'],
      },
      { waitForTrailers: true },
    );
    exchange.stream.once('wantTrailers', () => exchange.stream.sendTrailers({ 'x-end': '1' }));
    exchange.stream.end(body);
  });
  const small = await client.post('/echo', { body: 'hello' });
  expect(small.headers.get('x-length')).toBe('5');
  expect(small.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
  expect(await small.text()).toBe('hello');
  const large = new Uint8Array(3 << 20).fill(7);
  expect(Buffer.compare(await client.post('/echo', { body: large }).bytes(), large)).toBe(0);
  async function* pieces(): AsyncIterable<string> {
    yield 'one';
    yield 'two';
  }
  const streamed = await client.post('/echo', { body: pieces() });
  expect(streamed.headers.get('x-length')).toBe('none');
  expect(await streamed.text()).toBe('onetwo');
  expect(server.opened).toBe(1);
});

test('a body nobody reads holds only its window, and others go on', async () => {
  const { client, server } = await http2Rig();
  server.on('/big', (exchange) => exchange.reply(200, new Uint8Array(4 << 20)));
  const big = await client.get('/big');
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(big.lifetime.received).toBeLessThan(1 << 20);
  expect(await client.get('/ok').text()).toBe('ok');
  expect((await big.bytes()).length).toBe(4 << 20);
  expect(server.opened).toBe(1);
});

test('an abort resets its stream and leaves the connection to the others', async () => {
  const { client, server, pool } = await http2Rig();
  let code: number | undefined;
  let signal: AbortSignal | undefined;
  const controller = new AbortController();
  server.on('/stall', ({ stream }) => {
    stream.on('close', () => (code = stream.rstCode));
    signal = AbortSignal.timeout(5);
    signal.addEventListener('abort', () => controller.abort(signal?.reason));
  });
  const error = await failure(client.get('/stall', { signal: controller.signal }));
  expect(error['name']).toBe('TimeoutError');
  await until(() => code === constants.NGHTTP2_CANCEL);
  expect(await client.get('/ok').text()).toBe('ok');
  expect(server.opened).toBe(1);
  expect(pool()).toMatchObject({ active: 0, idle: 1 });
});

test('P7: a call that wants HTTP/1.1 never rides on HTTP/2', async () => {
  const made = await http2Rig({ server: { http1: true } });
  await made.client.get('/ok').text();
  const plain = beside(made, { tls: trusted });
  const response = await plain.get(made.server.url('/ok'), { allowOtherOrigin: true });
  expect(await response.text()).toBe('http/1.1');
  expect(response.connection).toMatchObject({ protocol: 'http/1.1' });
});

test('a server without HTTP/2 is spoken to in HTTP/1.1', async () => {
  const { origin, client } = await rig({ origin: { tls: true }, transport: { http2: true, tls: trusted } });
  origin.on('/x').reply(200, { body: 'ok' });
  const response = await client.get('/x');
  expect(await response.text()).toBe('ok');
  expect(response.connection).toMatchObject({ protocol: 'http/1.1' });
});

test('HTTP/2 through a tunnel', async () => {
  const proxy = await createProxy();
  afterwards(() => proxy.close());
  const { client } = await http2Rig({ transport: { proxy: proxy.url() } });
  const response = await client.get('/ok');
  expect(await response.text()).toBe('ok');
  expect(response.connection).toMatchObject({ protocol: 'h2' });
});

test('63: a refused stream is sent again, any method, uncounted and bounded', async () => {
  const { client, server } = await http2Rig();
  server.on('/once', (exchange) => {
    if (exchange.attempt === 1) exchange.stream.close(constants.NGHTTP2_REFUSED_STREAM);
    else exchange.reply(200, 'second');
  });
  let seen = 0;
  server.on('/never', ({ stream }) => {
    seen++;
    stream.close(constants.NGHTTP2_REFUSED_STREAM);
  });
  const response = await client.post('/once', { body: 'x' });
  expect(await response.text()).toBe('second');
  expect(response.attempts).toMatchObject([{ replays: 1 }]);
  const error = await failure(client.post('/never', { body: 'x' }));
  expect(error).toMatchObject({ code: 'ERR_SLUICE_CONNECTION_LOST', systemCode: 'ERR_HTTP2_UNPROCESSED' });
  expect(seen).toBe(4);
});

test('63: a GOAWAY in mid-flight loses nothing: what is below it ends, what is above is sent again', async () => {
  const { client, server } = await http2Rig();
  const seen: string[] = [];
  server.on('/slow', async (exchange) => {
    const body = String(await exchange.body());
    if (exchange.sessionNumber === 1 && server.opened === 1 && body === '3') {
      // Streams 1 and 3 were warm-up and the first POST; all after that are told they were not seen.
      exchange.session.goaway(constants.NGHTTP2_NO_ERROR, exchange.stream.id);
    }
    seen.push(body);
    await new Promise((resolve) => setTimeout(resolve, 20));
    exchange.reply(200, body);
  });
  await client.get('/ok').text();
  const posts = Array.from({ length: 10 }, (_, index) =>
    client.post('/slow', { body: String(index) }).text(),
  );
  expect(await Promise.all(posts)).toEqual(Array.from({ length: 10 }, (_, index) => String(index)));
  expect(await client.get('/ok').text()).toBe('ok');
  expect(server.opened).toBeGreaterThanOrEqual(2);
});

test('P24: after a GOAWAY new streams go elsewhere and the connection ends with its last stream', async () => {
  const { client, server } = await http2Rig();
  server.on('/slow', async (exchange) => {
    exchange.session.goaway(constants.NGHTTP2_NO_ERROR, exchange.stream.id);
    await new Promise((resolve) => setTimeout(resolve, 60));
    exchange.reply(200, 'slow');
  });
  const slow = client.get('/slow').text();
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect(await client.get('/ok').text()).toBe('ok');
  expect(await slow).toBe('slow');
  expect(server.opened).toBe(2);
  await until(() => server.sessions.length === 1);
});

test.each([
  ['INTERNAL_ERROR', constants.NGHTTP2_INTERNAL_ERROR],
  ['ENHANCE_YOUR_CALM', constants.NGHTTP2_ENHANCE_YOUR_CALM],
])('64: another reset (%s) is an error with its name', async (name, code) => {
  const { client, server } = await http2Rig();
  server.on('/reset', ({ stream }) => stream.close(code));
  const error = await failure(client.post('/reset', { body: 'x' }));
  expect(error).toMatchObject({ code: 'ERR_SLUICE_CONNECTION_LOST', systemCode: `ERR_HTTP2_${name}` });
  expect(await client.get('/ok').text()).toBe('ok');
  expect(server.opened).toBe(1);
});

test('64: a session lost in the body is a body cut short', async () => {
  const { client, server, pool } = await http2Rig();
  server.on('/cut', ({ stream, session }) => {
    stream.respond({ ':status': 200 });
    stream.write('part');
    setTimeout(() => session.destroy(), 20);
  });
  const response = await client.get('/cut');
  expect(await failure(response.bytes())).toMatchObject({
    code: expect.stringMatching(/BODY_CUT_SHORT|CONNECTION_LOST/),
  });
  await until(() => pool().idle === 0);
  expect(await client.get('/ok').text()).toBe('ok');
});

test.each([
  ['NO_ERROR', 0, true],
  ['CANCEL', 8, false],
  ['INTERNAL_ERROR', 2, false],
])('64: a reset in the body (%s) is never a short success', async (_name, reset, known) => {
  const { client } = await http2Rig();
  // 0x0f 0x0d: a literal content-length, of two bytes: 99.
  const head = known ? Buffer.from([0x88, 0x0f, 0x0d, 0x02, 0x39, 0x39]) : STATUS_200;
  const url = await rawServer((stream) =>
    Buffer.concat([
      frame(1, 4, stream, head),
      frame(0, 0, stream, Buffer.from('part')),
      frame(3, 0, stream, code(reset)),
    ]),
  );
  const error = await failure(client.get(url, { allowOtherOrigin: true }).bytes());
  expect(error).toMatchObject({ code: 'ERR_SLUICE_BODY_CUT_SHORT' });
});

test.each([
  [
    'CONTINUATION without end',
    (stream: number) =>
      Buffer.concat([
        frame(1, 0, stream, STATUS_200),
        ...Array.from({ length: 5_000 }, () => frame(9, 0, stream)),
      ]),
  ],
  [
    'a frame of another stream inside headers',
    (stream: number) => Buffer.concat([frame(1, 0, stream, STATUS_200), frame(0, 0, stream)]),
  ],
  ['a push nobody allowed', (stream: number) => frame(5, 4, stream, Buffer.from([0, 0, 0, 2, 0x82]))],
  ['a header table that breaks', (stream: number) => frame(1, 4, stream, Buffer.from([0xff, 0xff, 0xff]))],
  [
    'chunked',
    (stream: number) =>
      frame(1, 4, stream, Buffer.concat([STATUS_200, Buffer.from([0x0f, 0x2a, 7]), Buffer.from('chunked')])),
  ],
])('66: %s ends in an error', async (_name, answer) => {
  const { client, pool } = await http2Rig();
  const url = await rawServer(answer);
  const error = await failure(
    client.get(url, { allowOtherOrigin: true, timeout: { responseHeader: 2_000 } }),
  );
  expect(error['name']).toBe('NetworkError');
  expect(pool().active).toBe(0);
});

test('65: an end short of the length', async () => {
  const { client, server } = await http2Rig();
  server.on('/short', (exchange) => exchange.reply(200, 'half', { 'content-length': '8' }));
  const error = await failure(client.get('/short').bytes());
  expect(error).toMatchObject({ code: expect.stringMatching(/^ERR_SLUICE_(BODY_CUT_SHORT|PROTOCOL)$/) });
});

const LIMITS: Record<string, (exchange: Http2Exchange) => void> = {
  'too many header bytes': (exchange) => exchange.reply(200, 'x', { 'x-a': 'x'.repeat(40_000) }),
  'too many header lines': (exchange) =>
    exchange.reply(200, 'x', Object.fromEntries(Array.from({ length: 1_100 }, (_, at) => [`x-${at}`, '1']))),
  'a flood of early hints': (exchange) => {
    for (let count = 0; count < 1_000; count++) exchange.stream.additionalHeaders({ ':status': 103 });
    exchange.reply(200, 'x');
  },
};

test.each(Object.keys(LIMITS))('66: %s', async (name) => {
  const { client, server, pool } = await http2Rig();
  server.on('/x', LIMITS[name] as (exchange: Http2Exchange) => void);
  expect(await failure(client.get('/x'))).toMatchObject({ name: 'NetworkError' });
  expect(await client.get('/ok').text()).toBe('ok');
  expect(pool().active).toBe(0);
});

test('67: silence meets the limits of the phases, and a PING without answer ends the connection', async () => {
  const { client, server, pool } = await http2Rig({
    transport: {
      http2: { pingAfter: 30, pingTimeout: 40 },
      connect: async ({ port }) => net.connect((await relayTo(port)).port, '127.0.0.1'),
    },
  });
  server.on('/stall', () => undefined);
  const error = await failure(client.get('/stall', { timeout: { responseHeader: 20 } }));
  expect(error).toMatchObject({ code: 'ERR_SLUICE_TIMEOUT', phase: 'responseHeader' });
  // The server answers PINGs: however long it takes, the connection lives.
  const waiting = failure(client.get('/stall', { signal: AbortSignal.timeout(200) }));
  expect((await waiting)['name']).toBe('TimeoutError');
  expect(pool()).toMatchObject({ idle: 1 });
  const lost = failure(client.post('/stall', { body: 'x', timeout: false }));
  for (const relay of relays) relay.frozen = true;
  expect(await lost).toMatchObject({
    code: 'ERR_SLUICE_CONNECTION_LOST',
    systemCode: 'ERR_HTTP2_PING_TIMEOUT',
  });
  expect(pool()).toMatchObject({ active: 0, idle: 0 });
});
