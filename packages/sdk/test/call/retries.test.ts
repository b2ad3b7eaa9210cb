// Idempotency decides whether an operation is sent again, and with which key.
import { hedge } from 'sluice';
import { describe, expect, test } from 'vitest';
import { empty, json, op, type PerCall } from '../../src/index.ts';
import { repeatRules } from '../../src/call/retry-rules.ts';
import { apiOf, originOf } from '../setup.ts';

const ok = { 200: json() };

describe('an idempotency key', () => {
  test('is sent with every attempt of an operation that declares it, and differs between calls', async () => {
    const origin = await originOf();
    origin
      .on('/x')
      .sequence({ status: 503 }, { status: 503 }, { status: 200, json: 1 }, { status: 200, json: 1 });
    const api = apiOf(origin, { add: op('POST /x', { ok, idempotency: 'key' }) });
    await api.add();
    await api.add();
    const keys = origin.seen('/x').map((request) => request.header('idempotency-key'));
    expect(keys[0]).toMatch(/^[0-9a-f-]{36}$/);
    expect(new Set(keys.slice(0, 3)).size).toBe(1);
    expect(keys[3]).not.toBe(keys[0]);
  });

  test('can be given with a call, in a header of the API', async () => {
    const origin = await originOf();
    origin.on('/x').sequence({ status: 503 }, { status: 200, json: 1 });
    const api = apiOf(
      origin,
      { add: op('POST /x', { ok }) },
      { retry: { minDelay: 1, maxDelay: 1, idempotencyHeader: 'x-request-key' } },
    );
    await api.add({}, { idempotencyKey: 'mine' });
    expect(origin.seen('/x').map((request) => request.header('x-request-key'))).toEqual(['mine', 'mine']);
  });

  test('is not sent by an operation that declares none, even if the client gives keys', async () => {
    const origin = await originOf();
    origin.on('/x').reply(200, { json: 1 });
    const operations = { none: op('POST /x', { ok, idempotency: 'none' }), open: op('POST /x', { ok }) };
    const api = apiOf(origin, operations, { idempotencyKey: true });
    await api.none();
    await api.open();
    const [none, open] = origin.seen('/x').map((request) => request.header('idempotency-key'));
    expect(none).toBeUndefined();
    expect(open).toBeDefined();
  });

  test('false sends none, so that the write is not sent twice', async () => {
    const origin = await originOf();
    origin.on('/x').reply(503);
    const api = apiOf(origin, { add: op('POST /x', { ok, err: { 503: empty() }, idempotency: 'key' }) });
    expect(await api.add({}, { idempotencyKey: false }).settled()).toMatchObject({ status: 503 });
    expect(origin.seen('/x')).toHaveLength(1);
  });
});

describe('rules of retries', () => {
  test('of the client never allow what an operation does not', async () => {
    const origin = await originOf();
    origin.on('/x').reply(503);
    const err = { 503: empty() };
    const api = apiOf(
      origin,
      { post: op('POST /x', { ok, err }), put: op('PUT /x', { ok, err, idempotency: 'none' }) },
      { retry: { methods: 'any', minDelay: 1, maxDelay: 1 } },
    );
    await api.post().settled();
    await api.put().settled();
    expect(origin.seen('/x')).toHaveLength(2);
  });

  test('of a call override the number, and switch retries off', async () => {
    const origin = await originOf();
    origin.on('/x').reply(503);
    const api = apiOf(origin, {
      get: op('GET /x', { ok, err: { 503: empty() } }),
      search: op('POST /x', { ok, err: { 503: empty() }, idempotency: 'safe' }),
    });
    const sent = async (call: { settled(): Promise<unknown> }): Promise<number> => {
      origin.resetStats();
      await call.settled();
      return origin.stats().requests;
    };
    expect(await sent(api.get({}, { retry: 1 }))).toBe(2);
    expect(await sent(api.get({}, { retry: { maxRetries: 2 } }))).toBe(3);
    expect(await sent(api.get({}, { retry: false }))).toBe(1);
    expect(await sent(api.search({}, { retry: 2 }))).toBe(3);
    expect(await sent(api.search({}, { retry: false }))).toBe(1);
  });

  test('ask the server for no more than the caller allows', () => {
    const rules = (
      method: string,
      declared: 'safe' | 'key' | 'none' | undefined,
      perCall: PerCall = {},
    ): unknown => repeatRules(method, declared, perCall).options;
    expect(rules('GET', undefined)).toEqual({});
    expect(rules('GET', 'safe')).toEqual({ retry: { methods: 'any' } });
    expect(rules('PUT', undefined, { retry: 2 })).toEqual({ retry: { maxRetries: 2 } });
    expect(rules('POST', undefined)).toEqual({ retry: { methods: [], checkRetry: expect.any(Function) } });
    expect(rules('POST', 'key')).toEqual({ idempotencyKey: true });
    expect(rules('POST', 'key', { idempotencyKey: false })).toMatchObject({
      idempotencyKey: false,
      retry: { methods: [] },
    });
    expect(rules('POST', 'none', { retry: false })).toEqual({ idempotencyKey: false, retry: false });
    expect(rules('POST', 'none', { idempotencyKey: 'k' })).toMatchObject({ idempotencyKey: 'k' });
  });
});

test('a hedge sends no write twice unless its operation may be', async () => {
  const origin = await originOf();
  origin.on('/x').reply(200, { json: 1, delay: 300 });
  const operations = {
    add: op('POST /x', { ok }),
    search: op('POST /x', { ok, idempotency: 'safe' }),
    count: op('GET /x', { ok, idempotency: 'none' }),
  };
  const api = apiOf(origin, operations, { plugins: [hedge({ delay: 20, methods: 'any' })] });
  await api.add();
  await api.count();
  expect(origin.seen('/x')).toHaveLength(2);
  await api.search();
  expect(origin.seen('/x').length).toBeGreaterThan(2);
});
