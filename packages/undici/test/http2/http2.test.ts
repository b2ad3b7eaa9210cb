import http2 from 'node:http2';
import { expect, test } from 'vitest';
import { createProxy } from '@sluice/fixtures';
import { http2Rig, trusted } from '../support/http2-setup.ts';
import { afterwards, beside, failure, pause, rig, until } from '../support/setup.ts';

const { constants } = http2;

test('many calls share one connection, as many at once as the server allows', async () => {
  const { client, server, pool } = await http2Rig({ server: { maxStreams: 5 } });
  server.on('/slow', async (exchange) => {
    await pause(10);
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

test('a burst on a cold origin opens few connections, all within the limit', async () => {
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

test('an unread body buffers only its window, and other streams continue', async () => {
  const { client, server } = await http2Rig();
  server.on('/big', (exchange) => exchange.reply(200, new Uint8Array(4 << 20)));
  const big = await client.get('/big');
  await pause(50);
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

test('P7: a call that requires HTTP/1.1 never uses HTTP/2', async () => {
  const made = await http2Rig({ server: { http1: true } });
  await made.client.get('/ok').text();
  const plain = beside(made, { tls: trusted });
  const response = await plain.get(made.server.url('/ok'), { allowOtherOrigin: true });
  expect(await response.text()).toBe('http/1.1');
  expect(response.connection).toMatchObject({ protocol: 'http/1.1' });
});

test('a server without HTTP/2 receives HTTP/1.1', async () => {
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
