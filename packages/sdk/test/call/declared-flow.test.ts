// Pages, event streams and JSON lines of declared operations.
import { getEventListeners } from 'node:events';
import { isHttpError, isOptionError, isSchemaError, isTimeoutError } from '@sluice/core';
import { bearer } from 'sluice';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import {
  cursorPages,
  isPaginationError,
  linkPages,
  ndjson,
  numberedPages,
  op,
  sse,
  stream,
} from '../../src/index.ts';
import { apiOf, originOf } from '../setup.ts';
import { caught, collect } from '../support/collect.ts';

const User = z.object({ id: z.number() });
const quick = { minDelay: 1, maxDelay: 5 };

describe('pages', () => {
  const listUsers = op('GET /teams/{team}/users', {
    query: z.object({ sort: z.string() }),
    ok: { 200: z.object({ data: z.array(User), meta: z.object({ next: z.string().nullish() }) }) },
    page: cursorPages({ items: 'data', next: 'meta.next', parameter: 'cursor' }),
  });

  test('items and pages, requested with the input of the call', async () => {
    const origin = await originOf();
    origin.on('/teams/a%2Fb/users').handle(({ query }) => {
      const page = Number(query.get('cursor') ?? 1);
      const next = page < 3 ? String(page + 1) : null;
      return { status: 200, json: { data: [{ id: page, secret: 1 }], meta: { next } } };
    });
    const api = apiOf(origin, { listUsers });
    const input = { params: { team: 'a/b' }, query: { sort: 'name' } };
    expect(await collect(api.listUsers(input))).toEqual([{ id: 1 }, { id: 2 }, { id: 3 }]);
    expect(origin.seen().map(({ target }) => target.split('?')[1])).toEqual([
      'sort=name',
      'sort=name&cursor=2',
      'sort=name&cursor=3',
    ]);
    const [first] = await collect(api.listUsers(input).pages({ max: 1 }));
    const rest = await collect(api.listUsers(input).pages({ from: first?.next, prefetch: 2 }));
    expect(rest.flatMap(({ items }) => items)).toEqual([{ id: 2 }, { id: 3 }]);
    // Awaited, the same call is its first page.
    expect(await api.listUsers(input)).toEqual({ data: [{ id: 1 }], meta: { next: '2' } });
  });

  test('a page that does not match its schema is an error, an error status is one, refused input is one', async () => {
    const origin = await originOf();
    origin.on('/teams/x/users').reply(200, { json: { data: [{ id: 'secret' }], meta: {} } });
    origin.on('/teams/y/users').reply(404);
    const api = apiOf(origin, { listUsers });
    const walk = (team: string): Promise<unknown> =>
      caught(collect(api.listUsers({ params: { team }, query: { sort: 'a' } })));
    expect(isSchemaError(await walk('x'))).toBe(true);
    const error = await walk('y');
    expect(isHttpError(error) && error.status).toBe(404);
    const refused = await caught(collect(api.listUsers({ params: { team: 'z' }, query: {} as never })));
    expect(isOptionError(refused)).toBe(true);
    const users = api.listUsers({ params: { team: 'z' }, query: { sort: 'a' } });
    expect(() => users.pages({ prefetch: -1 })).toThrow("'options.prefetch'");
    expect(origin.stats().requests).toBe(2);
  });

  test('the deadline of the call limits the whole walk, the signal aborts it', async () => {
    const origin = await originOf();
    origin.on('/list').handle(({ query }) => ({
      status: 200,
      json: [Number(query.get('page'))],
      delay: 20,
    }));
    const api = apiOf(origin, {
      list: op('GET /list', { ok: { 200: z.array(z.number()) }, page: numberedPages() }),
    });
    const error = await caught(collect(api.list({}, { deadline: 250 })));
    expect(isTimeoutError(error) && [error.phase, error.limit]).toEqual(['total', 250]);
    expect(origin.stats().requests).toBeGreaterThan(1);
    const control = new AbortController();
    for await (const item of api.list({}, { signal: control.signal })) {
      if (item === 2) break;
    }
    expect(getEventListeners(control.signal, 'abort')).toEqual([]);
    const reading = caught(collect(api.list({}, { signal: control.signal }).pages({ prefetch: 3 })));
    control.abort();
    expect(await reading).toBe(control.signal.reason);
  });

  test('leaving a pending next() aborts the request', async () => {
    const origin = await originOf();
    origin.on('/list').reply(200, { json: [], faults: [{ do: 'stall', at: 'head' }] });
    const api = apiOf(origin, {
      list: op('GET /list', { ok: { 200: z.array(z.number()) }, page: linkPages() }),
    });
    const items = api.list()[Symbol.asyncIterator]();
    const pending = items.next();
    await expect.poll(() => origin.stats().requests).toBe(1);
    await items.return?.();
    expect(await pending).toEqual({ done: true, value: undefined });
    await expect.poll(() => origin.stats().open).toBe(0);
  });

  test('a link to another origin is refused', async () => {
    const origin = await originOf();
    origin.on('/list').reply(200, { json: [1], headers: { link: '<https://evil.test/>; rel="next"' } });
    const api = apiOf(origin, {
      list: op('GET /list', { ok: { 200: z.array(z.number()) }, page: linkPages() }),
    });
    const error = await caught(collect(api.list()));
    expect(isPaginationError(error) && error.reason).toBe('origin');
  });
});

describe('events', () => {
  const Tick = z.object({ n: z.number() });

  test.each(['drop', 'silent', 'comment-only'] as const)(
    'a stream with the fault %s is resumed',
    async (how) => {
      const origin = await originOf();
      origin.on('/feed').handle((request) => {
        const last = Number(request.header('last-event-id') ?? 0);
        const ids = Array.from({ length: 6 - last }, (_, index) => last + index + 1);
        const faults = last < 4 ? [{ do: 'sse', how, afterEvents: 2 } as const] : [];
        return {
          status: 200,
          sse: { events: ids.map((id) => ({ id: String(id), data: { n: id } })), every: 5 },
          faults,
        };
      });
      const api = apiOf(origin, {
        watch: op('GET /feed', {
          ok: { 200: stream() },
          events: sse({ data: Tick, reconnect: quick, idleTimeout: 150 }),
        }),
      });
      const seen = await collect(api.watch().events(), ({ data }) => data.n);
      expect(seen).toEqual([1, 2, 3, 4, 5, 6]);
      expect(origin.seen().map((request) => request.header('last-event-id'))).toEqual([undefined, '2', '4']);
      expect(await collect(api.watch().events({ lastEventId: '5' }), ({ id }) => id)).toEqual(['6']);
    },
  );

  test('a call replaces the reconnects and the idle limit of its operation, in part', async () => {
    const origin = await originOf();
    origin.on('/feed').handle(({ attempt }) => ({
      status: 200,
      sse: [{ id: String(attempt), data: 'x' }],
      faults: attempt < 3 ? [{ do: 'sse', how: attempt === 1 ? 'drop' : 'silent', afterEvents: 1 }] : [],
    }));
    const api = apiOf(origin, {
      watch: op('GET /feed', {
        ok: { 200: stream() },
        events: sse({ reconnect: { minDelay: 60_000, limit: 1 }, idleTimeout: false }),
      }),
    });
    const quickly = { reconnect: { minDelay: 1 }, idleTimeout: 50 };
    expect(await collect(api.watch().events(quickly), ({ id }) => id)).toEqual(['1', '2', '3']);
    expect(() => api.watch().events({ reconnect: { limit: -1 } })).toThrow("'options.reconnect.limit'");
    expect(() => api.watch().events({ sentinel: 'x' } as never)).toThrow("'options.sentinel'");
    expect(origin.seen()).toHaveLength(3);
  });

  test('a call may reconnect although its operation does not, and may not although it does', async () => {
    const origin = await originOf();
    origin
      .on('/feed')
      .reply(200, { sse: [{ id: '1', data: 'x' }] })
      .fault({ do: 'sse', how: 'drop', afterEvents: 1 }, { first: 3 });
    const api = apiOf(origin, {
      never: op('GET /feed', { ok: { 200: stream() }, events: sse({ reconnect: false }) }),
      always: op('GET /feed', { ok: { 200: stream() }, events: sse({ reconnect: quick }) }),
    });
    await caught(collect(api.always().events({ reconnect: false })));
    expect(origin.seen()).toHaveLength(1);
    await caught(collect(api.never().events()));
    expect(origin.seen()).toHaveLength(2);
    expect(await collect(api.never().events({ reconnect: quick }), ({ id }) => id)).toEqual(['1', '1']);
  });

  test('a stream that ends within its last event drops that event', async () => {
    const origin = await originOf();
    origin.on('/feed').reply(200, {
      sse: [{ data: { n: 1 } }, { data: { n: 2 } }],
      faults: [{ do: 'sse', how: 'no-final-blank', afterEvents: 2 }],
    });
    const api = apiOf(origin, { watch: op('GET /feed', { ok: { 200: stream() }, events: sse() }) });
    expect(await collect(api.watch().events(), ({ data }) => data)).toEqual(['{"n":1}']);
  });

  test('each connection has fresh credentials; a 204 that is not declared ends the stream', async () => {
    const origin = await originOf();
    origin.on('/feed').handle((request) => {
      const { attempt } = request;
      if (attempt > 3) return 204;
      return {
        status: 200,
        sse: [{ id: String(attempt), data: String(request.header('authorization')) }],
      };
    });
    let token = 0;
    const api = apiOf(
      origin,
      {
        watch: op('GET /feed', {
          ok: { 200: stream() },
          events: sse({ reconnect: { ...quick, afterEnd: true } }),
        }),
      },
      { plugins: [bearer({ token: () => ({ token: `t${++token}`, expiresIn: 1 }) })] },
    );
    const seen = await collect(api.watch().events(), ({ data }) => data);
    expect(seen).toHaveLength(3);
    expect(seen[0]).toBe('Bearer t1');
  });

  test('data that does not match its schema is an error; the deadline limits all connections', async () => {
    const origin = await originOf();
    origin.on('/bad').reply(200, { sse: [{ data: { n: 'secret' } }] });
    origin.on('/feed').handle(({ attempt }) => ({
      status: 200,
      sse: [{ id: String(attempt), data: { n: 1 } }],
      delay: 10,
    }));
    const api = apiOf(origin, {
      bad: op('GET /bad', { ok: { 200: stream() }, events: sse({ data: Tick }) }),
      watch: op('GET /feed', {
        ok: { 200: stream() },
        events: sse({ reconnect: { ...quick, afterEnd: true } }),
      }),
    });
    const error = await caught(collect(api.bad().events()));
    expect(isSchemaError(error)).toBe(true);
    expect(String(error)).not.toContain('secret');
    const late = await caught(collect(api.watch({}, { deadline: 200 }).events()));
    expect(isTimeoutError(late) && [late.phase, late.limit]).toEqual(['total', 200]);
    expect(origin.seen().length).toBeGreaterThan(3);
  });

  test('the limits of the client do not end a quiet stream; a limit of the call does', async () => {
    const origin = await originOf();
    origin.on('/feed').reply(200, { sse: { events: [{ data: 'a' }, { data: 'b' }], every: 300 } });
    const api = apiOf(
      origin,
      { watch: op('GET /feed', { ok: { 200: stream() }, events: sse() }) },
      {
        timeout: { attempt: 100, body: 100, total: 100 },
      },
    );
    expect(await collect(api.watch().events(), ({ data }) => data)).toEqual(['a', 'b']);
    const error = await caught(collect(api.watch({}, { timeout: 150 }).events()));
    expect(isTimeoutError(error) && error.phase).toBe('attempt');
  });

  test('leaving frees the connection, also while a next() is pending', async () => {
    const origin = await originOf();
    origin.on('/feed').reply(200, { sse: { events: [{ data: 'a' }], keepOpen: true } });
    const api = apiOf(origin, { watch: op('GET /feed', { ok: { 200: stream() }, events: sse() }) });
    for await (const { data } of api.watch().events()) {
      expect(data).toBe('a');
      break;
    }
    await expect.poll(() => origin.stats().open).toBe(0);
    const events = api.watch().events()[Symbol.asyncIterator]();
    await events.next();
    const pending = events.next();
    await events.return?.();
    expect(await pending).toEqual({ done: true, value: undefined });
    await expect.poll(() => origin.stats().open).toBe(0);
  });

  test('refused input, and options of the stream', async () => {
    const origin = await originOf();
    const api = apiOf(origin, {
      watch: op('GET /feed', { query: z.object({ a: z.string() }), ok: { 200: stream() }, events: sse() }),
    });
    expect(isOptionError(await caught(collect(api.watch({ query: {} as never }).events())))).toBe(true);
    const options = { lastEventId: 5 } as never;
    expect(() => api.watch({ query: { a: 'x' } }).events(options)).toThrow("'options.lastEventId'");
    expect(() => sse({ deadline: 5 } as never)).toThrow(/unknown option 'sse.deadline'/);
    expect(() => sse({ data: 'yaml' as never })).toThrow(/'sse.data'/);
    expect(origin.stats().requests).toBe(0);
  });
});

test('JSON lines of an operation', async () => {
  const origin = await originOf();
  origin.on('/rows').reply(200, { body: '{"id":1}\n{"id":2}\n' });
  origin
    .on('/cut')
    .reply(200, { body: '{"id":1}\n{"id":2}\n', faults: [{ do: 'reset', at: 'body', after: 12 }] });
  origin.on('/quiet').reply(200, { body: '{"id":1}\n', endDelay: 60_000 });
  const api = apiOf(origin, {
    rows: op('GET /rows', { ok: { 200: stream() }, events: ndjson({ schema: User }) }),
    cut: op('GET /cut', { ok: { 200: stream() }, events: ndjson() }),
    quiet: op('GET /quiet', { ok: { 200: stream() }, events: ndjson() }),
  });
  expect(await collect(api.rows().events(), ({ id }) => id)).toEqual([1, 2]);
  // Lines have no ids to continue after.
  expect(() => api.rows().events({ lastEventId: '1' })).toThrow("'options.lastEventId'");
  const silent = await caught(collect(api.quiet().events({ idleTimeout: 50 })));
  expect(isTimeoutError(silent) && silent.limit).toBe(50);
  const seen: unknown[] = [];
  const error = await caught(
    (async () => {
      for await (const row of api.cut().events()) seen.push(row);
    })(),
  );
  expect((error as { code?: string }).code).toMatch(/CONNECTION_LOST|CUT_SHORT/);
  expect(seen).toEqual([{ id: 1 }]);
  const late = await caught(collect(api.quiet({}, { deadline: 150 }).events()));
  expect(isTimeoutError(late) && late.phase).toBe('total');
});
