import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import zlib from 'node:zlib';
import { describe, expect, test, vi } from 'vitest';
import { createClient, type CoreCallOptions, type HttpResponse } from '../../../src/index.ts';
import { Rig, watch, type Exchange } from '../../support/rig.ts';

const URL_A = 'http://a.test/x';
const TEXT = 'All work and no play makes a dull body. '.repeat(3_000);

async function respond(encoding: string, options: CoreCallOptions = {}) {
  const rig = new Rig();
  const call = watch(createClient({ transport: rig, clock: rig.clock }).get(URL_A, options));
  const exchange = await rig.exchange();
  exchange.headers(200, { 'content-encoding': encoding });
  await rig.clock.advance(0);
  return { rig, exchange, response: call.value as HttpResponse };
}

async function answered(encoding: string, body: Uint8Array, options?: CoreCallOptions) {
  const { exchange, response } = await respond(encoding, options);
  exchange.body.push(body);
  exchange.finish();
  return response;
}

async function streamed(response: Promise<HttpResponse>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of await response) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

const READERS = {
  whole: async (response: Promise<HttpResponse>): Promise<string> => (await response).text(),
  streamed,
};

describe.each(Object.entries(READERS))('a body that is read %s', (_how, read) => {
  test('may grow as it likes with maxDecodingRatio Infinity', async () => {
    const options = { maxDecodingRatio: Infinity };
    expect(await read(answered('gzip', zlib.gzipSync(TEXT), options))).toBe(TEXT);
  });

  test.each(['x', TEXT])('may not hold anything with maxDecodedBytes 0', async (text) => {
    const reading = read(answered('br', zlib.brotliCompressSync(text), { maxDecodedBytes: 0 }));
    await expect(reading).rejects.toMatchObject({
      code: 'ERR_SLUICE_BODY_LIMIT',
      message: 'the decoded body is longer than maxDecodedBytes (0)',
    });
  });

  test('may be empty with maxDecodedBytes 0', async () => {
    expect(await read(answered('gzip', zlib.gzipSync(''), { maxDecodedBytes: 0 }))).toBe('');
  });

  test.each([
    ['invalid', 'gzip', Buffer.from('no gzip')],
    ['too long', 'gzip', zlib.gzipSync(TEXT)],
    ['coded too often', 'gzip, gzip, gzip, gzip, gzip, gzip', Buffer.from('x')],
  ])('and is %s fails with an error that says which call it belongs to', async (_what, encoding, body) => {
    await expect(read(answered(encoding, body, { maxDecodedBytes: 10 }))).rejects.toMatchObject({
      method: 'GET',
      url: URL_A,
      attempts: [{ status: 200 }],
    });
  });
});

describe('a reader of decoded bytes', () => {
  const coded = zlib.gzipSync(randomBytes(100_000));
  /** Decoders work in other threads, which no virtual clock moves. */
  const decoded = (): Promise<unknown> => pause(20);
  const starvedAt = (exchange: Exchange): number => exchange.body.starvedAt;

  test('starves only while it asks, though the decoder reads ahead', async () => {
    const { rig, exchange, response } = await respond('gzip');
    const reader = response[Symbol.asyncIterator]();
    const first = watch(reader.next());
    expect(starvedAt(exchange)).toBe(0);
    exchange.body.push(coded.subarray(0, 5));
    await decoded();
    expect([first.done, starvedAt(exchange)]).toEqual([false, 0]);
    exchange.body.push(coded.subarray(5, 40_000));
    await expect.poll(() => [first.done, starvedAt(exchange)]).toEqual([true, Infinity]);
    await rig.clock.advance(5);
    exchange.body.push(coded.subarray(40_000, 40_100));
    await decoded();
    expect(starvedAt(exchange)).toBe(Infinity);

    let asked = watch(reader.next());
    await vi.waitFor(() => {
      // What is decoded is taken first.
      if (asked.done) asked = watch(reader.next());
      expect([asked.done, starvedAt(exchange)]).toEqual([false, 5]);
    }, 15_000);
    await rig.clock.advance(5);
    exchange.body.push(coded.subarray(40_100, 90_000));
    await expect.poll(() => [asked.done, starvedAt(exchange)]).toEqual([true, Infinity]);
    exchange.body.push(coded.subarray(90_000));
    exchange.finish();
    let next = await reader.next();
    // oxlint-disable-next-line no-await-in-loop -- a body is read in order
    while (next.done !== true) next = await reader.next();
    expect(starvedAt(exchange)).toBe(Infinity);
  });

  test('that gives up leaves nobody starving', async () => {
    const { rig, exchange, response } = await respond('gzip');
    exchange.body.push(coded.subarray(0, 5));
    const reader = response[Symbol.asyncIterator]();
    const first = watch(reader.next());
    await decoded();
    await reader.return?.();
    await rig.clock.advance(5);
    await decoded();
    expect([first.done, starvedAt(exchange)]).toEqual([true, Infinity]);
    exchange.finish();
  });
});
