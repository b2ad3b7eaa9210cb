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
    origin,
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

test('a 503 is returned to the caller of a write without a key, and retried otherwise', async () => {
  const busy = (exchange: Http2Exchange): void =>
    exchange.reply(503, '{"busy":true}', { 'content-type': 'application/json' });
  const first = await setUp(busy);
  expect(await first.api.keyless({ body: {} }).settled()).toMatchObject({
    ok: false,
    status: 503,
    body: { busy: true },
  });
  expect(first.seen).toHaveLength(1);
  const second = await setUp(busy);
  expect(await second.api.keyed({ body: {} }).settled()).toMatchObject({ ok: true });
  expect(second.seen).toHaveLength(2);
});

test('a write without a key is sent again after a 429', async () => {
  const { api, seen } = await setUp((exchange) => exchange.reply(429, '', { 'retry-after': '0' }));
  expect(await api.keyless({ body: {} }).settled()).toMatchObject({ ok: true });
  expect(seen).toHaveLength(2);
});

test.each(['read', 'keyless'] as const)('%s of an endless body ends at the limit', async (name) => {
  const { api, seen } = await setUp(({ stream }) => {
    stream.respond({ ':status': 200 });
    const write = (): void => {
      while (!stream.destroyed && stream.write(Buffer.alloc(16_384)));
      if (!stream.destroyed) stream.once('drain', write);
    };
    write();
  });
  const limit = { client: { maxResponseBytes: 100_000 } };
  const settled = await (name === 'read' ? api.read({}, limit) : api.keyless({ body: {} }, limit)).settled();
  expect(settled).toMatchObject({ ok: false, status: 0, failure: { kind: 'body', phase: 'body' } });
  expect(seen).toHaveLength(1);
});

test('a write without a key goes over another session if the first is closed while idle', async () => {
  const { api, seen, origin } = await setUp((exchange) => exchange.reply(200, '{"id":1}'));
  await api.keyless({ body: {} });
  for (const session of origin.sessions) session.close();
  await expect.poll(() => origin.sessions.length).toBe(0);
  expect(await api.keyless({ body: {} }).settled()).toMatchObject({ ok: true });
  expect(seen.map(({ sessionNumber }) => sessionNumber)).toHaveLength(2);
});

test('a write without a key that is stalled ends at its attempt timeout, and may have happened', async () => {
  const { api, seen } = await setUp(() => undefined);
  const settled = await api.keyless({ body: {} }, { timeout: 300 }).settled();
  expect(settled).toMatchObject({ ok: false, status: 0, failure: { kind: 'timeout', phase: 'sent' } });
  expect(seen).toHaveLength(1);
});

test('many calls share a session', async () => {
  const { api, seen } = await setUp((exchange) => exchange.reply(200, '{"id":1}'));
  const settled = await Promise.all(
    Array.from({ length: 50 }, () => api.keyless({ body: { a: 'x'.repeat(1_000) } }).settled()),
  );
  expect(settled.every(({ ok }) => ok)).toBe(true);
  expect(new Set(seen.map(({ sessionNumber }) => sessionNumber)).size).toBe(1);
});
