import { randomBytes } from 'node:crypto';
import zlib from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { checkLeaks, clientOf, failure, originOf, pause } from '../setup.ts';

checkLeaks();

const TEXT = 'All work and no play makes a dull body. '.repeat(3_000);

async function streamed(response: AsyncIterable<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of response) text += decoder.decode(chunk, { stream: true });
  return text;
}

test.each(['gzip', 'deflate', 'br', 'zstd'] as const)(
  '%s is decoded, whole and streamed',
  async (encoding) => {
    const origin = await originOf();
    origin.on('/big').reply(200, { body: TEXT, encoding });
    origin.on('/small').reply(200, { json: { ok: true }, encoding });
    const client = clientOf({ baseUrl: origin.url() });
    expect(await client.get('/small').json()).toEqual({ ok: true });
    expect(await client.get('/big').text()).toBe(TEXT);
    expect(await streamed(await client.get('/big'))).toBe(TEXT);
    const viaFetch = await client.fetch(origin.url('/big'));
    expect(await viaFetch.text()).toBe(TEXT);
    expect(origin.seen('/big')[0]?.header('accept-encoding')).toBe('gzip, deflate, br, zstd');
    expect(origin.stats().opened).toBe(1);
  },
);

test('a caller that sets accept-encoding, or disables decoding, gets the body as received', async () => {
  const origin = await originOf();
  origin.on('/x').reply(200, { body: TEXT, encoding: 'gzip' });
  const client = clientOf({ baseUrl: origin.url() });
  const own = await client.get('/x', { headers: { 'accept-encoding': 'gzip' } }).bytes();
  expect(zlib.gunzipSync(own).toString()).toBe(TEXT);
  const off = await client.get('/x', { decompress: false }).bytes();
  expect(zlib.gunzipSync(off).toString()).toBe(TEXT);
  expect(origin.seen('/x').map((request) => request.header('accept-encoding'))).toEqual(['gzip', undefined]);
});

test('codings are removed in order; deflate without its header is accepted; an unknown coding is not removed', async () => {
  const origin = await originOf();
  const answer = (path: string, body: Buffer, encoding: string): void => {
    origin.on(path).reply(200, { body, headers: { 'content-encoding': encoding } });
  };
  answer('/layers', zlib.gzipSync(zlib.brotliCompressSync(TEXT)), 'br, gzip');
  answer('/raw', zlib.deflateRawSync(TEXT), 'deflate');
  answer('/unknown', Buffer.from('as it is'), 'rot13');
  answer('/empty', Buffer.alloc(0), 'gzip');
  answer('/identity', Buffer.from('plain'), 'identity');
  const client = clientOf({ baseUrl: origin.url() });
  expect(await client.get('/layers').text()).toBe(TEXT);
  expect(await client.get('/raw').text()).toBe(TEXT);
  expect(await client.get('/unknown').text()).toBe('as it is');
  expect(await client.get('/empty').text()).toBe('');
  expect(await client.get('/identity').text()).toBe('plain');
  expect(await streamed(await client.get('/empty'))).toBe('');
});

test.each([
  ['deflate, gzip', zlib.gzipSync(zlib.deflateSync(TEXT))],
  ['deflate, gzip', zlib.gzipSync(zlib.deflateRawSync(TEXT))],
  ['gzip, deflate', zlib.deflateSync(zlib.gzipSync(TEXT))],
  ['deflate, br, zstd', zlib.zstdCompressSync(zlib.brotliCompressSync(zlib.deflateSync(TEXT)))],
])(
  '%s is decoded, whole and streamed: each form of deflate is recognized by its own bytes',
  async (encoding, body) => {
    const origin = await originOf();
    origin.on('/x').reply(200, { body, headers: { 'content-encoding': encoding } });
    const client = clientOf({ baseUrl: origin.url() });
    expect(await client.get('/x').text()).toBe(TEXT);
    expect(await streamed(await client.get('/x'))).toBe(TEXT);
  },
);

describe('zstd of several frames', () => {
  const EMPTY_SKIPPABLE = Buffer.from('502a4d1800000000', 'hex');
  const FRAMES = [
    zlib.zstdCompressSync(TEXT),
    EMPTY_SKIPPABLE,
    zlib.zstdCompressSync(''),
    zlib.zstdCompressSync(randomBytes(200_000).toString('base64')),
    zlib.zstdCompressSync('the end'),
  ];
  const WHOLE = Buffer.concat(
    FRAMES.filter((frame) => frame !== EMPTY_SKIPPABLE).map((frame) => zlib.zstdDecompressSync(frame)),
  ).toString();
  const headers = { 'content-encoding': 'zstd' };

  test('is decoded completely, whole and streamed, whatever the chunks', async () => {
    const origin = await originOf();
    const body = Buffer.concat(FRAMES);
    origin.on('/once').reply(200, { body, headers });
    origin.on('/chunks').reply(200, { body, headers, framing: 'chunked', drip: { bytes: 7_777, every: 1 } });
    origin.on('/tiny').reply(200, { body: Buffer.concat([...FRAMES.slice(1, 3), FRAMES[4]!]), headers });
    const client = clientOf({ baseUrl: origin.url(), retry: false });
    for (const path of ['/once', '/chunks']) {
      expect(await client.get(path).text()).toBe(WHOLE);
      expect(await streamed(await client.get(path))).toBe(WHOLE);
    }
    expect(await client.get('/tiny').text()).toBe('the end');
  });

  test('is an error if the last frame is cut short, and has the limits of any body', async () => {
    const origin = await originOf();
    const body = Buffer.concat(FRAMES);
    origin.on('/cut').reply(200, { body: body.subarray(0, -3), headers });
    origin.on('/x').reply(200, { body, headers });
    const client = clientOf({ baseUrl: origin.url(), retry: false });
    expect(await failure(client.get('/cut').text())).toMatchObject({ code: 'ERR_SLUICE_BODY_DECODE' });
    expect(await failure(client.get('/cut').then(streamed))).toMatchObject({
      code: 'ERR_SLUICE_BODY_DECODE',
    });
    const maxDecodedBytes = WHOLE.length - 1;
    const limited = client.extend({ maxDecodedBytes });
    expect(await failure(limited.get('/x').text())).toMatchObject({ code: 'ERR_SLUICE_BODY_LIMIT' });
    expect(await failure(limited.get('/x').then(streamed))).toMatchObject({ code: 'ERR_SLUICE_BODY_LIMIT' });
    expect(await client.get('/x', { maxDecodedBytes: WHOLE.length }).text()).toBe(WHOLE);
  });

  test('is an error if it has more short frames than any real sender creates', async () => {
    const origin = await originOf();
    origin.on('/x').reply(200, { body: Buffer.concat(Array<Buffer>(1_001).fill(FRAMES[4]!)), headers });
    const client = clientOf({ baseUrl: origin.url(), retry: false });
    expect(await failure(client.get('/x').text())).toMatchObject({ code: 'ERR_SLUICE_BODY_DECODE' });
    expect(await failure(client.get('/x').then(streamed))).toMatchObject({ code: 'ERR_SLUICE_BODY_DECODE' });
  });
});

test.each(['corrupt', 'truncate', 'mislabel'] as const)(
  'a body with the fault %s is an error, never a short success',
  async (how) => {
    const origin = await originOf();
    origin.on('/x').reply(200, { body: TEXT, encoding: 'gzip', faults: [{ do: 'encoding', how }] });
    const client = clientOf({ baseUrl: origin.url(), retry: false });
    expect(await failure(client.get('/x').text())).toMatchObject({ code: 'ERR_SLUICE_BODY_DECODE' });
    const streaming = await client.get('/x');
    const read = async (): Promise<void> => {
      for await (const _chunk of streaming);
    };
    expect(await failure(read())).toMatchObject({ code: 'ERR_SLUICE_BODY_DECODE' });
  },
);

const CODERS = {
  gzip: zlib.gzipSync,
  deflate: zlib.deflateSync,
  br: zlib.brotliCompressSync,
  zstd: zlib.zstdCompressSync,
};

describe.each(Object.entries(CODERS))('bytes after the end of %s', (encoding, code) => {
  const headers = { 'content-encoding': encoding };

  test.each([
    ['short', code(TEXT)],
    ['long', code(randomBytes(100_000))],
  ])('are an error, whole and streamed (%s)', async (_length, coded) => {
    const origin = await originOf();
    const body = Buffer.concat([coded, Buffer.from('left over')]);
    origin.on('/x').reply(200, { body, headers });
    const client = clientOf({ baseUrl: origin.url(), retry: false });
    expect(await failure(client.get('/x').bytes())).toMatchObject({ code: 'ERR_SLUICE_BODY_DECODE' });
    const response = await client.get('/x');
    expect(await failure(streamed(response))).toMatchObject({ code: 'ERR_SLUICE_BODY_DECODE' });
  });

  test.each([0, 88])('are an error if they never end (%i)', async (byte) => {
    const origin = await originOf();
    async function* body(): AsyncGenerator<Uint8Array> {
      yield code('hello');
      while (true) {
        // oxlint-disable-next-line no-await-in-loop -- a slow tail
        await pause(1);
        yield Buffer.alloc(1_000, byte);
      }
    }
    origin.on('/x').reply(200, { body, headers });
    const client = clientOf({ baseUrl: origin.url(), retry: false });
    const response = await client.get('/x');
    expect(await failure(streamed(response))).toMatchObject({ code: 'ERR_SLUICE_BODY_DECODE' });
    expect(response.lifetime.settled).toBe(true);
    expect(response.lifetime.received).toBeLessThan(200_000);
  });

  test('are not assumed if the body only ends later', async () => {
    const origin = await originOf();
    async function* body(): AsyncGenerator<Uint8Array> {
      yield code(TEXT);
      await pause(50);
    }
    origin.on('/x').reply(200, { body, headers });
    const client = clientOf({ baseUrl: origin.url(), retry: false });
    expect(await streamed(await client.get('/x'))).toBe(TEXT);
  });
});

test('bytes after the end of an inner layer are an error', async () => {
  const origin = await originOf();
  const inner = Buffer.concat([zlib.brotliCompressSync(TEXT), Buffer.from('left over')]);
  origin.on('/x').reply(200, { body: zlib.gzipSync(inner), headers: { 'content-encoding': 'br, gzip' } });
  const client = clientOf({ baseUrl: origin.url(), retry: false });
  expect(await failure(client.get('/x').bytes())).toMatchObject({ code: 'ERR_SLUICE_BODY_DECODE' });
  const response = await client.get('/x');
  expect(await failure(streamed(response))).toMatchObject({ code: 'ERR_SLUICE_BODY_DECODE' });
});

test('a bomb is stopped by its ratio, a long body by its length, whole and streamed', async () => {
  const origin = await originOf();
  const bomb = zlib.gzipSync(Buffer.alloc(64 << 20));
  origin.on('/bomb').reply(200, { body: bomb, headers: { 'content-encoding': 'gzip' } });
  origin.on('/long').reply(200, { body: TEXT, encoding: 'gzip' });
  const client = clientOf({ baseUrl: origin.url(), retry: false });
  expect(await failure(client.get('/bomb').bytes())).toMatchObject({ code: 'ERR_SLUICE_BODY_LIMIT' });
  const streaming = await client.get('/bomb');
  let received = 0;
  const read = async (): Promise<void> => {
    for await (const chunk of streaming) received += chunk.length;
  };
  expect((await failure(read())).message).toContain('maxDecodingRatio (300');
  expect(received).toBeLessThanOrEqual(Math.max(300 * bomb.length, 32 << 20));
  const long = await failure(client.get('/long', { maxDecodedBytes: 1_000 }).text());
  expect(long.message).toContain('maxDecodedBytes (1000)');
});

test('more than five codings are refused before a decoder is created, and the connection is reused', async () => {
  const origin = await originOf();
  const headers: [string, string][] = [
    ['content-encoding', 'gzip, gzip, gzip'],
    ['content-encoding', 'gzip, gzip, gzip'],
  ];
  origin.on('/x').reply(200, { body: 'whatever', headers });
  const client = clientOf({ baseUrl: origin.url(), retry: false });
  expect(await failure(client.get('/x').text())).toMatchObject({ code: 'ERR_SLUICE_BODY_DECODE' });
  const response = await client.get('/x');
  expect(await failure(response.text())).toMatchObject({ code: 'ERR_SLUICE_BODY_DECODE' });
  expect(origin.stats().opened).toBe(1);
});

test('a drain never decodes, and the body of an HttpError is decoded within its bound', async () => {
  const origin = await originOf();
  const bomb = zlib.gzipSync(Buffer.alloc(64 << 20));
  origin
    .on('/drain')
    .reply(503, { body: bomb, headers: { 'content-encoding': 'gzip' } }, { first: 1 })
    .reply(200);
  origin.on('/error').reply(400, { json: { why: 'because' }, encoding: 'br' });
  origin.on('/long').reply(400, { body: TEXT, encoding: 'gzip' });
  const client = clientOf({ baseUrl: origin.url() });
  const { attempts } = await client.get('/drain').drain();
  expect(attempts[0]?.drain).toMatchObject({ outcome: 'eof', bytes: bomb.length });
  const error = (await failure(client.get('/error'))) as Error & { json?(): unknown };
  expect(error.json?.()).toEqual({ why: 'because' });
  const long = (await failure(client.get('/long', { errorBody: { bytes: 100 } }))) as Error & {
    text?(): string;
  };
  expect(long.text?.()).toBe(TEXT.slice(0, 100));
  expect(long).toMatchObject({ response: { complete: false } });
});

test('leaving a decoded stream early drains the rest of the body', async () => {
  const origin = await originOf();
  const body = zlib.gzipSync(
    Buffer.from(Array.from({ length: 150_000 }, () => Math.floor(Math.random() * 256))),
  );
  origin.on('/x').reply(200, { body, headers: { 'content-encoding': 'gzip' } });
  const client = clientOf({ baseUrl: origin.url() });
  for await (const _chunk of await client.get('/x')) break;
  const cancelled = await client.fetch(origin.url('/x'));
  await cancelled.body?.cancel();
  await client.get('/x').bytes();
  expect(origin.stats().peakOpen).toBeLessThanOrEqual(3);
});
