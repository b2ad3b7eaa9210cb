import { openAsBlob, truncateSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import * as undici from 'undici';
import { describe, expect, test } from 'vitest';
import { dispatcherOf } from '../../src/dispatcher-api.ts';
import { http2Rig, trusted } from '../support/http2-setup.ts';
import { afterwards, failure, pause, rig, until } from '../support/setup.ts';

const SMUGGLED = 'GET /smuggled HTTP/1.1\r\n\r\n';

/** A Blob of a file of 4 GiB and 5 bytes. Node gives its size as 5. */
async function hugeBlob(): Promise<Blob> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'sluice-huge-'));
  afterwards(() => rm(folder, { recursive: true }));
  const file = path.join(folder, 'huge');
  writeFileSync(file, 'hello');
  truncateSync(file, 2 ** 32 + 5);
  const blob = await openAsBlob(file);
  expect(blob.size).toBe(5);
  return blob;
}

function formOf(name: string, value: string): FormData {
  const form = new FormData();
  form.set(name, value);
  return form;
}

async function* pieces(...given: string[]): AsyncGenerator<Buffer> {
  for (const piece of given) yield Buffer.from(piece);
}

/** Bodies that do not have the length that goes with them: declared by a header, or by themselves. */
const BODIES: Record<string, { readonly declared?: number; make(): unknown }> = {
  'an iterable with more bytes': { declared: 5, make: () => pieces(`hello${SMUGGLED}`) },
  'an iterable with more bytes behind the last': { declared: 5, make: () => pieces('hello', SMUGGLED) },
  'an iterable with fewer bytes': { declared: 50, make: () => pieces('hel', 'lo') },
  'an iterable without bytes': { declared: 5, make: () => pieces() },
  'a list with more bytes': { declared: 5, make: () => [Buffer.from('hello'), Buffer.from(SMUGGLED)] },
  'a stream with more bytes': { declared: 5, make: () => Readable.from([Buffer.from('hello'), SMUGGLED]) },
  'a stream without bytes': { declared: 5, make: () => Readable.from([]) },
  'a web stream with more bytes': { declared: 5, make: () => ReadableStream.from(pieces('hello', SMUGGLED)) },
  'bytes, more than declared': { declared: 5, make: () => Buffer.from(`hello${SMUGGLED}`) },
  'bytes, fewer than declared': { declared: 50, make: () => Buffer.from('hello') },
  'bytes that are sent in pieces': { declared: 5, make: () => Buffer.alloc(1 << 20) },
  'a string': { declared: 4, make: () => 'gr\u00fcn' },
  'an ArrayBuffer': { declared: 4, make: () => new Uint8Array(5).buffer },
  'a view': { declared: 8, make: () => new DataView(new ArrayBuffer(8), 2) },
  'a Blob': { declared: 3, make: () => new Blob(['hello']) },
  'a form': { declared: 3, make: () => formOf('a', 'b') },
  'a Blob of a file that is too large for Node': { make: hugeBlob },
};

const MISMATCH = { code: 'UND_ERR_REQ_CONTENT_LENGTH_MISMATCH' };

function headersOf(declared: number | undefined): Record<string, string> {
  return declared === undefined ? {} : { 'content-length': String(declared) };
}

describe('a body without the declared length never completes a request on the server', () => {
  test.each(Object.keys(BODIES))('dispatcher, HTTP/1.1: %s', async (name) => {
    const { origin, registry, client, pool } = await rig();
    origin.on('/x').reply(200);
    // Open a connection first, so that every byte that is sent arrives.
    await client.get('/x').bytes();
    const { declared, make } = BODIES[name] as (typeof BODIES)[string];
    const dispatcher = dispatcherOf(registry);
    const body = (await make()) as Readable;
    const sent = undici.request(origin.url('/x'), {
      dispatcher,
      method: 'PUT',
      headers: headersOf(declared),
      body,
    });
    expect(await failure(sent)).toMatchObject(MISMATCH);
    await until(() => pool().active === 0);
    await pause(10);
    expect(origin.seen().filter(({ complete }) => complete)).toHaveLength(1);
    if (body instanceof Readable) expect(body.destroyed).toBe(true);
    await client.get('/x').bytes();
    expect(origin.seen().filter(({ complete }) => complete)).toHaveLength(2);
    expect(origin.seen('/smuggled')).toEqual([]);
  });

  test.each(Object.keys(BODIES))('dispatcher, HTTP/2: %s', async (name) => {
    const { server, registry, client, pool } = await http2Rig();
    let whole = 0;
    server.on('/x', ({ stream }) => {
      // A stream that was reset ends as well.
      stream.resume().once('end', () => (whole += stream.aborted ? 0 : 1));
    });
    const dispatcher = dispatcherOf(registry, { http2: true, tls: trusted });
    const { declared, make } = BODIES[name] as (typeof BODIES)[string];
    const sent = undici.request(server.url('/x'), {
      dispatcher,
      method: 'PUT',
      headers: headersOf(declared),
      body: (await make()) as Readable,
    });
    expect(await failure(sent)).toMatchObject(MISMATCH);
    expect(await client.get('/ok').text()).toBe('ok');
    expect(whole).toBe(0);
    await until(() => pool().active === 0);
    expect(server.opened).toBe(1);
  });

  test.each(['GET', 'HEAD', 'OPTIONS', 'DELETE'])(
    'dispatcher: %s, whose declared length undici itself replaces for some methods',
    async (method) => {
      const { origin, registry } = await rig();
      origin.on('/x').reply(200);
      const { server, registry: shared } = await http2Rig();
      const plain = dispatcherOf(registry);
      const secure = dispatcherOf(shared, { http2: true, tls: trusted });
      for (const [dispatcher, url] of [
        [plain, origin.url('/x')],
        [secure, server.url('/ok')],
      ] as const) {
        const options = { dispatcher, method, headers: { 'content-length': '3' } };
        // oxlint-disable no-await-in-loop -- one request after the other
        expect(await failure(undici.request(url, { ...options, body: 'hello' }))).toMatchObject(MISMATCH);
        // Without a byte, the declared length is replaced, as by undici.
        for (const body of [null, '', Buffer.alloc(0)]) {
          const { statusCode, body: answer } = await undici.request(url, { ...options, body });
          await answer.dump();
          expect(statusCode).toBe(200);
        }
        // oxlint-enable no-await-in-loop
      }
      expect(origin.seen('/x').map(({ bodyBytes }) => bodyBytes)).toEqual([0, 0, 0]);
    },
  );

  test('dispatcher: errors of a source, and errors of pieces that are not bytes, are passed on unchanged', async () => {
    const { origin, registry } = await rig();
    origin.on('/x').reply(200);
    const dispatcher = dispatcherOf(registry);
    const put = (body: AsyncIterable<unknown>): Promise<unknown> =>
      undici.request(origin.url('/x'), {
        dispatcher,
        method: 'PUT',
        headers: { 'content-length': '5' },
        body: body as Readable,
      });
    const mine = new Error('disk');
    async function* failing(): AsyncGenerator<Buffer> {
      yield Buffer.from('he');
      throw mine;
    }
    async function* numbers(): AsyncGenerator<number> {
      yield 5;
    }
    expect(await failure(put(failing()))).toBe(mine);
    expect(await failure(put(numbers()))).toMatchObject({ code: 'UND_ERR_INVALID_ARG' });
    // The source is closed when the connection fails, too.
    const unread = Readable.from(['hello']);
    const refused = undici.request('http://127.0.0.1:2/', {
      dispatcher,
      method: 'PUT',
      headers: { 'content-length': '5' },
      body: unread,
    });
    expect(await failure(refused)).toMatchObject({ code: 'ECONNREFUSED' });
    await until(() => unread.destroyed);
  });

  test('client, HTTP/2: the server receives no end of the body', async () => {
    const { server, client, pool } = await http2Rig();
    let whole = 0;
    server.on('/x', ({ stream }) => {
      stream.resume().once('end', () => (whole += stream.aborted ? 0 : 1));
    });
    expect(await client.get('/ok').text()).toBe('ok');
    const blob = await hugeBlob();
    const form = new FormData();
    form.set('file', blob);
    for (const body of [blob, form]) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const error = await failure(client.put('/x', { body }));
      expect(error).toMatchObject({ code: 'ERR_SLUICE_BODY_SOURCE' });
    }
    expect(await client.get('/ok').text()).toBe('ok');
    expect(whole).toBe(0);
    expect(pool()).toMatchObject({ active: 0, opened: 1 });
  });
});
