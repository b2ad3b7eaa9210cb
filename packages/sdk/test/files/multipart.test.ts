// Forms with files, as a server parses them.
import { createReadStream } from 'node:fs';
import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import {
  caCertificate,
  createFaultOrigin,
  createHttp2Origin,
  trackLeaks,
  type FaultOrigin,
  type LeakTracker,
} from '@sluice/fixtures';
import { gotTransport } from '@sluice/got';
import got from 'got';
import { createClient, isBodyError, undiciTransport, type SluiceClient, type SluiceOptions } from 'sluice';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { multipartBody, type MultipartFields } from '../../src/index.ts';
import { bytesOf } from './file-origin.ts';

let leaks: LeakTracker;
let folder: string;
const closing: { close(): Promise<unknown> }[] = [];

beforeEach(async () => {
  leaks = trackLeaks();
  folder = await mkdtemp(join(tmpdir(), 'sluice-multipart-'));
});

afterEach(async () => {
  for (const item of closing.splice(0).reverse()) await item.close();
  await rm(folder, { recursive: true });
  await leaks.assertNone();
  leaks[Symbol.dispose]();
});

function clientOf(options: SluiceOptions = {}): SluiceClient {
  const client = createClient({
    ...(options.transport === undefined && { pool: {} }),
    retry: { minDelay: 1, maxDelay: 5, methods: 'any' },
    ...options,
  });
  closing.push(client);
  return client;
}

async function originOf(options = {}): Promise<FaultOrigin> {
  const origin = await createFaultOrigin({ keepBody: 30_000_000, ...options });
  closing.push(origin);
  return origin;
}

async function parsed(body: Uint8Array, contentType: string | undefined): Promise<unknown[]> {
  const form = await new Response(new Blob([new Uint8Array(body)]), {
    headers: { 'content-type': contentType ?? '' },
  }).formData();
  return Promise.all(
    [...form].map(async ([name, value]) =>
      typeof value === 'string' ? [name, value] : [name, value.name, value.type, await value.text()],
    ),
  );
}

async function failure(promise: PromiseLike<unknown>): Promise<Error & Record<string, unknown>> {
  try {
    await promise;
  } catch (error) {
    return error as never;
  }
  throw new Error('expected a rejection');
}

test('fields and files of every kind arrive as a server parses them, with a content-length', async () => {
  const origin = await originOf();
  origin.on('/form').echo();
  const path = join(folder, 'a"b.txt');
  await writeFile(path, 'from disk');
  const handle = await open(path);
  const fields: MultipartFields = {
    title: 'line 1\nline 2',
    count: 3,
    yes: true,
    nothing: null,
    left: undefined,
    tag: ['a', 'b'],
    bytes: new Uint8Array([104, 105]),
    blob: new Blob(['blob'], { type: 'text/css' }),
    file: new File(['file'], 'ü.txt', { type: 'text/plain' }),
    path: { file: path },
    url: { content: { file: pathToFileURL(path) }, filename: 'other.bin', contentType: 'image/png' },
    handle: { content: handle, filename: 'h' },
    json: { content: '{"a":\n1}', contentType: 'application/json' },
    stream: { content: () => createReadStream(path), length: 9, filename: 's' },
    factory: () => new Uint8Array([120]),
  };
  await clientOf()
    .post(origin.url('/form'), { body: multipartBody(fields) })
    .text();
  await handle.close();
  const [seen] = origin.seen('/form');
  expect(seen?.header('content-length')).toBe(String(seen?.bodyBytes));
  expect(await parsed(seen?.body ?? Buffer.alloc(0), seen?.header('content-type'))).toEqual([
    ['title', 'line 1\r\nline 2'],
    ['count', '3'],
    ['yes', 'true'],
    ['nothing', ''],
    ['tag', 'a'],
    ['tag', 'b'],
    ['bytes', 'blob', 'application/octet-stream', 'hi'],
    ['blob', 'blob', 'text/css', 'blob'],
    ['file', 'ü.txt', 'text/plain', 'file'],
    ['path', 'a"b.txt', 'application/octet-stream', 'from disk'],
    ['url', 'other.bin', 'image/png', 'from disk'],
    ['handle', 'h', 'application/octet-stream', 'from disk'],
    ['json', '{"a":\n1}'],
    ['stream', 's', 'application/octet-stream', 'from disk'],
    ['factory', 'blob', 'application/octet-stream', 'x'],
  ]);
});

const big = bytesOf(5_000_000);

const transports: Record<
  string,
  () => Promise<{
    url: string;
    client: SluiceClient;
    received: () => Promise<{ length: string | undefined; hash: string }[]>;
  }>
> = {
  'plain sockets': () => overFaultOrigin(false, {}),
  TLS: () => overFaultOrigin(true, { transport: undiciTransport({ pool: {}, tls: { ca: caCertificate } }) }),
  got: () => overFaultOrigin(false, { transport: gotTransport({ got, pool: {} }) }),
  'HTTP/2': async () => {
    const origin = await createHttp2Origin();
    closing.push(origin);
    const all: { length: string | undefined; hash: string }[] = [];
    origin.on('/form', async (exchange) => {
      const body = await exchange.body();
      all.push({
        length: exchange.headers['content-length'],
        hash: await fileHash(body, exchange.headers['content-type']),
      });
      exchange.reply(all.length === 1 ? 503 : 200);
    });
    const client = clientOf({
      transport: undiciTransport({ pool: {}, http2: true, tls: { ca: caCertificate } }),
    });
    return { url: origin.url('/form'), client, received: () => Promise.resolve(all) };
  },
};

async function overFaultOrigin(
  tls: boolean,
  options: SluiceOptions,
): ReturnType<(typeof transports)[string]> {
  const origin = await originOf(tls ? { tls } : {});
  origin.on('/form').reply(503, {}, { nth: 1 }).reply(200, {});
  return {
    url: origin.url('/form'),
    client: clientOf(options),
    received: () =>
      Promise.all(
        origin.seen('/form').map(async (seen) => ({
          length: seen.header('content-length'),
          hash: await fileHash(seen.body, seen.header('content-type')),
        })),
      ),
  };
}

async function fileHash(body: Uint8Array, type: string | undefined): Promise<string> {
  const form = await new Response(new Blob([new Uint8Array(body)]), {
    headers: { 'content-type': type ?? '' },
  }).formData();
  const file = form.get('file') as File;
  return createHash('sha256')
    .update(await file.bytes())
    .digest('hex');
}

test.each(Object.keys(transports))(
  '%s: a file of 5 MB is read again for a retry, and its progress is reported',
  async (name) => {
    const path = join(folder, 'big.bin');
    await writeFile(path, big);
    const { url, client, received } = await (transports[name] as (typeof transports)[string])();
    const progress: (readonly [number, number | undefined, number])[] = [];
    const body = multipartBody({
      kind: 'backup',
      file: { file: path },
      again: { content: () => createReadStream(path, { end: 9 }), length: 10 },
    });
    await client
      .post(url, {
        body,
        onUploadProgress: ({ transferred, total, attempt }) =>
          void progress.push([transferred, total, attempt]),
      })
      .text();
    const total = body.length as number;
    const hash = createHash('sha256').update(big).digest('hex');
    expect(await received()).toEqual([
      { length: String(total), hash },
      { length: String(total), hash },
    ]);
    expect(
      progress.filter(([transferred]) => transferred === total).map(([, all, attempt]) => [all, attempt]),
    ).toEqual([
      [total, 1],
      [total, 2],
    ]);
    expect(progress.length).toBeGreaterThan(20);
  },
);

test('a file that grew between two attempts is sent with its new length', async () => {
  const origin = await originOf();
  const path = join(folder, 'log.txt');
  await writeFile(path, 'one');
  origin.on('/form').handle(async (request) => {
    if (request.attempt === 1) await writeFile(path, 'one and two');
    return request.attempt === 1 ? 503 : 200;
  });
  await clientOf()
    .post(origin.url('/form'), { body: multipartBody({ log: { file: path } }) })
    .text();
  const lengths = origin.seen('/form').map((seen) => [seen.header('content-length'), seen.bodyBytes]);
  expect(lengths[1]?.[1]).toBe((lengths[0]?.[1] as number) + 8);
  for (const [declared, sent] of lengths) expect(declared).toBe(String(sent));
});

test('a stream without a length is sent in chunks; a stream that was read is not sent again', async () => {
  const origin = await originOf();
  origin.on('/form').reply(503, {}, { nth: 1 }).reply(200, {});
  const chunked = multipartBody({ file: () => Readable.from([Buffer.from('abc')]) });
  expect(chunked.length).toBeUndefined();
  await clientOf().post(origin.url('/form'), { body: chunked }).text();
  const [first] = origin.seen('/form');
  expect(first?.header('transfer-encoding')).toBe('chunked');
  expect(await parsed(first?.body ?? Buffer.alloc(0), first?.header('content-type'))).toEqual([
    ['file', 'blob', 'application/octet-stream', 'abc'],
  ]);
  origin.on('/form').restart();
  const oneShot = multipartBody({ file: Readable.from([Buffer.from('abc')]) });
  expect(oneShot.replayable).toBe(false);
  const error = await failure(clientOf().post(origin.url('/form'), { body: oneShot }));
  expect(error['status']).toBe(503);
  expect(origin.seen('/form')).toHaveLength(3);
});

test('a stream of another length than stated never becomes a complete request', async () => {
  const origin = await originOf();
  origin.on('/form').reply(200, {});
  for (const length of [2, 4]) {
    const body = multipartBody({ file: { content: () => Readable.from([Buffer.from('abc')]), length } });
    // oxlint-disable-next-line no-await-in-loop -- one request after the other
    const error = await failure(clientOf().post(origin.url('/form'), { body }));
    expect(isBodyError(error) && error.code).toBe('ERR_SLUICE_BODY_SOURCE');
  }
  expect(origin.seen('/form').every((seen) => !seen.complete)).toBe(true);
});

test('streams of parts that were not reached are closed', async () => {
  const origin = await originOf();
  origin.on('/form').fault({ do: 'reset', at: 'request', after: 100 });
  const later = Readable.from([Buffer.from('never')]);
  const endless = (): AsyncIterable<Uint8Array> => ({
    async *[Symbol.asyncIterator]() {
      for (;;) yield new Uint8Array(65_536);
    },
  });
  await failure(
    clientOf({ retry: false }).post(origin.url('/form'), { body: multipartBody({ a: endless, b: later }) }),
  );
  await expect.poll(() => later.destroyed).toBe(true);
});

test('streams of later parts are closed when an earlier part fails', async () => {
  const origin = await originOf();
  origin.on('/form').reply(200, {});
  const later: Readable[] = [];
  const broken = async function* (): AsyncGenerator<Uint8Array> {
    yield Buffer.from('a');
    throw new Error('broken');
  };
  const body = multipartBody({
    first: () => broken(),
    second: () => {
      const stream = new Readable({ read() {} });
      later.push(stream);
      return stream;
    },
  });
  const error = await failure(clientOf({ retry: false }).post(origin.url('/form'), { body }));
  expect(isBodyError(error) && error.code).toBe('ERR_SLUICE_BODY_SOURCE');
  await expect.poll(() => later.map(({ destroyed }) => destroyed)).toEqual([true]);
});

test.each<[unknown, RegExp]>([
  [5, /an object of fields, or pairs/],
  [[['a']], /made of pairs/],
  [{ a: { content: 'x', filname: 'y' } }, /probably 'body.a.filename'/],
  [{ a: { content: 'x', length: -1 } }, /'body.a.length' must be a whole number/],
  [{ a: new FormData() }, /a form cannot contain a form/],
  [{ a: { b: 1 } }, /'body.a' must be text, bytes, a Blob/],
])('%j is refused', (fields, message) => {
  expect(() => multipartBody(fields as MultipartFields)).toThrow(message);
});

test('names cannot add lines to a part', async () => {
  const body = multipartBody([
    [
      'a"\r\nx: y',
      { content: new Uint8Array(1), filename: 'f"\r\n\r\n.txt', contentType: 'text/plain\r\nx: y' },
    ],
  ]);
  const chunks: Uint8Array[] = [];
  for await (const chunk of body.open() as AsyncIterable<Uint8Array>) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString('latin1');
  expect(text).toContain(
    'name="a%22%0D%0Ax: y"; filename="f%22%0D%0A%0D%0A.txt"\r\nContent-Type: text/plainx: y\r\n\r\n',
  );
});
