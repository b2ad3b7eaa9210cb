// Downloads to the disk from origins that cut bodies, change files, stall, and send wrong headers.
import { createHash } from 'node:crypto';
import { mkdtemp, open, readdir, readFile, readlink, rm, stat, writeFile } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  bearer,
  createClient,
  undiciTransport,
  isBodyError,
  isHttpError,
  isOptionError,
  isTimeoutError,
  type SluiceClient,
} from 'sluice';
import {
  caCertificate,
  createFaultOrigin,
  createHttp2Origin,
  createVirtualClock,
  startOriginProcess,
  trackLeaks,
  type ExchangeFault,
  type FaultOrigin,
  type LeakTracker,
} from '@sluice/fixtures';
import { gotTransport } from '@sluice/got';
import got from 'got';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  defineApi,
  download,
  isDownloadError,
  op,
  stream,
  toFile,
  type DownloadOptions,
  type DownloadProgress,
} from '../../src/index.ts';
import { bytesOf, serveFile, sha256, tagOf, type FileAnswer, type ServedFile } from './file-origin.ts';

let leaks: LeakTracker;
let folder: string;
let target: string;
const closing: { close(): Promise<unknown> }[] = [];

beforeEach(async () => {
  leaks = trackLeaks();
  folder = await mkdtemp(join(tmpdir(), 'sluice-download-'));
  target = join(folder, 'file.bin');
});

afterEach(async () => {
  for (const item of closing.splice(0).reverse()) await item.close();
  expect(await openFiles()).toEqual([]);
  await rm(folder, { recursive: true });
  await leaks.assertNone();
  leaks[Symbol.dispose]();
});

function clientOf(transport?: Parameters<typeof createClient>[0]): SluiceClient {
  const client = createClient({ pool: {}, retry: { minDelay: 1, maxDelay: 5 }, ...transport });
  closing.push(client);
  return client;
}

/** The files of the test that are open. */
async function openFiles(): Promise<string[]> {
  if (process.platform !== 'linux') return [];
  const links = await Promise.allSettled(
    (await readdir('/proc/self/fd')).map((fd) => readlink(`/proc/self/fd/${fd}`)),
  );
  return links.flatMap((link) =>
    link.status === 'fulfilled' && link.value.startsWith(folder) ? [link.value] : [],
  );
}

const QUICK: DownloadOptions = { retry: { minDelay: 1, maxDelay: 4 } };

/** Serves the file of each request by `/file`, with the faults of each request. */
async function serve(
  file: (attempt: number) => ServedFile,
  faults: (attempt: number) => readonly ExchangeFault[] = () => [],
  options: object = {},
): Promise<FaultOrigin> {
  const origin = await createFaultOrigin(options);
  closing.push(origin);
  origin.on('/file').handle((request) => {
    const answer = serveFile(file(request.attempt), (name) => request.header(name));
    const body = Buffer.from(answer.body);
    return {
      status: answer.status,
      headers: Object.entries(answer.headers),
      body,
      faults: faults(request.attempt),
    };
  });
  return origin;
}

/** The range and the condition of each request. A cut may lose some of the bytes before it: `page` is most of a page. */
function asked(origin: FaultOrigin): (string | undefined)[][] {
  return origin.seen('/file').map((seen) => {
    const range = seen.header('range');
    const from = Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1]);
    return [from > 0 && from <= PAGE ? 'page' : range, seen.header('if-range')];
  });
}

async function failure(promise: PromiseLike<unknown>): Promise<Error & Record<string, unknown>> {
  try {
    await promise;
  } catch (error) {
    return error as never;
  }
  throw new Error('expected a rejection');
}

const cutAt = (after: number): readonly ExchangeFault[] => [{ do: 'close', at: 'body', after }];
const PAGE = 65_536;

describe('over', () => {
  /** Starts an origin that cuts each answer after a quarter of the file, and a client for it. */
  const transports: Record<
    string,
    (file: ServedFile) => Promise<{ url: string; client: SluiceClient; requests: () => number }>
  > = {
    'plain sockets': async (file) => {
      const origin = await serve(
        () => file,
        () => cutAt(file.bytes.length / 4),
      );
      return { url: origin.url('/file'), client: clientOf(), requests: () => origin.stats().requests };
    },
    TLS: async (file) => {
      const origin = await serve(
        () => file,
        () => cutAt(file.bytes.length / 4),
        { tls: true },
      );
      const client = clientOf({
        transport: undiciTransport({ pool: {}, tls: { ca: caCertificate } }),
        pool: undefined,
      });
      return { url: origin.url('/file'), client, requests: () => origin.stats().requests };
    },
    'HTTP/2': async (file) => {
      const origin = await createHttp2Origin();
      closing.push(origin);
      let requests = 0;
      origin.on('/file', ({ stream, headers }) => {
        requests++;
        const answer = serveFile(file, (name) => headers[name] as string | undefined);
        const half = Math.min(answer.body.length, file.bytes.length / 4);
        stream.respond({ ':status': answer.status, ...answer.headers, 'content-length': answer.body.length });
        stream.write(answer.body.subarray(0, half), () => {
          if (half < answer.body.length) stream.close(2);
          else stream.end();
        });
        stream.on('error', () => undefined);
      });
      const transport = undiciTransport({ pool: {}, http2: true, tls: { ca: caCertificate } });
      return {
        url: origin.url('/file'),
        client: clientOf({ transport, pool: undefined }),
        requests: () => requests,
      };
    },
    got: async (file) => {
      const origin = await serve(
        () => file,
        () => cutAt(file.bytes.length / 4),
      );
      const client = clientOf({ transport: gotTransport({ got, pool: {} }), pool: undefined });
      return { url: origin.url('/file'), client, requests: () => origin.stats().requests };
    },
  };

  test.each(Object.keys(transports))(
    '%s: a file of 4 MB that is cut again and again is resumed',
    async (name) => {
      const bytes = bytesOf(4_000_000);
      const { url, client, requests } = await (transports[name] as (typeof transports)[string])({ bytes });
      const progress: DownloadProgress[] = [];
      const result = await download(client, url, target, {
        ...QUICK,
        checksum: { sha256: sha256(bytes) },
        onProgress: (step) => void progress.push(step),
      });
      expect(sha256(await readFile(target))).toBe(sha256(bytes));
      expect(result).toMatchObject({
        path: target,
        bytes: 4_000_000,
        resumedFrom: 0,
        verified: ['sha256'],
        lengthKnown: true,
      });
      expect(result.responses).toBeGreaterThanOrEqual(4);
      expect(requests()).toBe(result.responses);
      expect(progress.at(-1)).toEqual({ transferred: 4_000_000, total: 4_000_000, resumedFrom: 0 });
      expect(progress.map(({ transferred }) => transferred)).toEqual(
        progress.map(({ transferred }) => transferred).toSorted((a, b) => a - b),
      );
      expect(await readdir(folder)).toEqual(['file.bin']);
    },
  );
});

test.each([0, 1, 1_000, 20_000_000])('a file of %i bytes arrives in one request', async (length) => {
  const bytes = bytesOf(length);
  const origin = await serve(() => ({ bytes }));
  const result = await download(clientOf(), origin.url('/file'), target);
  expect(result).toMatchObject({ bytes: length, responses: 1, verified: [] });
  expect(Buffer.compare(await readFile(target), bytes)).toBe(0);
  expect(asked(origin)).toEqual([[undefined, undefined]]);
  expect(origin.seen('/file')[0]?.header('accept-encoding')).toBe('identity');
  expect(await readdir(folder)).toEqual(['file.bin']);
});

test.each<[string, readonly ExchangeFault[]]>([
  ['a cut', [{ do: 'close', at: 'body', after: PAGE }]],
  ['a reset', [{ do: 'reset', at: 'body', after: PAGE }]],
  ['a stall', [{ do: 'stall', at: 'body', after: PAGE }]],
  ['a bad chunk', [{ do: 'badChunk', after: PAGE }]],
])('after %s in the body, the rest is asked for with the strong tag', async (_name, faults) => {
  const bytes = bytesOf(200_000);
  const origin = await serve(
    () => ({ bytes }),
    (attempt) => (attempt === 1 ? faults : []),
  );
  const result = await download(clientOf({ timeout: { body: 600 } }), origin.url('/file'), target, QUICK);
  expect(result.responses).toBe(2);
  expect(Buffer.compare(await readFile(target), bytes)).toBe(0);
  const [, [range, condition] = []] = asked(origin);
  // A reset may overtake bytes that were sent before it.
  expect(range).toBe('page');
  expect(condition).toBe(tagOf(bytes));
});

const OLD = 'Mon, 01 Jan 2024 00:00:00 GMT';

test.each<[string, Partial<ServedFile>, string | undefined]>([
  ['a strong tag', {}, 'tag'],
  ['a weak tag', { etag: 'W/"1"' }, undefined],
  ['a weak tag and an old date', { etag: 'W/"1"', lastModified: OLD }, undefined],
  ['a tag that is no tag', { etag: 'abc', lastModified: OLD }, undefined],
  ['an old date', { etag: undefined, lastModified: OLD }, OLD],
  ['a date that may still be this second', { etag: undefined, lastModified: 'now' }, undefined],
  ['no validator', { etag: undefined }, undefined],
])('with %s, an interrupted file is resumed only if that is safe', async (_name, more, condition) => {
  const bytes = bytesOf(200_000);
  const lastModified = more.lastModified === 'now' ? new Date().toUTCString() : more.lastModified;
  const origin = await serve(
    () => ({ bytes, ...more, lastModified }),
    (attempt) => (attempt === 1 ? cutAt(PAGE) : []),
  );
  await download(clientOf(), origin.url('/file'), target, QUICK);
  expect(Buffer.compare(await readFile(target), bytes)).toBe(0);
  const expected = condition === 'tag' ? tagOf(bytes) : condition;
  expect(asked(origin)[1]).toEqual([expected === undefined ? undefined : 'page', expected]);
});

test('a file that changes between two requests is downloaded anew, never mixed', async () => {
  const [old, changed] = [bytesOf(200_000, 1), bytesOf(150_000, 2)];
  const origin = await serve(
    (attempt) => ({ bytes: attempt === 1 ? old : changed }),
    (attempt) => (attempt <= 2 ? cutAt(PAGE) : []),
  );
  const result = await download(clientOf(), origin.url('/file'), target, QUICK);
  expect(Buffer.compare(await readFile(target), changed)).toBe(0);
  expect(result.bytes).toBe(150_000);
  expect(asked(origin)).toEqual([
    [undefined, undefined],
    ['page', tagOf(old)],
    ['page', tagOf(changed)],
  ]);
});

/** Answers requests with a range by a 206 that ignores `if-range`. */
function ignoring(answer: FileAnswer, bytes: Uint8Array, range: string | undefined): FileAnswer {
  const from = Number(/\d+/.exec(range ?? '')?.[0]);
  if (range === undefined) return answer;
  const headers = { ...answer.headers, 'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}` };
  return { status: 206, headers, body: bytes.subarray(from) };
}

test('a server that ignores if-range is caught by the tag of its part', async () => {
  const [old, changed] = [bytesOf(200_000, 1), bytesOf(200_000, 2)];
  const origin = await createFaultOrigin();
  closing.push(origin);
  origin.on('/file').handle((request) => {
    const bytes = request.attempt === 1 ? old : changed;
    const header = (name: string): string | undefined =>
      name === 'range' ? undefined : request.header(name);
    const { status, headers, body } = ignoring(serveFile({ bytes }, header), bytes, request.header('range'));
    const faults = request.attempt === 1 ? cutAt(PAGE) : [];
    return { status, headers: Object.entries(headers), body: Buffer.from(body), faults };
  });
  await download(clientOf(), origin.url('/file'), target, QUICK);
  expect(Buffer.compare(await readFile(target), changed)).toBe(0);
  expect(asked(origin).map(([range]) => range)).toEqual([undefined, 'page', undefined]);
});

test('a server that ignores ranges sends the whole file again', async () => {
  const bytes = bytesOf(200_000);
  const origin = await serve(
    () => ({ bytes, ranges: false }),
    (attempt) => (attempt <= 2 ? cutAt(PAGE * attempt) : []),
  );
  const result = await download(clientOf(), origin.url('/file'), target, QUICK);
  expect(Buffer.compare(await readFile(target), bytes)).toBe(0);
  expect(result).toMatchObject({ responses: 3, bytes: 200_000 });
});

test.each<[string, string]>([
  ['another start', 'bytes 0-199999/200000'],
  ['another total', `bytes ${PAGE}-199999/200001`],
  ['an end before the start', `bytes ${PAGE}-5/200000`],
  ['another unit', `items ${PAGE}-199999/200000`],
  ['nonsense', 'bytes all'],
])('a 206 with %s in content-range is not used', async (_name, contentRange) => {
  const bytes = bytesOf(200_000);
  const origin = await serve(
    (attempt) => ({ bytes, headers: attempt === 2 ? { 'content-range': contentRange } : {} }),
    (attempt) => (attempt === 1 ? cutAt(PAGE) : []),
  );
  await download(clientOf(), origin.url('/file'), target, QUICK);
  expect(Buffer.compare(await readFile(target), bytes)).toBe(0);
  expect(asked(origin).map(([range]) => range)).toEqual([undefined, 'page', undefined]);
});

test('parts of a file that are shorter than asked for are put together', async () => {
  const bytes = bytesOf(200_000);
  const origin = await createFaultOrigin();
  closing.push(origin);
  origin.on('/file').handle((request) => {
    const from = Number(/\d+/.exec(request.header('range') ?? '')?.[0] ?? 0);
    const headers = {
      etag: '"1"',
      'content-range': `bytes ${from}-${Math.min(from + 50_000, 200_000) - 1}/*`,
    };
    if (from >= 200_000) return { status: 416, headers: { etag: '"1"', 'content-range': 'bytes */200000' } };
    if (from > 0) return { status: 206, headers, body: Buffer.from(bytes.subarray(from, from + 50_000)) };
    return {
      status: 200,
      headers: { etag: '"1"' },
      framing: 'chunked',
      body: Buffer.from(bytes),
      faults: cutAt(30_000),
    };
  });
  const result = await download(clientOf(), origin.url('/file'), target, QUICK);
  expect(Buffer.compare(await readFile(target), bytes)).toBe(0);
  const starts = origin.seen('/file').map((seen) => Number(/\d+/.exec(seen.header('range') ?? '0')?.[0]));
  expect(starts.length).toBeGreaterThan(4);
  expect(starts.at(-1)).toBe(200_000);
  expect(result.responses).toBe(starts.length - 1);
});

test('another process continues a download; a download of another URL does not continue it', async () => {
  const bytes = bytesOf(200_000);
  const origin = await serve(
    () => ({ bytes }),
    (attempt) => (attempt === 1 ? [{ do: 'stall', at: 'body', after: PAGE }] : []),
  );
  const url = `${origin.url('/file')}?signature=1`;
  const key = 'file 1';
  const controller = new AbortController();
  const first = failure(
    download(clientOf(), url, target, {
      ...QUICK,
      key,
      signal: controller.signal,
      onProgress: ({ transferred }) => void (transferred > PAGE / 2 && controller.abort(new Error('enough'))),
    }),
  );
  expect((await first).message).toBe('enough');
  expect((await readdir(folder)).toSorted()).toEqual(['file.bin.part', 'file.bin.part.json']);
  expect(await readFile(`${target}.part.json`, 'utf8')).not.toContain('signature');
  const result = await download(clientOf(), `${origin.url('/file')}?signature=2`, target, {
    ...QUICK,
    key,
    checksum: { sha256: sha256(bytes) },
  });
  expect(result).toMatchObject({ responses: 1, bytes: 200_000, verified: ['sha256'] });
  expect(result.resumedFrom).toBeGreaterThan(PAGE / 2);
  expect(asked(origin)[1]).toEqual(['page', tagOf(bytes)]);
  // The same part, with the note of another source.
  await writeFile(`${target}.part`, 'x'.repeat(100));
  await writeFile(
    `${target}.part.json`,
    JSON.stringify({
      version: 1,
      key: 'other',
      validator: { kind: 'etag', value: tagOf(bytes) },
      digests: {},
    }),
  );
  await download(clientOf(), url, target, { ...QUICK, key });
  expect(Buffer.compare(await readFile(target), bytes)).toBe(0);
  expect(asked(origin)[2]).toEqual([undefined, undefined]);
});

test.each<[string, (part: string, note: string, whole: Uint8Array) => Promise<unknown>, string | undefined]>([
  ['a complete part', (part, _note, whole) => writeFile(part, whole), 'bytes=199999-'],
  [
    'a part that is too long',
    (part, _note, whole) => writeFile(part, Buffer.concat([whole, whole])),
    undefined,
  ],
  ['no part', (part) => rm(part), undefined],
  ['a note that is cut', (_part, note) => writeFile(note, '{"version":1,'), undefined],
  ['a note that is null', (_part, note) => writeFile(note, 'null'), undefined],
  ['no note', (_part, note) => rm(note), undefined],
])('a download continues with %s', async (_name, damage, range) => {
  const bytes = bytesOf(200_000);
  const origin = await serve(() => ({ bytes }));
  await writeFile(`${target}.part`, bytes.subarray(0, PAGE));
  const key = createHash('sha256').update(origin.url('/file')).digest('base64');
  const note = {
    version: 1,
    key,
    validator: { kind: 'etag', value: tagOf(bytes) },
    total: 200_000,
    digests: {},
  };
  await writeFile(`${target}.part.json`, JSON.stringify(note));
  await damage(`${target}.part`, `${target}.part.json`, bytes);
  await download(clientOf(), origin.url('/file'), target, QUICK);
  expect(Buffer.compare(await readFile(target), bytes)).toBe(0);
  expect(asked(origin)[0]?.[0]).toBe(range);
  expect(await readdir(folder)).toEqual(['file.bin']);
});

test('a wrong checksum removes the file, and the error says which', async () => {
  const bytes = bytesOf(1_000);
  const origin = await serve(() => ({ bytes }));
  const error = await failure(
    download(clientOf(), origin.url('/file'), target, { checksum: { md5: '0'.repeat(32) } }),
  );
  expect(isDownloadError(error)).toBe(true);
  expect(error).toMatchObject({ code: 'ERR_SLUICE_DIGEST', bytes: 1_000 });
  expect(error.message).toBe('the file of 1000 bytes does not match its md5');
  expect(await readdir(folder)).toEqual([]);
});

test('a file that was put together wrongly is downloaded anew once', async () => {
  // The server promises that the file is the same, and sends a part of another one.
  const [old, changed] = [bytesOf(200_000, 1), bytesOf(200_000, 2)];
  const origin = await serve(
    (attempt) => ({ bytes: attempt === 1 ? old : changed, etag: '"1"' }),
    (attempt) => (attempt === 1 ? cutAt(PAGE) : []),
  );
  const result = await download(clientOf(), origin.url('/file'), target, {
    ...QUICK,
    checksum: { sha256: sha256(changed, 'base64') },
  });
  expect(Buffer.compare(await readFile(target), changed)).toBe(0);
  expect(result.responses).toBe(3);
});

test.each<[string, (bytes: Uint8Array) => Record<string, string>, string[] | 'error']>([
  [
    'a right repr-digest',
    (bytes) => ({ 'repr-digest': `md5=:x:, sha-256=:${sha256(bytes, 'base64')}:` }),
    ['sha256'],
  ],
  ['a wrong repr-digest', () => ({ 'repr-digest': `sha-256=:${sha256(bytesOf(1), 'base64')}:` }), 'error'],
  [
    'a wrong content-digest',
    () => ({ 'content-digest': `sha-256=:${sha256(bytesOf(1), 'base64')}:` }),
    'error',
  ],
  ['a digest of an unknown algorithm', () => ({ 'repr-digest': 'unixsum=:AAAA:' }), []],
])('%s of the server is checked', async (_name, headers, verified) => {
  const bytes = bytesOf(1_000);
  const origin = await serve(() => ({ bytes, headers: headers(bytes) }));
  const url = origin.url('/file');
  if (verified === 'error') {
    expect((await failure(download(clientOf(), url, target)))['code']).toBe('ERR_SLUICE_DIGEST');
    expect((await download(clientOf(), url, target, { digests: false })).verified).toEqual([]);
  } else {
    expect((await download(clientOf(), url, target)).verified).toEqual(verified);
  }
});

test('a part that does not match its content-digest is asked for again', async () => {
  const bytes = bytesOf(200_000);
  const origin = await serve(
    (attempt) => ({
      bytes,
      headers: attempt === 2 ? { 'content-digest': `sha-256=:${sha256(bytes, 'base64')}:` } : {},
    }),
    (attempt) => (attempt === 1 ? cutAt(PAGE) : []),
  );
  await download(clientOf(), origin.url('/file'), target, QUICK);
  expect(asked(origin).map(([range]) => range)).toEqual([undefined, 'page', 'page']);
  expect(Buffer.compare(await readFile(target), bytes)).toBe(0);
});

test('interruptions without progress end the download, and the part is kept', async () => {
  const bytes = bytesOf(200_000);
  const origin = await serve(
    () => ({ bytes }),
    (attempt) => cutAt(attempt === 1 ? PAGE : 1),
  );
  const error = await failure(
    download(clientOf(), origin.url('/file'), target, { retry: { maxRetries: 3, minDelay: 1 } }),
  );
  expect(isDownloadError(error)).toBe(true);
  expect(error).toMatchObject({ code: 'ERR_SLUICE_DOWNLOAD', total: 200_000 });
  expect(error.message).toMatch(
    /^the download was interrupted 4 times without progress, at 65\d{3} of 200000 bytes$/,
  );
  expect(isBodyError(error.cause)).toBe(true);
  expect((await stat(`${target}.part`)).size).toBe(error['bytes']);
  expect(origin.stats().requests).toBe(5);
});

test('a download ends if the server never sends more than it did before', async () => {
  const bytes = bytesOf(200_000);
  const origin = await serve(
    (attempt) => ({ bytes, etag: `"${attempt}"` }),
    () => cutAt(PAGE),
  );
  const error = await failure(
    download(clientOf(), origin.url('/file'), target, { retry: { maxRetries: 3, minDelay: 1 } }),
  );
  expect(error['code']).toBe('ERR_SLUICE_DOWNLOAD');
  expect(origin.stats().requests).toBe(5);
});

test('an error status is an HttpError; the part of an earlier download is kept', async () => {
  const bytes = bytesOf(200_000);
  const origin = await createFaultOrigin();
  closing.push(origin);
  origin.on('/file').handle((request) => {
    if (request.attempt > 1) return 403;
    const { status, headers } = serveFile({ bytes }, () => undefined);
    return { status, headers: Object.entries(headers), body: Buffer.from(bytes), faults: cutAt(PAGE) };
  });
  const error = await failure(download(clientOf(), origin.url('/file'), target, QUICK));
  expect(isHttpError(error) && error.status).toBe(403);
  expect((await stat(`${target}.part`)).size).toBeGreaterThan(0);
});

test('an error status is an HttpError also if the client does not throw statuses', async () => {
  const origin = await createFaultOrigin();
  closing.push(origin);
  origin.on('/file').reply(404, {});
  const client = clientOf({ throwHttpErrors: false });
  const error = await failure(download(client, origin.url('/file'), target, QUICK));
  expect(isHttpError(error) && error.status).toBe(404);
  const refused = download(client, origin.url('/file'), target, { call: { throwHttpErrors: false } });
  expect((await failure(refused)).message).toMatch(/'download.call.throwHttpErrors' must be absent or true/);
});

test('the deadline covers requests, waits and the body', async () => {
  const origin = await serve(
    () => ({ bytes: bytesOf(200_000) }),
    () => [{ do: 'stall', at: 'body', after: PAGE }],
  );
  const stalled = await failure(download(clientOf(), origin.url('/file'), target, { deadline: 200 }));
  expect(isTimeoutError(stalled) && stalled.phase).toBe('total');
  expect(stalled.message).toMatch(/deadline: the download did not end within 200 ms/);
  const refused = { retry: { minDelay: 60_000, maxDelay: 60_000 }, deadline: 200 };
  const waiting = await failure(
    download(clientOf({ retry: false }), 'http://127.0.0.1:2/', join(folder, 'b'), refused),
  );
  expect(isTimeoutError(waiting) && waiting.phase).toBe('total');
});

test.each([
  ['a file: URL of another host', new URL('file://host/x')],
  ['a file: URL with a slash that is encoded', new URL('file:///a%2Fb')],
  ['a URL of HTTP', new URL('https://a.example/x')],
  ['an empty path', ''],
])('%s is refused as the option `path`, and nothing is sent', async (_, path) => {
  const origin = await serve(() => ({ bytes: bytesOf(10) }));
  expect(await failure(download(clientOf(), origin.url('/file'), path))).toMatchObject({
    code: 'ERR_SLUICE_OPTION',
    option: 'path',
  });
  expect(origin.stats().requests).toBe(0);
});

test('a download that is aborted before it starts sends nothing and creates nothing', async () => {
  const origin = await serve(() => ({ bytes: bytesOf(10) }));
  const error = await failure(
    download(clientOf(), origin.url('/file'), target, { signal: AbortSignal.abort(new Error('no')) }),
  );
  expect(error.message).toBe('no');
  expect(origin.stats().requests).toBe(0);
  expect(await readdir(folder)).toEqual([]);
});

test('no listener is left on a signal that outlives the download', async () => {
  const origin = await serve(() => ({ bytes: bytesOf(10) }));
  const { signal } = new AbortController();
  let listeners = 0;
  const { addEventListener, removeEventListener } = signal;
  signal.addEventListener = (...given: Parameters<typeof addEventListener>) => {
    listeners++;
    Reflect.apply(addEventListener, signal, given);
  };
  signal.removeEventListener = (...given: Parameters<typeof removeEventListener>) => {
    listeners--;
    Reflect.apply(removeEventListener, signal, given);
  };
  await download(clientOf(), origin.url('/file'), target, { signal });
  expect(listeners).toBe(0);
});

test('errors of the disk are reported as they are, and no file stays open', async () => {
  const origin = await serve(() => ({ bytes: bytesOf(100_000) }));
  const url = origin.url('/file');
  const missing = await failure(download(clientOf(), url, join(folder, 'none', 'file')));
  expect(missing['code']).toBe('ENOENT');
  const folderAsTarget = await failure(download(clientOf(), url, folder));
  expect(['EISDIR', 'ENOTEMPTY', 'EEXIST', 'EPERM']).toContain(folderAsTarget['code']);
  await rm(`${folder}.part`, { force: true });
  await rm(`${folder}.part.json`, { force: true });
  expect(origin.stats().requests).toBe(1);
});

test('an error of `onProgress` ends the download with that error', async () => {
  const origin = await serve(() => ({ bytes: bytesOf(100_000) }));
  const broken = new Error('broken');
  const options = {
    onProgress: () => {
      throw broken;
    },
  };
  expect(await failure(download(clientOf(), origin.url('/file'), target, options))).toBe(broken);
});

test('a file longer than `maxBytes` is refused, whether its length is declared or not', async () => {
  const origin = await createFaultOrigin();
  closing.push(origin);
  origin.on('/declared').reply(200, { body: { size: 2_000 } });
  origin.on('/chunked').reply(200, { body: { size: 2_000 }, framing: 'chunked' });
  for (const path of ['/declared', '/chunked']) {
    // oxlint-disable-next-line no-await-in-loop -- one target
    const error = await failure(download(clientOf(), origin.url(path), target, { maxBytes: 1_000 }));
    expect(error['code']).toBe('ERR_SLUICE_BODY_LIMIT');
  }
});

test('a file that ends with its connection may be cut short, which the result says', async () => {
  const bytes = bytesOf(1_000);
  const origin = await createFaultOrigin();
  closing.push(origin);
  origin.on('/file').reply(200, { body: Buffer.from(bytes), framing: 'close' });
  expect(await download(clientOf(), origin.url('/file'), target)).toMatchObject({ lengthKnown: false });
  const checksum = { sha256: sha256(bytes) };
  expect(await download(clientOf(), origin.url('/file'), target, { checksum })).toMatchObject({
    lengthKnown: true,
  });
});

test('20 downloads at once share a client; a second one to the same path is refused', async () => {
  const bytes = bytesOf(300_000);
  const origin = await serve(
    () => ({ bytes }),
    (attempt) => (attempt % 2 === 0 ? cutAt(PAGE) : []),
  );
  const client = clientOf();
  const url = origin.url('/file');
  const paths = Array.from({ length: 20 }, (_, index) => join(folder, `${index}.bin`));
  const all = Promise.all(paths.map((path) => download(client, url, path, QUICK)));
  const again = await failure(download(client, url, paths[0] as string, QUICK));
  expect(isOptionError(again)).toBe(true);
  await all;
  for (const path of paths) {
    // oxlint-disable-next-line no-await-in-loop -- one file in memory at a time
    expect(Buffer.compare(await readFile(path), bytes)).toBe(0);
  }
});

test.each<[DownloadOptions, RegExp]>([
  [{ cheksum: {} } as never, /probably 'download.checksum'/],
  [{ checksum: {} }, /must have one of sha256, sha512, md5/],
  [{ checksum: { sha256: 'abc' } }, /32 bytes in hex or base64/],
  [{ checksum: { sha1: 'abc' } } as never, /unknown option 'download.checksum.sha1'/],
  [{ retry: { maxRetries: -1 } }, /'download.retry.maxRetries' must be a whole number/],
  [{ deadline: 0 }, /'download.deadline' must be a number of ms from 1 on/],
  [{ call: { body: 'x' } } as never, /a download is a GET/],
  [{ call: { timeout: { total: 5 } } } as never, /limit the whole download by 'deadline'/],
])('%j is refused', async (options, message) => {
  await expect(download(clientOf(), 'http://127.0.0.1:2/', target, options)).rejects.toThrow(message);
});

test('an origin in its own process that resets each connection: 20 MB arrive whole', async () => {
  const origin = await startOriginProcess<{ port: number; sha256: string }>(
    new URL('range-origin.ts', import.meta.url),
    {
      args: ['20000000', '3000000'],
      execArgv: ['--conditions=@sluice/source'],
    },
  );
  closing.push(origin);
  const { port, sha256: expected } = origin.ready;
  const result = await download(clientOf(), `http://127.0.0.1:${port}/`, target, {
    ...QUICK,
    checksum: { sha256: expected },
  });
  expect(result).toMatchObject({ bytes: 20_000_000, verified: ['sha256'] });
  expect(result.responses).toBeGreaterThanOrEqual(7);
  expect(await origin.ask()).toBe(result.responses);
});

test('a full disk is reported as it is, and the part is kept for later', async () => {
  const bytes = bytesOf(500_000);
  const origin = await serve(() => ({ bytes }));
  const probe = await open(join(folder, 'probe'), 'w');
  const prototype = Object.getPrototypeOf(probe) as FileHandle;
  await probe.close();
  await rm(join(folder, 'probe'));
  const full = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
  const { write } = prototype;
  let written = 0;
  const spy = vi.spyOn(prototype, 'write').mockImplementation(function (
    this: FileHandle,
    ...given: unknown[]
  ) {
    written += given[2] as number;
    return written > 200_000 ? Promise.reject(full) : (Reflect.apply(write, this, given) as never);
  });
  expect(await failure(download(clientOf(), origin.url('/file'), target, QUICK))).toBe(full);
  spy.mockRestore();
  expect(origin.stats().requests).toBe(1);
  const result = await download(clientOf(), origin.url('/file'), target, QUICK);
  expect(result.resumedFrom).toBeGreaterThan(0);
  expect(Buffer.compare(await readFile(target), bytes)).toBe(0);
});

test('a declared operation downloads with its input, its credentials and its limits', async () => {
  const bytes = bytesOf(200_000);
  const origin = await createFaultOrigin();
  closing.push(origin);
  origin.on('/assets/7').handle((request) => {
    if (request.header('authorization') !== 'Bearer t') return 401;
    const answer = serveFile({ bytes }, (name) => request.header(name));
    const faults = request.attempt === 1 ? cutAt(PAGE) : [];
    return {
      status: answer.status,
      headers: Object.entries(answer.headers),
      body: Buffer.from(answer.body),
      faults,
    };
  });
  origin.on('/assets/8').fault({ do: 'stall', at: 'head' });
  const api = defineApi({
    baseUrl: origin.url(),
    pool: {},
    plugins: [bearer({ token: 't' })],
    operations: {
      asset: op('GET /assets/{id}', { ok: { 200: stream() }, download: toFile({ retry: { minDelay: 1 } }) }),
    },
  }).connect();
  closing.push({ close: () => api.$close() });
  const result = await api
    .asset({ params: { id: 7 } }, { headers: { 'x-tenant': 't1' } })
    .download(target, { checksum: { sha256: sha256(bytes) } });
  expect(result).toMatchObject({ bytes: 200_000, responses: 2, verified: ['sha256'] });
  expect(Buffer.compare(await readFile(target), bytes)).toBe(0);
  expect(
    origin.seen('/assets/7').map((seen) => [seen.header('x-tenant'), seen.header('range') !== undefined]),
  ).toEqual([
    ['t1', false],
    ['t1', true],
  ]);
  const late = await failure(api.asset({ params: { id: 8 } }, { deadline: 100 }).download(join(folder, 'b')));
  expect(isTimeoutError(late) && late.limit).toBe(100);
  const controller = new AbortController();
  controller.abort(new Error('no'));
  const aborted = api.asset({ params: { id: 8 } }, { signal: controller.signal }).download(join(folder, 'c'));
  expect((await failure(aborted)).message).toBe('no');
  const refused = api.asset({ params: { id: '' } }).download(join(folder, 'd'));
  expect(isOptionError(await failure(refused))).toBe(true);
  const options = { call: {} } as never;
  expect((await failure(api.asset({ params: { id: 7 } }).download(target, options))).message).toMatch(
    /unknown option 'download.call'/,
  );
});

test.each([undefined, 'text'])('whatever `onProgress` throws ends the download (%s)', async (thrown) => {
  const origin = await serve(() => ({ bytes: bytesOf(100_000) }));
  const onProgress = (): void => {
    // oxlint-disable-next-line typescript/only-throw-error -- a callback may
    throw thrown;
  };
  const [result] = await Promise.allSettled([
    download(clientOf(), origin.url('/file'), target, { ...QUICK, onProgress }),
  ]);
  expect(result).toEqual({ status: 'rejected', reason: thrown });
  expect(origin.stats().requests).toBe(1);
});

test('the deadline is that of the client’s clock', async () => {
  const origin = await createFaultOrigin();
  closing.push(origin);
  origin.on('/file').reply(200, {}).fault({ do: 'stall', at: 'head' });
  const clock = createVirtualClock();
  const client = createClient({ pool: {}, clock, timeout: false });
  closing.push(client);
  const api = defineApi({
    baseUrl: origin.url(),
    operations: { get: op('GET /file', { ok: { 200: stream() }, download: toFile() }) },
  }).connect({ client });
  closing.push({ close: () => api.$close() });
  const deadline = 60_000;
  const ended = Promise.all([
    failure(download(client, origin.url('/file'), target, { deadline })),
    failure(api.get().download(`${target}.2`, { deadline })),
  ]);
  await expect.poll(() => origin.seen()).toHaveLength(2);
  await clock.advance(deadline);
  for (const error of await ended) expect(isTimeoutError(error) && error.phase).toBe('total');
});
