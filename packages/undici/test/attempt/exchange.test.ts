import { truncateSync } from 'node:fs';
import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { createHash } from 'node:crypto';
import { afterwards, failure, pause, rig, until } from '../support/setup.ts';
import type { EchoedRequest } from '@sluice/fixtures';

const BODIES: Record<string, () => { body: unknown; bytes: string; framed: 'length' | 'chunked' }> = {
  string: () => ({ body: 'grüße', bytes: 'grüße', framed: 'length' }),
  bytes: () => ({ body: new Uint8Array([1, 2, 3]), bytes: '\u0001\u0002\u0003', framed: 'length' }),
  ArrayBuffer: () => ({ body: new Uint8Array([65, 66]).buffer, bytes: 'AB', framed: 'length' }),
  URLSearchParams: () => ({ body: new URLSearchParams({ a: '1 2' }), bytes: 'a=1+2', framed: 'length' }),
  Blob: () => ({ body: new Blob(['ab', 'cd']), bytes: 'abcd', framed: 'length' }),
  'async iterable': () => ({ body: pieces(), bytes: 'onetwo', framed: 'chunked' }),
  'Node stream': () => ({
    body: Readable.from([Buffer.from('no'), Buffer.from('de')]),
    bytes: 'node',
    framed: 'chunked',
  }),
  'web stream': () => ({ body: new Blob(['web']).stream(), bytes: 'web', framed: 'chunked' }),
  factory: () => ({ body: () => 'made', bytes: 'made', framed: 'length' }),
  'factory of a stream': () => ({ body: () => pieces(), bytes: 'onetwo', framed: 'chunked' }),
  'empty string': () => ({ body: '', bytes: '', framed: 'length' }),
};

async function* pieces(): AsyncIterable<string> {
  yield 'one';
  yield 'two';
}

for (const [kind, make] of Object.entries(BODIES)) {
  test(`sends a body given as ${kind}`, async () => {
    const { origin, client } = await rig();
    origin.on('/echo').echo();
    const { body, bytes, framed } = make();
    const echoed = await client.post('/echo', { body: body as string }).json<EchoedRequest>();
    const expected = Buffer.from(bytes, kind === 'bytes' ? 'latin1' : 'utf8');
    expect(echoed.bodyBytes).toBe(expected.length);
    expect(echoed.bodySha256).toBe(createHash('sha256').update(expected).digest('hex'));
    const headers = Object.fromEntries(echoed.headers);
    if (framed === 'length') expect(headers['content-length']).toBe(String(expected.length));
    else expect(headers['transfer-encoding']).toBe('chunked');
  });
}

test('sends a form with a file as multipart with a known length', async () => {
  const { origin, client } = await rig();
  origin.on('/echo').handle((request) => ({ status: 200, body: request.body }));
  const form = new FormData();
  form.set('na"me', 'line\nbreak');
  form.set('file', new Blob(['content'], { type: 'text/css' }), 'a\r\nb.css');
  const text = await client.post('/echo', { body: form }).text();
  expect(text).toContain('Content-Disposition: form-data; name="na%22me"\r\n\r\nline\r\nbreak\r\n');
  expect(text).toContain('name="file"; filename="a%0D%0Ab.css"\r\nContent-Type: text/css\r\n\r\ncontent\r\n');
});

test('74: an error of the caller’s own body stream is the cause of the call’s error', async () => {
  const { origin, client } = await rig();
  origin.on('/upload').reply(200);
  const mine = new Error('disk on fire');
  async function* broken(): AsyncIterable<string> {
    yield 'some';
    throw mine;
  }
  const error = await failure(client.post('/upload', { body: broken() }));
  expect(error).toMatchObject({ code: 'ERR_SLUICE_BODY_SOURCE', cause: mine });
});

test('an aborted upload closes its source', async () => {
  const { origin, client } = await rig();
  origin.on('/upload').reply(200, { upload: 'unread' }).fault({ do: 'stall', at: 'head' });
  const enough = new Error('enough');
  const controller = new AbortController();
  let returned = false;
  async function* endless(): AsyncIterable<Uint8Array> {
    try {
      while (true) {
        yield new Uint8Array(65_536);
        // oxlint-disable-next-line no-await-in-loop -- a source produces in order
        await pause(1);
      }
    } finally {
      returned = true;
    }
  }
  const failed = failure(client.post('/upload', { body: endless(), signal: controller.signal }));
  await until(() => origin.stats().requests === 1);
  expect(returned).toBe(false);
  controller.abort(enough);
  expect(await failed).toBe(enough);
  await until(() => returned);
});

test.each(['GET', 'HEAD', 'DELETE', 'OPTIONS'] as const)(
  '%s without a body keeps its connection',
  async (method) => {
    const { origin, client } = await rig();
    origin.on('/x').reply(200, { body: method === 'HEAD' ? { size: 10 } : '' });
    for (let count = 0; count < 3; count++) await client('/x', { method }).text();
    expect(origin.stats()).toMatchObject({ opened: 1, requests: 3 });
  },
);

test.each([204, 304])('a %i is complete with its head', async (status) => {
  const { origin, client } = await rig();
  origin.on('/x').reply(status);
  const response = await client.get('/x', { throwHttpErrors: false });
  expect(response.status).toBe(status);
  expect(await response.text()).toBe('');
  expect(response.connection).toMatchObject({
    reused: false,
    protocol: 'http/1.1',
    remoteAddress: '127.0.0.1',
  });
});

test('streams a large body with back-pressure and releases the connection at its end', async () => {
  const { origin, client, pool } = await rig();
  const size = 4 * 1024 * 1024;
  origin.on('/big').reply(200, { body: { size } });
  const response = await client.get('/big');
  await pause(50);
  expect(response.lifetime.received).toBeLessThan(512 * 1024);
  expect(pool().active).toBe(1);
  let received = 0;
  for await (const chunk of response) received += chunk.length;
  expect(received).toBe(size);
  expect(pool()).toMatchObject({ active: 0, idle: 1 });
});

test('leaving a loop early drains the rest and keeps the connection', async () => {
  const { origin, client, pool } = await rig();
  origin.on('/medium').reply(200, { body: { size: 150_000 } });
  for await (const _chunk of await client.get('/medium')) break;
  await until(() => pool().idle === 1);
  await client.get('/medium').bytes();
  expect(origin.stats().opened).toBe(1);
});

test('repeated response headers stay separate, and `__proto__` is an ordinary name', async () => {
  const { origin, client } = await rig();
  origin.on('/h').reply(200, {
    headers: [
      ['set-cookie', 'a=1'],
      ['set-cookie', 'b=2'],
      ['x-list', '1'],
      ['X-List', '2'],
      ['__proto__', 'data'],
    ],
  });
  const { headers } = await client.get('/h').drain();
  expect(headers.getSetCookie()).toEqual(['a=1', 'b=2']);
  expect(headers.get('x-list')).toBe('1, 2');
  expect(headers.get('__proto__')).toBe('data');
});

test('57: follows redirects, drains their bodies, keeps one connection', async () => {
  const { origin, client } = await rig();
  origin.on('/a').redirect('/b');
  origin.on('/b').reply(307, { headers: { location: '/c' }, body: { size: 5_000 } });
  origin.on('/c').reply(200, { json: { ok: true } });
  const response = await client.get('/a');
  expect(response.redirected).toBe(true);
  expect(response.url).toBe(origin.url('/c'));
  expect(await response.json()).toEqual({ ok: true });
  expect(origin.stats().opened).toBe(1);
});

test('informational responses are skipped, and too many are an error', async () => {
  const { origin, client } = await rig();
  origin.on('/few').reply(200, { informational: [{ status: 103, times: 3 }], body: 'yes' });
  origin.on('/flood').reply(200, { informational: [{ status: 103, times: 1_000 }] });
  expect(await client.get('/few').text()).toBe('yes');
  expect(await failure(client.get('/flood'))).toMatchObject({
    code: 'ERR_SLUICE_PROTOCOL',
    retryable: false,
  });
});

/** A file of a folder of its own, which is removed after the test. */
async function fileOf(content: string): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'sluice-body-'));
  afterwards(() => rm(folder, { recursive: true }));
  const file = path.join(folder, 'up.txt');
  await writeFile(file, content);
  return file;
}

test('each attempt reads a file from its beginning, with its current length, and a missing file is refused before sending', async () => {
  const { origin, client } = await rig();
  origin.on('/x').handle(async (request) => ({ status: 200, body: request.text() }));
  const file = await fileOf('one');
  expect(await client.put('/x', { body: { file } }).text()).toBe('one');
  await writeFile(file, 'and two');
  expect(await client.put('/x', { body: { file: pathToFileURL(file) } }).text()).toBe('and two');
  expect(origin.seen('/x').map((request) => request.header('content-length'))).toEqual(['3', '7']);
  await writeFile(file, '');
  expect(await client.put('/x', { body: { file } }).text()).toBe('');
  await rm(file);
  expect(await failure(client.put('/x', { body: { file } }))).toMatchObject({
    code: 'ERR_SLUICE_BODY_SOURCE',
    cause: { code: 'ENOENT' },
  });
  expect(origin.stats().requests).toBe(3);
});

test('an open file is sent from its beginning each time, and stays open', async () => {
  const { origin, client } = await rig();
  origin.on('/x').handle((request) => ({ status: 200, body: request.text() }));
  origin.on('/from').reply(307, { headers: { location: '/x' } });
  const path_ = await fileOf('a'.repeat(100_000));
  const file = await open(path_, 'r');
  await file.read(new Uint8Array(10));
  for (const body of [file, { file }])
    expect(await client.put('/from', { body }).text()).toBe('a'.repeat(65_536));
  expect(origin.seen('/x').map(({ bodyBytes }) => bodyBytes)).toEqual([100_000, 100_000]);
  expect(origin.seen('/x')[0]?.header('content-length')).toBe('100000');
  expect((await file.stat()).size).toBe(100_000);
  await file.close();
  expect(await failure(client.put('/x', { body: file }))).toMatchObject({ code: 'ERR_SLUICE_BODY_SOURCE' });
  expect(origin.seen('/x')).toHaveLength(2);
});

test.each(['path', 'handle'] as const)(
  '74: a file (by %s) that ends early is an error of the source, and the request is aborted',
  async (kind) => {
    const { origin, client, pool } = await rig();
    origin.on('/x', { sendContinue: false }).reply(200);
    const path_ = await fileOf('a'.repeat(4 << 20));
    const file = await open(path_, 'r');
    // The head has gone with the length, the body waits.
    const cut = client.put('/x', {
      body: kind === 'path' ? { file: path_ } : file,
      expectContinue: true,
      timeout: { expectContinue: 300 },
    });
    const failed = failure(cut);
    await until(() => origin.stats().requests === 1);
    truncateSync(path_, 10);
    const error = await failed;
    await file.close();
    expect(error).toMatchObject({ code: 'ERR_SLUICE_BODY_SOURCE' });
    expect(String(error['cause'])).toMatch(/ended after \d+ of 4194304 bytes/);
    expect(pool()).toMatchObject({ active: 0, idle: 0 });
    await until(() => origin.stats().open === 0);
  },
);
