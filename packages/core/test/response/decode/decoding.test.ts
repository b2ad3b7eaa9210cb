import { constants } from 'node:buffer';
import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import zlib from 'node:zlib';
import { describe, expect, test, vi } from 'vitest';
import {
  createClient,
  type CoreCallOptions,
  type HttpRequest,
  type HttpResponse,
} from '../../../src/index.ts';
import type { Next } from '../../../src/plugin-api.ts';
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
  test('has no ratio limit with maxDecodingRatio Infinity', async () => {
    const options = { maxDecodingRatio: Infinity };
    expect(await read(answered('gzip', zlib.gzipSync(TEXT), options))).toBe(TEXT);
  });

  test.each(['x', TEXT])('must be empty with maxDecodedBytes 0', async (text) => {
    const reading = read(answered('br', zlib.brotliCompressSync(text), { maxDecodedBytes: 0 }));
    await expect(reading).rejects.toMatchObject({
      code: 'ERR_SLUICE_BODY_LIMIT',
      message: expect.stringContaining('the decoded body is longer than maxDecodedBytes (0)'),
    });
  });

  test('may be empty with maxDecodedBytes 0', async () => {
    expect(await read(answered('gzip', zlib.gzipSync(''), { maxDecodedBytes: 0 }))).toBe('');
  });

  test.each([
    ['invalid', 'gzip', Buffer.from('no gzip')],
    ['too long', 'gzip', zlib.gzipSync(TEXT)],
    ['coded too often', 'gzip, gzip, gzip, gzip, gzip, gzip', Buffer.from('x')],
  ])('and is %s fails with an error that names its call', async (_what, encoding, body) => {
    await expect(read(answered(encoding, body, { maxDecodedBytes: 10 }))).rejects.toMatchObject({
      method: 'GET',
      url: URL_A,
      attempts: [{ status: 200 }],
    });
  });
});

describe('a reader of decoded bytes', () => {
  const coded = zlib.gzipSync(randomBytes(100_000));
  const starvedAt = (exchange: Exchange): number => exchange.body.starvedAt;

  test('starves only while a read is pending', async () => {
    const { rig, exchange, response } = await respond('gzip');
    const reader = response[Symbol.asyncIterator]();
    const first = watch(reader.next());
    expect(starvedAt(exchange)).toBe(0);
    exchange.body.push(coded.subarray(0, 5));
    await expect.poll(() => [first.done, starvedAt(exchange)]).toEqual([false, 0]);
    exchange.body.push(coded.subarray(5, 40_000));
    await expect.poll(() => [first.done, starvedAt(exchange)]).toEqual([true, Infinity]);
    await rig.clock.advance(5);
    exchange.body.push(coded.subarray(40_000, 40_100));
    await pause(20);
    expect(starvedAt(exchange)).toBe(Infinity);

    let asked = watch(reader.next());
    await vi.waitFor(() => {
      // Decoded bytes are read first.
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

  test('no longer starves once it is closed', async () => {
    const { rig, exchange, response } = await respond('gzip');
    exchange.body.push(coded.subarray(0, 5));
    const reader = response[Symbol.asyncIterator]();
    const first = watch(reader.next());
    await expect.poll(() => starvedAt(exchange)).toBe(0);
    await reader.return?.();
    await rig.clock.advance(5);
    await expect.poll(() => [first.done, starvedAt(exchange)]).toEqual([true, Infinity]);
    exchange.finish();
  });
});

/** At most 64 KiB when received, so that it is complete before it is read; 64 MiB when decoded. */
const LONG = zlib.gzipSync(Buffer.alloc(64 << 20, 'a'), { level: 9 });
const UNBOUNDED = { maxDecodingRatio: Infinity };

describe('a body that is short on the wire and long when it is decoded', () => {
  const SHORT = zlib.gzipSync(Buffer.alloc(4 << 20, 'a'));

  test.each(Object.entries(READERS))(
    'is not decoded in one turn of the event loop (%s)',
    async (_how, read) => {
      expect(SHORT.length).toBeLessThan(16_384);
      const response = answered('gzip', SHORT, UNBOUNDED);
      let turns = 0;
      let turning = true;
      const turn = (): void => {
        turns++;
        if (turning) setImmediate(turn);
      };
      turn();
      const text = await read(response);
      turning = false;
      expect(text.length).toBe(4 << 20);
      // 64 slices of 64 KiB; several may end in one turn.
      expect(turns).toBeGreaterThan(8);
    },
  );
});

test('flushed bytes are readable before further bytes arrive', async () => {
  const { exchange, response } = await respond('gzip');
  const coder = zlib.createGzip();
  const flushed = async (text: string): Promise<void> => {
    coder.write(text);
    await new Promise<void>((resolve) => coder.flush(zlib.constants.Z_SYNC_FLUSH, resolve));
    // Node 26 returns one chunk at a time.
    const read = (): Uint8Array | null => coder.read() as Uint8Array | null;
    for (let piece = read(); piece !== null; piece = read()) exchange.body.push(piece);
  };
  const reader = response[Symbol.asyncIterator]();
  for (const text of ['event: one', 'event: two']) {
    const next = reader.next();
    // oxlint-disable-next-line no-await-in-loop -- one event after the other
    await flushed(text);
    // oxlint-disable-next-line no-await-in-loop
    expect(String((await next).value)).toBe(text);
  }
  await reader.return?.();
  exchange.finish();
});

describe('a body that was complete before it is decoded', () => {
  test('is still decoded under the signal of its caller', async () => {
    const controller = new AbortController();
    const { exchange, response } = await respond('gzip', { ...UNBOUNDED, signal: controller.signal });
    exchange.body.push(LONG);
    exchange.finish();
    expect(exchange.request.attempt.ended).toBe(true);
    const reading = watch(response.bytes());
    await pause(0);
    controller.abort('enough');
    await vi.waitFor(() => expect(reading).toEqual({ done: true, error: 'enough' }), 15_000);
  });

  test('is decoded under the deadline of its call', async () => {
    const { rig, exchange, response } = await respond('gzip', UNBOUNDED);
    exchange.body.push(LONG);
    exchange.finish();
    exchange.request.call.limitUntil(100);
    const reading = watch(response.bytes());
    // Without waiting for the decoder, which would be done before the time is up.
    await rig.clock.advance(100, { io: false });
    await vi.waitFor(() => {
      expect(reading.error).toMatchObject({ code: 'ERR_SLUICE_TIMEOUT', phase: 'total', limit: 100 });
    }, 15_000);
  });

  test('can be read after an abort and after the deadline, like any other body', async () => {
    const controller = new AbortController();
    const { rig, exchange, response } = await respond('gzip', { ...UNBOUNDED, signal: controller.signal });
    exchange.body.push(LONG);
    exchange.finish();
    exchange.request.call.limitUntil(100);
    await rig.clock.advance(200);
    controller.abort('over');
    expect((await response.bytes()).length).toBe(64 << 20);
  });
});

describe('an attempt', () => {
  const head = LONG.subarray(0, LONG.length / 2);
  const tail = LONG.subarray(LONG.length / 2);

  async function reading() {
    const { rig, exchange, response } = await respond('gzip', UNBOUNDED);
    const reader = response[Symbol.asyncIterator]();
    exchange.body.push(head);
    expect((await reader.next()).value).toHaveLength(65_536);
    exchange.body.push(tail);
    exchange.finish();
    return { rig, exchange, response, reader, attempt: exchange.request.attempt };
  }

  test('lasts until its body is decoded, and is aborted until then', async () => {
    const { reader, attempt } = await reading();
    expect(attempt.ended).toBe(false);
    const next = watch(reader.next());
    attempt.abort('enough');
    expect(attempt.ended).toBe(true);
    await pause(0);
    expect(next.error ?? (await reader.next().catch((error: unknown) => error))).toBe('enough');
    expect(attempt.record.error).toBe('enough');
  });

  test.each(['discard', 'drain', 'return'] as const)('ends with a %s of the rest', async (how) => {
    const { reader, response, attempt } = await reading();
    if (how === 'discard') response.discard();
    else if (how === 'drain') expect(await response.drain()).toMatchObject({ outcome: 'eof' });
    else await reader.return?.();
    expect(attempt.ended).toBe(true);
    if (how === 'return') expect(await reader.next()).toMatchObject({ done: true });
    else await expect(reader.next()).rejects.toMatchObject({ code: 'ERR_SLUICE_BODY_DISCARDED' });
  });

  test('ends with the last slice, even if its reader never reads the end', async () => {
    for (const size of [10, 60_000, 65_536, 300_000]) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const { exchange, response } = await respond('gzip', UNBOUNDED);
      const coded = zlib.gzipSync(Buffer.alloc(size, 'a'));
      const reader = response[Symbol.asyncIterator]();
      exchange.body.push(coded.subarray(0, 5));
      // oxlint-disable-next-line no-await-in-loop
      await pause(0);
      const slices = Math.ceil(size / 65_536);
      const first = reader.next();
      exchange.body.push(coded.subarray(5));
      exchange.finish();
      // oxlint-disable-next-line no-await-in-loop
      await first;
      // oxlint-disable-next-line no-await-in-loop
      for (let index = 1; index < slices; index++) await reader.next();
      // oxlint-disable-next-line no-await-in-loop
      await expect.poll(() => exchange.request.attempt.ended).toBe(true);
    }
  });

  test('fails with an invalid coding before the end of its body', async () => {
    const rig = new Rig();
    const call = watch(createClient({ transport: rig, clock: rig.clock }).get(URL_A).text());
    const exchange = await rig.exchange();
    exchange.headers(200, { 'content-encoding': 'gzip' }).push('no gzip');
    // The rest of a short body is awaited for 10 ms.
    await rig.clock.advance(10);
    await vi.waitFor(() => expect(call.error).toMatchObject({ code: 'ERR_SLUICE_BODY_DECODE' }), 15_000);
    expect(exchange.destroyed).toBe(call.error);
    expect(exchange.request.attempt.record.error).toBe(call.error);
  });

  test('of a call that reads the whole body ends when it is decoded: a peek returns the decoded body', async () => {
    const rig = new Rig();
    const seen: string[] = [];
    const peeking = {
      name: 'peeking',
      stage: 'retry',
      setup: () => async (request: HttpRequest, next: Next) => {
        const response = await next(request);
        seen.push(Buffer.from(await response.peek({ bytes: 9, time: 0 })).toString());
        return response;
      },
    } as const;
    const call = watch(rig.client(peeking).get(URL_A).text());
    const exchange = await rig.exchange();
    exchange.headers(200, { 'content-encoding': 'br' });
    exchange.body.push(zlib.brotliCompressSync(TEXT));
    exchange.finish();
    await vi.waitFor(() => expect(call.value).toBe(TEXT), 15_000);
    expect(seen).toEqual(['All work ']);
  });
});

test('a body that is longer than a string can be exceeds a limit, and is not an error of Node.js', async () => {
  const rig = new Rig();
  const call = watch(rig.client().get(URL_A).json());
  const exchange = await rig.exchange();
  exchange.headers().body.push(Buffer.alloc(constants.MAX_STRING_LENGTH + 1));
  exchange.finish();
  await rig.clock.advance(0);
  expect(call.error).toMatchObject({ code: 'ERR_SLUICE_BODY_LIMIT', url: URL_A });
});
