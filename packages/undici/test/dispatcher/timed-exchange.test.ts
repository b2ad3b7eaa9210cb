import { expect, test } from 'vitest';
import * as undici from 'undici';
import { caCertificate } from '@sluice/fixtures';
import { dispatcherOf } from '../../src/dispatcher-api.ts';
import { failure, pause, rig, until } from '../support/setup.ts';

async function* slowly(piece: Uint8Array, count: number, ms: number): AsyncIterable<Uint8Array> {
  for (let left = count; left > 0; left--) {
    // oxlint-disable-next-line no-await-in-loop -- waiting is the point
    await pause(ms);
    yield piece;
  }
}

async function* many(piece: Uint8Array, count: number): AsyncIterable<Uint8Array> {
  for (let left = count; left > 0; left--) yield piece;
}

test('the time until the response headers is limited, also after an upload that the server does not read', async () => {
  const { origin, registry, pool } = await rig();
  const dispatcher = dispatcherOf(registry, { timeout: { responseHeader: 80 } });
  origin.on('/stall').fault({ do: 'stall', at: 'request' });
  const piece = Buffer.alloc(1 << 20);
  const put = { dispatcher, method: 'PUT' } as const;
  const calls = [
    undici.request(origin.url('/stall'), { dispatcher, headersTimeout: 40 }),
    undici.request(origin.url('/stall'), { dispatcher }),
    undici.request(origin.url('/stall'), { ...put, body: Buffer.alloc(16 << 20) }),
    undici.request(origin.url('/stall'), { ...put, body: many(piece, 16) as never }),
  ];
  for (const call of calls) expect(await failure(call)).toMatchObject({ code: 'UND_ERR_HEADERS_TIMEOUT' });
  await until(() => pool().active === 0);
  expect(pool().idle).toBe(0);
});

test('a request that met its limit on a used connection is not sent again', async () => {
  const { origin, registry } = await rig();
  const dispatcher = dispatcherOf(registry, {});
  origin.on('/x').reply(200, { body: 'ok' });
  origin.on('/stall').fault({ do: 'stall', at: 'request' });
  const first = await undici.request(origin.url('/x'), { dispatcher });
  expect(await first.body.text()).toBe('ok');
  const call = undici.request(origin.url('/stall'), { dispatcher, headersTimeout: 40 });
  expect(await failure(call)).toMatchObject({ code: 'UND_ERR_HEADERS_TIMEOUT' });
  expect(origin.seen('/stall')).toHaveLength(1);
});

test.each([
  ['plain', 40],
  ['plain', 200],
  ['TLS', 40],
  ['TLS', 200],
] as const)(
  'a slow upload source does not count as a stalled server: %s, a piece per %i ms',
  async (kind, ms) => {
    const { origin, registry } = await rig({ origin: { tls: kind === 'TLS' } });
    const dispatcher = dispatcherOf(registry, { tls: { ca: caCertificate } });
    origin.on('/x').echo();
    const { body } = await undici.request(origin.url('/x'), {
      dispatcher,
      method: 'PUT',
      body: slowly(Buffer.from('x'), 6, ms) as never,
      headersTimeout: 80,
    });
    expect(await body.json()).toMatchObject({ bodyBytes: 6 });
  },
);

test('silence in a body is limited, unless the reader is slow', async () => {
  const { origin, registry, pool } = await rig();
  const dispatcher = dispatcherOf(registry, {});
  origin.on('/silent').reply(200, { body: 'abcd' }).fault({ do: 'stall', at: 'body', after: 2 });
  origin.on('/big').reply(200, { body: { size: 4 << 20 } });
  const silent = await undici.request(origin.url('/silent'), { dispatcher, bodyTimeout: 40 });
  expect(await failure(silent.body.text())).toMatchObject({ code: 'UND_ERR_BODY_TIMEOUT' });
  const big = await undici.request(origin.url('/big'), { dispatcher, bodyTimeout: 40 });
  await pause(150);
  expect((await big.body.bytes()).length).toBe(4 << 20);
  await until(() => pool().active === 0);
});

test('a limit of a request is checked as by undici, and 0 means no limit', async () => {
  const { origin, registry } = await rig();
  const dispatcher = dispatcherOf(registry, { timeout: { responseHeader: 40 } });
  origin.on('/late').reply(200, { body: 'ok', delay: 120 });
  for (const bad of [{ headersTimeout: -1 }, { bodyTimeout: Number.NaN }, { bodyTimeout: '5' as never }]) {
    expect(await failure(undici.request(origin.url('/late'), { dispatcher, ...bad }))).toMatchObject({
      code: 'UND_ERR_INVALID_ARG',
    });
  }
  const response = await undici.request(origin.url('/late'), { dispatcher, headersTimeout: 0 });
  expect(await response.body.text()).toBe('ok');
});
