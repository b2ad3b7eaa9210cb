import * as undici from 'undici';
import { expect, test } from 'vitest';
import { caCertificate, createHttp2Origin, type Http2Origin } from '@sluice/fixtures';
import { dispatcherOf, type DispatcherOptions } from '../src/index.ts';
import { afterwards, failure, rig, until, type Rig } from './setup.ts';

interface Http2Rig extends Rig {
  readonly server: Http2Origin;
  readonly dispatcher: undici.Dispatcher;
}

async function http2Rig(options: DispatcherOptions = {}): Promise<Http2Rig> {
  const server = await createHttp2Origin();
  afterwards(() => server.close());
  const made = await rig();
  const tls = { ca: caCertificate };
  return Object.assign(made, {
    server,
    dispatcher: dispatcherOf(made.registry, { http2: true, tls, ...options }),
  });
}

test('the headers of a response over HTTP/2 have their limit', async () => {
  const { server, dispatcher, pool } = await http2Rig({ timeout: { responseHeader: 80 } });
  server.on('/stall', () => undefined);
  const own = undici.request(server.url('/stall'), { dispatcher, headersTimeout: 40 });
  expect(await failure(own)).toMatchObject({ code: 'UND_ERR_HEADERS_TIMEOUT' });
  const usual = undici.request(server.url('/stall'), { dispatcher });
  expect(await failure(usual)).toMatchObject({ code: 'UND_ERR_HEADERS_TIMEOUT' });
  const stuck = undici.request(server.url('/stall'), {
    dispatcher,
    method: 'POST',
    body: Buffer.alloc(4 << 20),
  });
  expect(await failure(stuck)).toMatchObject({ code: 'UND_ERR_HEADERS_TIMEOUT' });
  expect(server.opened).toBe(1);
  expect(pool()).toMatchObject({ active: 0, idle: 1 });
});

test('a slow source of an upload over HTTP/2 is no stalled server', async () => {
  const { server, dispatcher } = await http2Rig();
  server.on('/x', async (exchange) => exchange.reply(200, await exchange.body()));
  async function* slow(): AsyncIterable<Uint8Array> {
    for (let count = 0; count < 4; count++) {
      // oxlint-disable-next-line no-await-in-loop -- waiting is the point
      await new Promise((resolve) => setTimeout(resolve, 40));
      yield Buffer.from('x');
    }
  }
  const { body } = await undici.request(server.url('/x'), {
    dispatcher,
    method: 'POST',
    body: slow() as never,
    headersTimeout: 80,
  });
  expect(await body.text()).toBe('xxxx');
});

test('silence in a body over HTTP/2 has its limit, unless it is the reader who is slow', async () => {
  const { server, dispatcher, pool } = await http2Rig();
  server.on('/silent', ({ stream }) => {
    stream.respond({ ':status': 200 });
    stream.write('a');
  });
  server.on('/big', (exchange) => exchange.reply(200, new Uint8Array(1 << 20)));
  const silent = await undici.request(server.url('/silent'), { dispatcher, bodyTimeout: 40 });
  expect(await failure(silent.body.text())).toMatchObject({ code: 'UND_ERR_BODY_TIMEOUT' });
  const big = await undici.request(server.url('/big'), { dispatcher, bodyTimeout: 40 });
  await new Promise((resolve) => setTimeout(resolve, 150));
  expect((await big.body.bytes()).length).toBe(1 << 20);
  await until(() => pool().active === 0);
});
