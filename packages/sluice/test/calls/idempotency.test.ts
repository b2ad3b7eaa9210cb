import { expect, test } from 'vitest';
import { checkLeaks, clientOf, failure, originOf } from '../setup.ts';

checkLeaks();

test.each(['close', 'reset'] as const)(
  'a generated key stays the same in a replay on another connection (%s), and in a retry',
  async (how) => {
    const origin = await originOf();
    origin
      .on('/x')
      .reply(200, { body: 'warm' }, { nth: 1 })
      .reply(503, {}, { nth: 3 })
      .reply(200, { body: 'ok' })
      // The kept connection is closed after the whole request was read.
      .fault({ do: how, at: 'request', after: 4 }, { nth: 2 });
    const client = clientOf({ baseUrl: origin.url() });
    let made = 0;
    const idempotencyKey = (): string => `key-${++made}`;
    expect(await client.post('/x', { body: 'warm', idempotencyKey }).text()).toBe('warm');
    const response = await client.post('/x', { body: 'once', idempotencyKey });
    expect(await response.text()).toBe('ok');
    expect(response.attempts).toMatchObject([
      { status: 503, replays: 1 },
      { status: 200, replays: 0 },
    ]);
    const seen = origin.seen('/x').map((request) => [request.text(), request.header('idempotency-key')]);
    expect(seen).toEqual([
      ['warm', 'key-1'],
      ['once', 'key-2'],
      ['once', 'key-2'],
      ['once', 'key-2'],
    ]);
    expect(origin.stats().opened).toBe(2);
  },
);

const KEYED: Record<string, object> = {
  'made for a call': { idempotencyKey: 'k' },
  'given as a header': { headers: { 'x-request-key': 'k' } },
};

for (const [what, options] of Object.entries(KEYED)) {
  test(`a key ${what} counts in the configured header: replayed once, then retried`, async () => {
    const origin = await originOf();
    origin
      .on('/x')
      .reply(200, { body: 'ok' })
      .fault({ do: 'close', at: 'request', after: 4 }, { nth: 2 })
      .fault({ do: 'close', at: 'request', after: 4 }, { nth: 3 });
    const client = clientOf({ baseUrl: origin.url(), retry: { idempotencyHeader: 'X-Request-Key' } });
    await client.post('/x', { body: 'warm' }).text();
    const response = await client.post('/x', { body: 'once', ...options });
    expect(await response.text()).toBe('ok');
    expect(response.attempts).toMatchObject([{ replays: 1 }, { status: 200, replays: 0 }]);
    const keys = origin.seen('/x').map((request) => request.header('x-request-key'));
    expect(keys).toEqual([undefined, 'k', 'k', 'k']);
  });
}

test('a key that is not sent to another origin allows no replay there', async () => {
  const [origin, other] = await Promise.all([originOf(), originOf()]);
  origin.on('/x').reply(307, { headers: { location: other.url('/y') } });
  other.on('/y').reply(200).fault({ do: 'close', at: 'request', after: 4 }, { nth: 2 });
  const client = clientOf({ baseUrl: origin.url(), retry: { idempotencyHeader: 'X-Request-Key' } });
  await client.post('/x', { body: 'warm' }).text();
  const error = await failure(client.post('/x', { body: 'once', idempotencyKey: 'k' }));
  expect(error).toMatchObject({ code: 'ERR_SLUICE_CONNECTION_LOST', reused: true });
  expect(origin.seen('/x').map((request) => request.header('x-request-key'))).toEqual([undefined, 'k']);
  expect(other.seen('/y').map((request) => request.header('x-request-key'))).toEqual([undefined, undefined]);
});

test('without a key, a POST reaches the origin once, and the error says why it was not sent again', async () => {
  const origin = await originOf();
  origin.on('/x').reply(200).fault({ do: 'close', at: 'request', after: 4 }, { nth: 2 });
  const client = clientOf({ baseUrl: origin.url() });
  await client.post('/x', { body: 'warm' });
  const error = await failure(client.post('/x', { body: 'once' }));
  expect(error).toMatchObject({
    code: 'ERR_SLUICE_CONNECTION_LOST',
    reused: true,
    attempts: [{ replays: 0, reason: expect.stringContaining('POST without an idempotency key') }],
  });
  expect(origin.seen('/x')).toHaveLength(2);
});
