// Operations over HTTP/2: faults of streams and sessions.
import http2 from 'node:http2';
import { caCertificate, createHttp2Origin, type Http2Exchange } from '@sluice/fixtures';
import { undiciTransport } from 'sluice';
import { describe, expect, test } from 'vitest';
import { json, op } from '../../src/index.ts';
import { apiOf, closeLater } from '../setup.ts';

const ok = { 200: json<{ id: number }>() };
const OPERATIONS = {
  read: op('GET /x', { ok }),
  keyed: op('POST /x', { body: json(), ok, idempotency: 'key' }),
  keyless: op('POST /x', { body: json(), ok }),
};

async function setUp(handler: (exchange: Http2Exchange) => void | Promise<void>) {
  const origin = closeLater(await createHttp2Origin());
  const seen: Http2Exchange[] = [];
  origin.on('/x', async (exchange) => {
    seen.push(exchange);
    if (exchange.attempt > 1) exchange.reply(200, '{"id":1}');
    else await handler(exchange);
  });
  const transport = undiciTransport({ pool: {}, http2: true, tls: { ca: caCertificate } });
  return {
    seen,
    api: apiOf({ url: () => origin.url() }, OPERATIONS, { transport, timeout: { attempt: 5_000 } }),
  };
}

const { NGHTTP2_INTERNAL_ERROR, NGHTTP2_REFUSED_STREAM } = http2.constants;

const LOST: readonly [string, (exchange: Http2Exchange) => void][] = [
  ['a stream reset before its head', ({ stream }) => stream.close(NGHTTP2_INTERNAL_ERROR)],
  ['a session destroyed before the head', ({ session }) => session.destroy()],
  [
    'a stream reset in its body',
    ({ stream }) => {
      stream.respond({ ':status': 200, 'content-length': 100 });
      stream.write('{"id"', () => stream.close(NGHTTP2_INTERNAL_ERROR));
    },
  ],
];

describe.each(LOST)('%s', (_name, fault) => {
  test.each(['read', 'keyed'] as const)('%s is sent again', async (name) => {
    const { api, seen } = await setUp(fault);
    const call = name === 'read' ? api.read() : api.keyed({ body: {} });
    expect(await call.settled()).toMatchObject({ ok: true, body: { id: 1 } });
    expect(seen).toHaveLength(2);
    expect(seen[0]?.headers['idempotency-key']).toBe(seen[1]?.headers['idempotency-key']);
  });

  test('a write without a key is sent once, and may have happened', async () => {
    const { api, seen } = await setUp(fault);
    const settled = await api.keyless({ body: {} }).settled();
    expect(settled).toMatchObject({ ok: false, status: 0 });
    expect(['sent', 'head', 'body']).toContain(settled.failure?.phase);
    expect(seen).toHaveLength(1);
  });
});

test('a write without a key is sent again if its stream was refused, since it was not processed', async () => {
  const { api, seen } = await setUp(({ stream }) => stream.close(NGHTTP2_REFUSED_STREAM));
  expect(await api.keyless({ body: {} }).settled()).toMatchObject({ ok: true, body: { id: 1 } });
  expect(seen).toHaveLength(2);
});

test('many calls share a session', async () => {
  const { api, seen } = await setUp((exchange) => exchange.reply(200, '{"id":1}'));
  const settled = await Promise.all(
    Array.from({ length: 50 }, () => api.keyless({ body: { a: 'x'.repeat(1_000) } }).settled()),
  );
  expect(settled.every(({ ok }) => ok)).toBe(true);
  expect(new Set(seen.map(({ sessionNumber }) => sessionNumber)).size).toBe(1);
});
