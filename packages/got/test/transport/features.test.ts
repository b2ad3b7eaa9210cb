import { createHmac } from 'node:crypto';
import http from 'node:http';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import got from 'got';
import { CookieJar } from 'tough-cookie';
import { expect, test } from 'vitest';
import { caCertificate, createHttp2Origin } from '@sluice/fixtures';
import { failure, rig } from '../setup.ts';

test('cookie jar: cookies are kept and sent', async () => {
  const cookieJar = new CookieJar();
  const { origin, client } = await rig({ transport: { got: got.extend({ cookieJar }) } });
  origin.on('/login').reply(200, { headers: { 'set-cookie': ['sid=1; Path=/', 'theme=dark'] }, body: 'in' });
  origin.on('/me').handle((request) => ({ status: 200, body: request.header('cookie') ?? 'none' }));
  expect(await client.get('/login').text()).toBe('in');
  expect(await client.get('/me').text()).toBe('sid=1; theme=dark');
  // As in got itself: the cookies of the jar replace the header of the call.
  const both = await client.get('/me', { headers: { cookie: 'own=1' } }).text();
  expect(both).toBe('sid=1; theme=dark');
});

test('signing: a beforeRequest hook reads the body and adds headers', async () => {
  const sign = (body: unknown): string =>
    createHmac('sha256', 'key')
      .update(body as Uint8Array)
      .digest('hex');
  const instance = got.extend({
    hooks: {
      beforeRequest: [
        async (options) => {
          await Promise.resolve();
          options.headers['x-signature'] = sign(options.body ?? Buffer.alloc(0));
        },
      ],
    },
  });
  const { origin, client } = await rig({ transport: { got: instance } });
  origin.on('/x').handle((request) => ({ status: 200, body: request.header('x-signature') ?? '' }));
  for (const body of ['small', 'large'.repeat(50_000)]) {
    expect(await client.post('/x', { body }).text()).toBe(sign(Buffer.from(body)));
  }
  expect(await client.get('/x').text()).toBe(sign(Buffer.alloc(0)));
  expect(origin.stats().opened).toBe(1);
});

test('an error thrown by a hook is the error of the call', async () => {
  const mine = new Error('no token');
  const instance = got.extend({ hooks: { beforeRequest: [() => Promise.reject(mine)] } });
  const { origin, client } = await rig({ transport: { got: instance } });
  expect(await failure(client.get('/x'))).toBe(mine);
  expect(origin.stats().opened).toBe(0);
});

test('a beforeRequest hook can return the response itself', async () => {
  const { Readable } = await import('node:stream');
  const instance = got.extend({
    hooks: {
      beforeRequest: [
        () => {
          const made = Object.assign(Readable.from([Buffer.from('made up')]), {
            statusCode: 200,
            headers: { 'x-made': 'up', 'content-length': '7' },
            complete: true,
          });
          return made as unknown as http.IncomingMessage;
        },
      ],
    },
  });
  const { origin, client } = await rig({ transport: { got: instance } });
  const response = await client.get('/x');
  expect(response.headers.get('x-made')).toBe('up');
  expect(await response.text()).toBe('made up');
  expect(response.connection).toBeUndefined();
  expect(origin.stats().requests).toBe(0);
});

test('the instance’s prefixUrl, retry, redirects and thrown statuses have no effect', async () => {
  const instance = got.extend({
    prefixUrl: 'http://elsewhere.invalid/api',
    retry: { limit: 5 },
    followRedirect: true,
    throwHttpErrors: true,
    decompress: true,
    responseType: 'json',
  });
  const { origin, client } = await rig({ transport: { got: instance } });
  origin.on('/x').reply(503, { body: 'not json', headers: { 'retry-after': '0' } });
  const response = await client.get('/x', { throwHttpErrors: false });
  expect(await response.text()).toBe('not json');
  expect(origin.stats().requests).toBe(1);
});

test('changeable defaults of an instance are read for each call', async () => {
  const instance = got.extend({ mutableDefaults: true, headers: { 'x-token': 'old' } });
  const { origin, client } = await rig({ transport: { got: instance } });
  origin.on('/x').handle((request) => ({ status: 200, body: request.header('x-token') ?? '' }));
  expect(await client.get('/x').text()).toBe('old');
  instance.defaults.options.headers['x-token'] = 'new';
  expect(await client.get('/x').text()).toBe('new');
});

test('cache: a fresh response is not requested again, a stale response is revalidated', async () => {
  const cache = new Map<string, unknown>();
  const { origin, client } = await rig({ transport: { got: got.extend({ cache }) } });
  origin.on('/fresh').reply(200, { body: 'kept', headers: { 'cache-control': 'max-age=60' } });
  origin
    .on('/stale')
    .handle((request) =>
      request.header('if-none-match') === '"v1"'
        ? { status: 304, headers: { etag: '"v1"' } }
        : { status: 200, body: 'once', headers: { etag: '"v1"', 'cache-control': 'max-age=0' } },
    );
  for (let count = 0; count < 2; count++) expect(await client.get('/fresh').text()).toBe('kept');
  for (let count = 0; count < 2; count++) expect(await client.get('/stale').text()).toBe('once');
  expect(origin.stats().paths).toEqual({ '/fresh': 1, '/stale': 2 });
  const cached = await client.get('/fresh');
  expect(cached.connection).toBeUndefined();
  expect(await cached.text()).toBe('kept');
  await client.post('/fresh', { body: 'b' }).text();
  expect(origin.stats().paths['/fresh']).toBe(2);
});

test('a Unix socket', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'sluice-got-'));
  const path = join(dir, 's');
  const server = http.createServer((request, response) => response.end(`you asked for ${request.url}`));
  await new Promise<void>((resolve) => server.listen(path, resolve));
  try {
    const { client } = await rig({
      transport: { got: got.extend({ enableUnixSockets: true }) },
      baseUrl: `http://unix${path}:/`,
    });
    expect(await client.get(`http://unix${path}:/a?b=c`).text()).toBe('you asked for /a?b=c');
  } finally {
    server.close();
    server.closeAllConnections();
    rmSync(dir, { recursive: true });
  }
});

test('HTTP/2: calls share a session', async () => {
  const origin = await createHttp2Origin();
  try {
    origin.on('/x', ({ stream }) => {
      stream.respond({ ':status': 200, 'x-version': 'two' });
      stream.end('over h2');
    });
    const instance = got.extend({ http2: true, https: { certificateAuthority: caCertificate } });
    const { client } = await rig({ transport: { got: instance }, baseUrl: origin.url() });
    const first = await client.get('/x');
    expect(first.connection).toMatchObject({ protocol: 'h2' });
    expect(first.headers.get('x-version')).toBe('two');
    expect(await first.text()).toBe('over h2');
    expect(await client.post('/x', { body: 'up' }).text()).toBe('over h2');
  } finally {
    await origin.close();
  }
});

test('the timeouts and the signal of the instance are mapped', async () => {
  const { origin, client } = await rig({ transport: { got: got.extend({ timeout: { response: 40 } }) } });
  origin.on('/x').fault({ do: 'stall', at: 'request' });
  expect(await failure(client.get('/x'))).toMatchObject({
    code: 'ERR_SLUICE_TIMEOUT',
    phase: 'responseHeader',
    limit: 40,
  });
  const controller = new AbortController();
  const second = await rig({ transport: { got: got.extend({ signal: controller.signal }) } });
  second.origin.on('/x').fault({ do: 'stall', at: 'request' });
  const why = new Error('shutting down');
  setTimeout(() => controller.abort(why), 30);
  expect(await failure(second.client.get('/x'))).toBe(why);
});
