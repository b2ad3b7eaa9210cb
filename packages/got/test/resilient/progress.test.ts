import { once } from 'node:events';
import { Readable } from 'node:stream';
import { gunzipSync, gzipSync } from 'node:zlib';
import got, { type Progress } from 'got';
import got14 from 'got14';
import got15 from 'got15';
import { expect, test } from 'vitest';
import { until } from '../setup.ts';
import { originOf, read, resilient } from './setup.ts';

const COPIES = [
  ['16', got],
  ['15', got15 as unknown as typeof got],
  ['14', got14 as unknown as typeof got],
] as const;

/** A body whose second half waits to be let through. */
function halves(first: Uint8Array, second: Uint8Array) {
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  async function* body(): AsyncGenerator<Uint8Array> {
    yield first;
    await released;
    yield second;
  }
  return { body, release: () => release() };
}

test.each(COPIES)('got %s: a promise reports its download as bytes arrive', async (_version, copy) => {
  const origin = await originOf();
  const wait = { do: 'delay', at: 'body', wait: 200, after: 1_000 } as const;
  origin.on('/x').reply(200, { body: { size: 1_500 }, faults: [wait] });
  const seen: Progress[] = [];
  const call = resilient({}, copy).get(origin.url('/x'));
  void call.on('downloadProgress', (progress) => seen.push(progress));
  await until(() => seen.some(({ transferred }) => transferred === 1_000));
  expect(seen[0]).toMatchObject({ percent: 0, transferred: 0, total: 1_500 });
  expect(seen.at(-1)).toMatchObject({ transferred: 1_000 });
  expect((await call).rawBody).toHaveLength(1_500);
  expect(seen.at(-1)).toEqual({ percent: 1, transferred: 1_500, total: 1_500 });
  expect(seen.filter(({ percent }) => percent === 1)).toHaveLength(1);
});

test('the progress of a retried attempt starts anew, and that of an error response is reported too', async () => {
  const origin = await originOf();
  origin
    .on('/x')
    .reply(200, { body: { size: 100 }, faults: [{ do: 'close', at: 'body', after: 60 }] }, { first: 1 })
    .reply(200, { body: { size: 100 } });
  origin.on('/404').reply(404, { body: 'none' });
  const transferred: number[] = [];
  const note = (progress: Progress): void => void transferred.push(progress.transferred);
  await resilient().get(origin.url('/x')).on('downloadProgress', note);
  expect(transferred).toEqual([0, 60, 0, 100]);
  transferred.length = 0;
  await resilient().get(origin.url('/404'), { throwHttpErrors: false }).on('downloadProgress', note);
  expect(transferred.at(-1)).toBe(4);
});

test('the progress of a body of unknown length is reported too', async () => {
  const origin = await originOf();
  const { body, release } = halves(Buffer.alloc(1_000), Buffer.alloc(500));
  origin.on('/x').reply(200, { body });
  const seen: Progress[] = [];
  const call = resilient().get(origin.url('/x'));
  void call.on('downloadProgress', (progress) => seen.push(progress));
  await until(() => seen.some(({ transferred }) => transferred === 1_000));
  expect(seen.at(-1)).toEqual({ percent: 0, transferred: 1_000, total: undefined });
  release();
  await call;
  expect(seen.at(-1)).toEqual({ percent: 1, transferred: 1_500, total: 1_500 });
});

test('a listener that is removed is not called', async () => {
  const origin = await originOf();
  origin.on('/x').reply(200, { body: 'ok' });
  const seen: Progress[] = [];
  const note = (progress: Progress): void => void seen.push(progress);
  await resilient().get(origin.url('/x')).on('downloadProgress', note).off('downloadProgress', note);
  expect(seen).toEqual([]);
  await resilient().get(origin.url('/x')).once('downloadProgress', note);
  expect(seen).toHaveLength(1);
});

test('a coded body is decoded as it arrives', async () => {
  const origin = await originOf();
  const text = Buffer.from(Array.from({ length: 50_000 }, (_, at) => (at * 7919) % 251));
  const coded = gzipSync(text, { level: 1 });
  const { body, release } = halves(coded.subarray(0, coded.length / 2), coded.subarray(coded.length / 2));
  origin.on('/x').reply(200, { body, headers: { 'content-encoding': 'gzip' } });
  expect(gunzipSync(coded)).toEqual(text);
  const stream = resilient().stream(origin.url('/x'));
  const [chunk] = (await once(stream, 'data')) as [Buffer];
  expect(chunk.length).toBeGreaterThan(0);
  release();
  const rest = await read(stream);
  expect(chunk.length + rest.length).toBe(text.length);
});

// got 14 writes them at once.
test.each(COPIES.slice(0, 2))(
  'got %s: bytes report their upload as the server takes them',
  async (_version, copy) => {
    const origin = await originOf();
    const size = 32 << 20;
    origin
      .on('/x')
      .reply(200, { body: 'ok', faults: [{ do: 'delay', at: 'request', wait: 300, after: 100_000 }] });
    const seen: Progress[] = [];
    const call = resilient({}, copy).post(origin.url('/x'), { body: Buffer.alloc(size) });
    void call.on('uploadProgress', (progress) => seen.push(progress));
    await until(() => seen.length > 2);
    await until(() => (origin.seen('/x')[0]?.bodyBytes ?? 0) >= 100_000);
    // The server has stopped to read: what is under way fits into the buffers of the system.
    expect(seen.at(-1)?.percent).toBeLessThan(1);
    await call;
    expect(seen.at(-1)).toEqual({ percent: 1, transferred: size, total: size });
    expect(seen.length).toBeGreaterThan(size / 65_536);
  },
);

test('a response that arrives before the bytes were sent is returned', async () => {
  const origin = await originOf();
  origin.on('/x').reply(413, { upload: 'early', body: 'too much' });
  const call = resilient().post(origin.url('/x'), { body: Buffer.alloc(32 << 20), throwHttpErrors: false });
  expect(await call).toMatchObject({ statusCode: 413, body: 'too much' });
  const body = Readable.from([Buffer.alloc(8 << 20)]);
  expect(await resilient().post(origin.url('/x'), { body, throwHttpErrors: false })).toMatchObject({
    statusCode: 413,
  });
});
