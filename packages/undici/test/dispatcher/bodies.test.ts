// Request bodies that come from another copy of undici, or outlive their request.
import http from 'node:http';
import type net from 'node:net';
import { PassThrough, Readable } from 'node:stream';
import * as undici from 'undici';
import * as undici6 from 'undici-6';
import * as undici7 from 'undici-7';
import { describe, expect, test } from 'vitest';
import { caCertificate, createSilentPort } from '@sluice/fixtures';
import { dispatcherOf } from '../../src/dispatcher-api.ts';
import { http2Rig, trusted } from '../support/http2-setup.ts';
import { afterwards, failure, rig, until } from '../support/setup.ts';

const VERSIONS = { 6: undici6, 7: undici7, 8: undici } as unknown as Record<string, typeof undici>;

const FORMS: Record<string, typeof FormData> = {
  'Node.js': FormData,
  'undici 6': undici6.FormData,
  'undici 7': undici7.FormData,
  'undici 8': undici.FormData,
};

/** A server that reads a form by Node.js's own parser, and answers with its fields as JSON. */
async function formServer(): Promise<string> {
  const answer = async (request: http.IncomingMessage, response: http.ServerResponse): Promise<void> => {
    const { 'content-type': type = '', 'content-length': length } = request.headers;
    const parsed = new Response(Readable.toWeb(request) as never, { headers: { 'content-type': type } });
    const fields: unknown[] = [];
    for (const [name, value] of await parsed.formData()) {
      fields.push(
        typeof value === 'string' ? [name, value] : [name, value.name, value.type, await value.text()],
      );
    }
    response.end(JSON.stringify({ fields, length: length !== undefined }));
  };
  const server = http.createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  afterwards(
    () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  return `http://127.0.0.1:${(server.address() as net.AddressInfo).port}/`;
}

describe.each(Object.entries(FORMS))('a form of %s', (_maker, Form) => {
  test.each(Object.entries(VERSIONS))('is sent by undici %s', async (_version, { request }) => {
    const url = await formServer();
    const { registry } = await rig();
    const form = new Form();
    form.append('a', 'ä\r\nb');
    form.append('a', 'again');
    form.append('file', new File(['content'], 'na"me.txt', { type: 'text/plain' }));
    form.append('blob', new Blob(['bytes']));
    const dispatcher = dispatcherOf(registry);
    const { body } = await request(url, { dispatcher, method: 'POST', body: form as never });
    expect(await body.json()).toEqual({
      fields: [
        ['a', 'ä\r\nb'],
        ['a', 'again'],
        ['file', 'na"me.txt', 'text/plain', 'content'],
        ['blob', 'blob', 'application/octet-stream', 'bytes'],
      ],
      length: true,
    });
  });
});

/** How a request ends without a connection. */
const ENDS: Record<string, (dispatcher: undici.Dispatcher, abort: () => void) => Promise<void>> = {
  'its caller aborts': async (_dispatcher, abort) => abort(),
  'the dispatcher is destroyed': async (dispatcher) => dispatcher.destroy(new Error('now')),
};

/** A stream that was not read from, and whether it is destroyed. */
const unread = (): Readable => new Readable({ read: () => undefined });

describe.each(Object.entries(VERSIONS))(
  'a stream as the body of undici %s',
  (_version, { request, stream }) => {
    test.each([{}, { 'content-length': '5' }])(
      'is destroyed when the connection is refused, headers: %j',
      async (headers) => {
        const { registry } = await rig();
        const dispatcher = dispatcherOf(registry);
        const options = { dispatcher, method: 'PUT', headers } as const;
        for (const url of ['http://127.0.0.1:2/', 'https://127.0.0.1:2/']) {
          const first = unread();
          expect(await failure(request(url, { ...options, body: first }))).toMatchObject({
            code: 'ECONNREFUSED',
          });
          const second = unread();
          const written = stream(url, { ...options, body: second }, () => {
            throw new Error('no response');
          });
          expect(await failure(written)).toMatchObject({ code: 'ECONNREFUSED' });
          await until(() => first.destroyed && second.destroyed);
        }
      },
    );

    test.each(Object.entries(ENDS))(
      'is destroyed when %s before there is a connection',
      async (_end, end) => {
        const silent = await createSilentPort();
        afterwards(() => silent.close());
        const { registry, pool } = await rig({ pool: { maxPerHost: 1 } });
        const dispatcher = dispatcherOf(registry, {});
        const controller = new AbortController();
        const body = [unread(), unread()];
        const failed = body.map((one) =>
          failure(
            request(`https://127.0.0.1:${silent.port}/`, {
              dispatcher,
              method: 'PUT',
              body: one,
              signal: controller.signal,
            }),
          ),
        );
        await until(() => pool().waiting === 2);
        await end(dispatcher, () => controller.abort());
        await Promise.all(failed);
        await until(() => body.every(({ destroyed }) => destroyed));
      },
    );

    test('is destroyed when the wait for a connection is over', async () => {
      const { origin, registry } = await rig({ pool: { maxPerHost: 1 } });
      origin.on('/slow').reply(200, { body: 'ok', delay: 200 });
      const dispatcher = dispatcherOf(registry, { timeout: { queue: 20 } });
      const first = request(origin.url('/slow'), { dispatcher });
      const body = unread();
      const late = failure(request(origin.url('/x'), { dispatcher, method: 'PUT', body }));
      expect(await late).toMatchObject({ name: 'ConnectTimeoutError', code: 'UND_ERR_CONNECT_TIMEOUT' });
      await until(() => body.destroyed);
      expect(await (await first).body.text()).toBe('ok');
    });

    test('that fails while the request waits for a connection fails the request with its error', async () => {
      const { origin, registry } = await rig({ pool: { maxPerHost: 1 } });
      origin.on('/slow').reply(200, { body: 'ok', delay: 100 });
      const dispatcher = dispatcherOf(registry);
      const first = request(origin.url('/slow'), { dispatcher });
      const body = unread();
      const late = failure(request(origin.url('/x'), { dispatcher, method: 'PUT', body }));
      const mine = new Error('the disk is gone');
      body.destroy(mine);
      expect(await late).toBe(mine);
      expect(await (await first).body.text()).toBe('ok');
      expect(origin.seen('/x')).toEqual([]);
    });
  },
);

test('the retry interceptor sends a stream that was not read from, after a refused connection', async () => {
  const { origin, registry } = await rig();
  origin.on('/x').echo();
  let dials = 0;
  const { port } = new URL(origin.url());
  const dispatcher = dispatcherOf(registry, {
    async connect() {
      const net = await import('node:net');
      return net.connect(dials++ === 0 ? 2 : Number(port), '127.0.0.1');
    },
  }).compose(undici.interceptors.retry({ minTimeout: 1, methods: ['PUT'] }));
  const { body } = await undici.request(origin.url('/x'), {
    dispatcher,
    method: 'PUT',
    body: Readable.from(['hel', 'lo']),
  });
  expect(await body.json()).toMatchObject({ bodyBytes: 5 });
  expect(dials).toBe(2);
});

test('a stream of another library, without destroy(), fails with its request', async () => {
  const { origin, registry } = await rig();
  origin.on('/stall').fault({ do: 'stall', at: 'head' });
  const body = Object.assign(new PassThrough(), { destroy: undefined }) as unknown as PassThrough;
  body.write('part');
  const controller = new AbortController();
  const { signal } = controller;
  const url = origin.url('/stall');
  const dispatcher = dispatcherOf(registry, {});
  const failed = failure(undici.request(url, { dispatcher, method: 'POST', body, signal }));
  await until(() => origin.stats().requests === 1);
  controller.abort(new Error('enough'));
  expect(await failed).toMatchObject({ message: 'enough' });
});

test('a stream is destroyed over HTTP/2 as well', async () => {
  const { server, registry } = await http2Rig();
  server.on('/stall', () => undefined);
  const dispatcher = dispatcherOf(registry, { http2: true, tls: trusted });
  const body = unread();
  const failed = failure(undici.request(server.url('/stall'), { dispatcher, method: 'PUT', body }));
  await until(() => body.readableFlowing !== null || body.listenerCount('readable') > 0);
  const why = new Error('now');
  await dispatcher.destroy(why);
  expect(await failed).toBe(why);
  await until(() => body.destroyed);
});

describe.each([false, true])('TLS: %s', (tls) => {
  test.each([
    ['GET', 'asd', undefined, 3],
    ['DELETE', Buffer.from('asd'), undefined, 3],
    ['OPTIONS', new Blob(['asd']), undefined, 3],
    ['GET', ['a', 's', 'd'], undefined, 3],
    ['GET', Buffer.alloc(0), undefined, 1],
    ['GET', 'asd', false, 1],
    ['POST', 'asd', undefined, 1],
    ['PUT', 'asd', true, 3],
    ['QUERY', 'asd', undefined, 1],
  ] as const)(
    '%s with a body (%j, reset: %s): three requests have %i connections',
    async (method, body, reset, count) => {
      const { origin, registry } = await rig({ origin: { tls } });
      origin.on('/x').reply(200, { body: 'ok' });
      const dispatcher = dispatcherOf(registry, { tls: { ca: caCertificate } });
      const agent = new undici.Agent({ connect: { ca: caCertificate }, connections: 1 });
      afterwards(() => agent.destroy());
      for (const one of [agent, dispatcher]) {
        const before = origin.stats().opened;
        for (let turn = 0; turn < 3; turn++) {
          const options = { dispatcher: one, method, body, ...(reset !== undefined && { reset }) };
          // oxlint-disable no-await-in-loop -- one request after the other
          const sent = await undici.request(origin.url('/x'), options as never);
          expect(await sent.body.text()).toBe('ok');
          // oxlint-enable no-await-in-loop
        }
        expect(origin.stats().opened - before).toBe(count);
      }
      // A server that reads no body of a GET closes before it reads the next request.
      expect(origin.seen('/x').at(-1)?.headers.get('connection')).toBe(count === 3 ? 'close' : 'keep-alive');
    },
  );
});
