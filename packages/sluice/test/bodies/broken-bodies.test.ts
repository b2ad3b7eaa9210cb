// What had arrived of a body whose connection breaks reaches its reader before the error.
import { randomBytes } from 'node:crypto';
import http, { type ServerResponse } from 'node:http';
import http2 from 'node:http2';
import https from 'node:https';
import type net from 'node:net';
import zlib from 'node:zlib';
import { caCertificate, serverKey, validCertificate } from '@sluice/fixtures';
import type { HttpResponse } from '@sluice/core';
import { undiciTransport, type SluiceClient, type SluiceOptions } from 'sluice';
import { afterEach, describe, expect, test } from 'vitest';
import { onGot, transportOf } from '../carrier.ts';
import { checkLeaks, clientOf, failure } from '../setup.ts';

checkLeaks();

type Wire = 'plain' | 'tls' | 'http2';
type Break = 'end' | 'reset';

/** got's clients over HTTP/2 are in the tests of its package. */
const WIRES: readonly Wire[] = onGot ? ['plain', 'tls'] : ['plain', 'tls', 'http2'];

const BREAKS = WIRES.flatMap((wire) => (['end', 'reset'] as const).map((how) => [wire, how] as const));

const closing: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** A server that answers each request with `answer`, and a client that reaches it. */
async function serve(wire: Wire, answer: (response: ServerResponse, breakIt: (how: Break) => void) => void) {
  const sockets = new Set<net.Socket>();
  const onRequest = (request: http.IncomingMessage, response: ServerResponse): void => {
    const raw = [...sockets].find(({ remotePort }) => remotePort === request.socket.remotePort);
    response.on('error', () => undefined);
    answer(response, (how) => {
      if (how === 'end') raw?.end();
      else if (wire === 'http2')
        (response as unknown as http2.Http2ServerResponse).stream.close(
          http2.constants.NGHTTP2_INTERNAL_ERROR,
        );
      else raw?.resetAndDestroy();
    });
  };
  const secure = { key: serverKey, cert: validCertificate };
  const server =
    wire === 'plain'
      ? http.createServer(onRequest)
      : wire === 'tls'
        ? https.createServer(secure, onRequest)
        : http2.createSecureServer(secure, onRequest as never);
  server.on('connection', (socket: net.Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => (server as http.Server).listen(0, '127.0.0.1', resolve));
  closing.push(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  const { port } = server.address() as net.AddressInfo;
  const baseUrl = `${wire === 'plain' ? 'http' : 'https'}://localhost:${port}`;
  const transport =
    wire === 'http2'
      ? undiciTransport({ pool: {}, http2: true, tls: { ca: caCertificate } })
      : transportOf({ pool: {}, ca: caCertificate });
  return clientOf({ baseUrl, retry: false, pool: undefined, transport } as SluiceOptions);
}

/** Reads a stream to its error. */
async function readBroken(stream: AsyncIterable<Uint8Array>): Promise<{ bytes: Buffer; error: unknown }> {
  const chunks: Uint8Array[] = [];
  const error = await failure(
    (async () => {
      for await (const chunk of stream) chunks.push(chunk);
    })(),
  );
  return { bytes: Buffer.concat(chunks), error };
}

/**
 * Whether a break is noticed on a connection that is paused: a reset is, except by libuv up to 1.51 (Node 22), which reports it
 * only after the bytes before it.
 */
function noticed(how: (typeof BREAKS)[number][1]): boolean {
  const [, minor = 0] = process.versions.uv.split('.').map(Number);
  return how === 'reset' && minor > 51;
}

/** Waits until the client has noticed that the connection broke. */
async function broken(client: SluiceClient): Promise<void> {
  await expect.poll(() => client.stats().transport, { timeout: 10_000 }).toMatchObject({ active: 0 });
}

/** The stream of a fetch whose first, short chunk was read. */
async function begunFetch(client: SluiceClient): Promise<AsyncIterable<Uint8Array>> {
  const { body } = await client.fetch('/');
  const chunks = (body as ReadableStream<Uint8Array>)[Symbol.asyncIterator]();
  const first = await chunks.next();
  return (async function* all() {
    yield first.value as Uint8Array;
    yield* chunks as AsyncIterable<Uint8Array>;
  })();
}

const READERS: readonly (readonly [string, (client: SluiceClient) => Promise<AsyncIterable<Uint8Array>>])[] =
  [
    ['the iterator of a response', async (client) => client.get('/')],
    ['the web stream of a response', async (client) => (await client.get('/')).body],
    ['the stream of client.fetch, after its first read', begunFetch],
  ];

describe.each(BREAKS)('over %s, a body that breaks by %s', (wire, how) => {
  test.each(READERS)('gives %s all that had arrived, then its error', async (_reader, open) => {
    const sent = randomBytes(20_000);
    const client = await serve(wire, (response, breakIt) => {
      response.writeHead(200, { 'content-length': '1000000' });
      response.write(sent.subarray(0, 100));
      setTimeout(() => response.write(sent.subarray(100), () => setImmediate(breakIt, how)), 20);
    });
    const stream = await open(client);
    await broken(client);
    const { bytes, error } = await readBroken(stream);
    expect(Buffer.compare(bytes, sent)).toBe(0);
    expect(error).toBeInstanceOf(Error);
  });

  test.each(['gzip', 'br', 'zstd'] as const)('gives what a part of %s decodes to', async (coding) => {
    const text = randomBytes(40_000).toString('hex');
    const coders = { gzip: zlib.gzipSync, br: zlib.brotliCompressSync, zstd: zlib.zstdCompressSync };
    const whole = coders[coding](text);
    const client = await serve(wire, (response, breakIt) => {
      response.writeHead(200, { 'content-encoding': coding, 'content-length': String(whole.length) });
      response.write(whole.subarray(0, 30_000), () => setImmediate(breakIt, how));
    });
    const response = await client.get('/');
    await broken(client);
    const { bytes, error } = await readBroken(response);
    // A coding decodes whole blocks only.
    expect(text.startsWith(bytes.toString())).toBe(true);
    if (coding !== 'zstd') expect(bytes.length).toBeGreaterThan(1_000);
    expect(error).toMatchObject({ attempts: [{ status: 200 }] });
    expect(client.stats().calls.inFlight).toBe(0);
  });

  test('is an error if the whole body is read, however much had arrived', async () => {
    const client = await serve(wire, (response, breakIt) => {
      response.writeHead(200, { 'content-length': '1000000' });
      response.write(randomBytes(20_000), () => setImmediate(breakIt, how));
    });
    const response = await client.get('/');
    await broken(client);
    expect(await failure(response.bytes())).toMatchObject({
      name: expect.stringMatching(/^(Body|Network)Error$/),
    });
  });

  test('a slow reader gets the bytes behind its buffer too', async () => {
    const sent = randomBytes(60_000);
    let rest: (() => void) | undefined;
    const client = await serve(wire, (response, breakIt) => {
      response.writeHead(200, { 'content-length': '1000000' });
      response.write(sent.subarray(0, 50_000));
      rest = () => response.write(sent.subarray(50_000), () => setImmediate(breakIt, how));
    });
    const response = await client.get('/');
    // Full, so that the connection is paused.
    await expect.poll(() => response.lifetime.received, { timeout: 10_000 }).toBeGreaterThanOrEqual(49_152);
    rest?.();
    // The end of a connection that is paused is noticed only after the bytes before it.
    if (noticed(how)) await broken(client);
    const { bytes } = await readBroken(response);
    expect(Buffer.compare(bytes, sent)).toBe(0);
  });

  test.each([50])('holds for %i bodies at once, of which each second one is discarded', async (count) => {
    const sent = randomBytes(5_000);
    const breaks: (() => void)[] = [];
    const client = await serve(wire, (response, breakIt) => {
      response.writeHead(200, { 'content-length': '1000000' });
      response.write(sent, () => breaks.push(() => breakIt(how)));
    });
    const responses = await Promise.all(Array.from({ length: count }, () => client.get('/')));
    await expect
      .poll(() => responses.map(({ lifetime }) => lifetime.received), { timeout: 10_000 })
      .toEqual(Array(count).fill(5_000));
    for (const breakOne of breaks) breakOne();
    await broken(client);
    const read = async (response: HttpResponse, index: number): Promise<number> => {
      if (index % 2 === 0) return (await readBroken(response)).bytes.length;
      response.discard();
      return 0;
    };
    const results = await Promise.all(responses.map(read));
    expect(results).toEqual(Array.from({ length: count }, (_, index) => (index % 2 === 0 ? 5_000 : 0)));
  });
});

// Over HTTP/2, only the end of its stream makes a response complete.
describe.each(BREAKS.filter(([wire]) => wire !== 'http2'))('over %s, if it breaks by %s', (wire, how) => {
  test('a body of which all bytes had arrived is whole for a slow reader', async () => {
    const sent = randomBytes(60_000);
    let rest: (() => void) | undefined;
    const client = await serve(wire, (response, breakIt) => {
      response.writeHead(200, { 'content-length': '60000' });
      response.write(sent.subarray(0, 50_000));
      rest = () => response.write(sent.subarray(50_000), () => setImmediate(breakIt, how));
    });
    const response = await client.get('/');
    await expect.poll(() => response.lifetime.received, { timeout: 10_000 }).toBeGreaterThanOrEqual(49_152);
    rest?.();
    if (noticed(how)) await broken(client);
    const chunks: Uint8Array[] = [];
    for await (const chunk of response) chunks.push(chunk);
    expect(Buffer.compare(Buffer.concat(chunks), sent)).toBe(0);
  });
});

test('an aborted call fails its reader at once, without what had arrived', async () => {
  const client = await serve('plain', (response) => {
    response.writeHead(200, { 'content-length': '1000000' });
    response.write(randomBytes(20_000));
  });
  const control = new AbortController();
  const response = await client.get('/', { signal: control.signal });
  await expect.poll(() => response.lifetime.received).toBe(20_000);
  control.abort(new Error('enough'));
  expect(await readBroken(response)).toMatchObject({ bytes: { length: 0 }, error: { message: 'enough' } });
});
