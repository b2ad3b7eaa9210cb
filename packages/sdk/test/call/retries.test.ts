// Idempotency decides whether an operation is sent again, and with which key.
import { hedge, type RetryOptions } from 'sluice';
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

  test('of the client that disable retries apply to every kind of operation', async () => {
    const origin = await originOf();
    origin.on('/x').reply(429);
    const err = { 429: empty() };
    const operations = {
      get: op('GET /x', { ok, err }),
      post: op('POST /x', { ok, err }),
      search: op('POST /x', { ok, err, idempotency: 'safe' }),
      add: op('POST /x', { ok, err, idempotency: 'key' }),
    };
    const api = apiOf(origin, operations, { retry: false });
    for (const name of ['get', 'post', 'search', 'add'] as const) await api[name]().settled();
    expect(origin.seen('/x')).toHaveLength(4);
  });

  test('do not depend on the place where a call gives them', async () => {
    const origin = await originOf();
    origin.on('/x').reply(503);
    const err = { 503: empty() };
    const api = apiOf(origin, { put: op('PUT /x', { ok, err, idempotency: 'none' }) });
    await api.put({}, { retry: { maxRetries: 2 } }).settled();
    await api.put({}, { client: { retry: { maxRetries: 2 } } }).settled();
    expect(origin.seen('/x')).toHaveLength(2);
    await api.put({}, { client: { retry: { maxRetries: 2, methods: ['PUT'] } } }).settled();
    expect(origin.seen('/x')).toHaveLength(5);
  });

  test('come from the declaration, the method and the caller', () => {
    const rules = (
      method: string,
      declared: 'safe' | 'key' | 'none' | undefined,
      perCall: PerCall = {},
    ): unknown => repeatRules(method, declared, perCall);
    const forbidden = { options: {}, repeats: 'forbidden' };
    expect(rules('GET', undefined)).toEqual({ options: {}, repeats: undefined });
    expect(rules('GET', 'safe')).toEqual({ options: {}, repeats: 'allowed' });
    expect(rules('PUT', undefined, { retry: 2 })).toEqual({ options: { retry: 2 }, repeats: undefined });
    expect(rules('POST', undefined)).toEqual(forbidden);
    expect(rules('POST', 'key')).toEqual({ ...forbidden, options: { idempotencyKey: true } });
    for (const idempotencyKey of [false, 'k']) {
      const expected = { ...forbidden, options: { idempotencyKey } };
      expect(rules('POST', 'key', { idempotencyKey })).toEqual(expected);
      expect(rules('POST', 'key', { client: { idempotencyKey } })).toEqual(expected);
    }
    expect(rules('POST', 'none', { retry: false })).toEqual({
      ...forbidden,
      options: { idempotencyKey: false, retry: false },
    });
    expect(rules('POST', undefined, { retry: { methods: ['POST'] } })).toMatchObject({ repeats: undefined });
  });
});

describe('checkRetry', () => {
  /** A call of a write without a key, and how often it was sent. */
  async function sent(
    statuses: readonly number[],
    client: RetryOptions,
    perCall: PerCall = {},
    headers: Record<string, string> = {},
  ): Promise<number> {
    const origin = await originOf();
    const [first = 0, second = 0] = statuses;
    for (const path of ['/post', '/put'])
      origin.on(path).sequence({ status: first, headers, json: 1 }, { status: second, headers, json: 1 });
    const api = apiOf(
      origin,
      { post: op('POST /post', { ok }), put: op('PUT /put', { ok, idempotency: 'none' }) },
      { retry: { minDelay: 1, maxDelay: 1, maxRetryAfter: 1, ...client } },
    );
    await api.post({}, perCall).settled();
    await api.put({}, perCall).settled();
    const times = origin.seen('/post').length;
    expect(origin.seen('/put')).toHaveLength(times);
    return times;
  }

  test.each<[readonly number[], Record<string, string>, number]>([
    [[429, 200], {}, 2],
    [[425, 200], {}, 2],
    [[403, 200], { 'retry-after': '0' }, 2],
    [[403, 200], {}, 1],
    [[503, 200], {}, 1],
    [[500, 200], {}, 1],
    [[409, 200], {}, 1],
  ])('absent: %o with %o sends a write %i time(s)', async (statuses, headers, times) => {
    expect(await sent(statuses, {}, {}, headers)).toBe(times);
  });

  test('of the client sees every outcome of a write, and may refuse its retry', async () => {
    const seen: unknown[] = [];
    const checkRetry: RetryOptions['checkRetry'] = ({ status, repeats, keyed }, { retry }) => {
      seen.push([status, repeats, keyed, retry]);
      return status === 429 ? false : undefined;
    };
    expect(await sent([429, 200], { checkRetry })).toBe(1);
    expect(seen).toEqual([
      [429, 'forbidden', false, true],
      [429, 'forbidden', false, true],
    ]);
  });

  test('of the client may change the wait', async () => {
    const waits: number[] = [];
    const rules: RetryOptions = {
      checkRetry: ({ status }) => (status === 429 ? { retry: true, wait: 7 } : undefined),
      onRetry: ({ wait }) => waits.push(wait),
    };
    expect(await sent([429, 200], rules)).toBe(2);
    expect(waits).toEqual([7, 7]);
  });

  test.each([500, 503, 409, 200])(
    'of the client has no write answered with %i sent again',
    async (status) => {
      const checkRetry = (): true => true;
      expect(await sent([status, 200], { checkRetry })).toBe(1);
    },
  );

  test('of a call may allow a retry', async () => {
    const checkRetry: RetryOptions['checkRetry'] = ({ status }) => status === 503 || undefined;
    expect(await sent([503, 200], {}, { retry: { checkRetry } })).toBe(2);
    expect(await sent([503, 200], {}, { client: { retry: { checkRetry } } })).toBe(2);
    expect(await sent([500, 200], {}, { retry: { checkRetry } })).toBe(1);
  });
});

test('an operation that is declared safe is replayed on another connection, whatever its method', async () => {
  const origin = await originOf();
  origin.on('/x').reply(200, { json: 1 });
  const operations = { search: op('POST /x', { ok, idempotency: 'safe' }), add: op('POST /x', { ok }) };
  const api = apiOf(origin, operations, { retry: false });
  origin.on('/x').fault({ do: 'close', at: 'reuse' });
  await api.search();
  await api.search();
  await expect(api.add()).rejects.toMatchObject({ code: 'ERR_SLUICE_CONNECTION_LOST' });
});

test('a hedge sends a write twice only if its operation may be sent twice', async () => {
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
