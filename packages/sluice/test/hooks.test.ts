// Hooks of the client and of a call.
import { expect, test } from 'vitest';
import type { Hooks } from 'sluice';
import { checkLeaks, clientOf, failure, originOf } from './setup.ts';

checkLeaks();

test.each([{ retry: false } as const, { retry: { maxRetries: 2 } } as const, {}])(
  'hooks work with %j, those of the client before those of the call',
  async (options) => {
    const origin = await originOf();
    origin.on('/x').echo();
    const order: string[] = [];
    const noted = (who: string): Hooks => ({
      beforeRequest: ({ request, attempt }) => {
        order.push(`${who} before ${request.method} ${attempt}`);
        return request.with({ headers: request.headers.with(`x-${who}`, String(attempt)) });
      },
      afterResponse: async ({ response }) => {
        await Promise.resolve();
        order.push(`${who} after ${response.status}`);
      },
    });
    const api = clientOf({ baseUrl: origin.url('/'), ...options, hooks: noted('base') }).extend({
      hooks: noted('client'),
    });
    await api.get('x', { hooks: noted('call') });
    expect(order).toEqual([
      'base before GET 1',
      'client before GET 1',
      'call before GET 1',
      'base after 200',
      'client after 200',
      'call after 200',
    ]);
    const seen = origin.seen('/x')[0];
    expect(['base', 'client', 'call'].map((who) => seen?.header(`x-${who}`))).toEqual(['1', '1', '1']);
  },
);

test('`beforeRetry` is called after the wait, with the attempt that failed', async () => {
  const origin = await originOf();
  origin.on('/x').reply(503, {}, { first: 2 }).echo();
  const previous: unknown[] = [];
  const api = clientOf({
    baseUrl: origin.url('/'),
    hooks: {
      beforeRetry: (state) => {
        previous.push([state.attempt, state.previous.status, state.previous.reason]);
        return state.request.with({
          headers: state.request.headers.with('x-retry', String(state.attempt - 1)),
        });
      },
    },
  });
  await api.get('x');
  expect(previous).toEqual([
    [2, 503, 'status 503'],
    [3, 503, 'status 503'],
  ]);
  expect(origin.seen('/x').map((seen) => seen.header('x-retry'))).toEqual([undefined, '1', '2']);
});

test.each([1, 50])(
  '`afterResponse` can ask for another attempt, also of a POST, with %i in flight',
  async (inFlight) => {
    const origin = await originOf({ per: { header: 'x-call' } });
    origin
      .on('/x')
      .reply(401, { body: { size: 1_000 } }, { first: 1 })
      .echo();
    const api = clientOf({
      baseUrl: origin.url('/'),
      retry: false,
      hooks: {
        afterResponse: ({ response, request, sendAgain }) => {
          if (response.status !== 401) return undefined;
          return sendAgain(request.with({ headers: request.headers.with('authorization', 'fresh') }));
        },
      },
    });
    await Promise.all(
      Array.from({ length: inFlight }, async (_, call) => {
        const response = await api.post('x', { json: {}, headers: { 'x-call': call } });
        expect(response.attempts.map(({ status, reason }) => [status, reason])).toEqual([
          [401, 'afterResponse requested another attempt'],
          [200, undefined],
        ]);
      }),
    );
    expect(origin.stats().requests).toBe(2 * inFlight);
  },
);

test('`afterResponse` cannot ask without end, and not for a body that cannot be sent again', async () => {
  const origin = await originOf();
  origin.on('/x').reply(401);
  const api = clientOf({
    baseUrl: origin.url('/'),
    hooks: { afterResponse: ({ sendAgain }) => sendAgain() },
  });
  expect(await failure(api.get('x'))).toMatchObject({ status: 401 });
  expect(origin.seen('/x')).toHaveLength(6);
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      controller.enqueue(new Uint8Array(10));
      controller.close();
    },
  });
  expect((await failure(api.post('x', { body })))['code']).toBe('ERR_SLUICE_BODY_NOT_REPLAYABLE');
});

test('`afterResponse` may return the response of another call', async () => {
  const origin = await originOf();
  origin.on('/main').reply(503);
  origin.on('/backup').reply(200, { body: 'backup' });
  const backup = clientOf({ baseUrl: origin.url('/') });
  const api = clientOf({
    baseUrl: origin.url('/'),
    hooks: { afterResponse: async ({ response }) => (response.ok ? undefined : backup.get('backup')) },
  });
  expect(await api.get('main').text()).toBe('backup');
  expect(origin.seen('/main')).toHaveLength(1);
});

test('`onError` sees every failure of a call and may replace the error', async () => {
  class NotFound extends Error {}
  const origin = await originOf();
  origin.on('/404').reply(404);
  origin.on('/never').reply(200, { delay: 60_000 });
  const seen: unknown[] = [];
  const api = clientOf({
    baseUrl: origin.url('/'),
    retry: false,
    hooks: {
      onError: ({ error, attempts, request }) => {
        seen.push([(error as Error).name, request.path, attempts.length]);
        return (error as { status?: number }).status === 404
          ? new NotFound('gone', { cause: error })
          : undefined;
      },
    },
  });
  expect(await failure(api.get('404'))).toBeInstanceOf(NotFound);
  expect(await failure(api.get('404').json())).toBeInstanceOf(NotFound);
  expect((await failure(api.get('never', { timeout: 20 })))['code']).toBe('ERR_SLUICE_TIMEOUT');
  expect((await failure(api.get('never', { signal: AbortSignal.timeout(20) }))).name).toBe('TimeoutError');
  expect(seen).toEqual([
    ['HttpError', '/404', 1],
    ['HttpError', '/404', 1],
    ['TimeoutError', '/never', 1],
    ['TimeoutError', '/never', 1],
  ]);
});

test.each<[keyof Hooks, object]>([
  ['beforeRequest', { requests: 0 }],
  ['afterResponse', { requests: 1 }],
  ['onError', { requests: 1 }],
])('an error of `%s` fails the call unchanged, and nothing stays open', async (name, expected) => {
  const origin = await originOf();
  origin.on('/x').reply(404, { body: { size: 100_000 } });
  const broken = new Error('broken hook');
  const api = clientOf({
    baseUrl: origin.url('/'),
    hooks: {
      [name]: () => {
        throw broken;
      },
    },
  });
  await expect(api.get('x')).rejects.toBe(broken);
  expect(origin.stats()).toMatchObject(expected);
});

test('hooks that return something else are refused, and so is an async `onError`', async () => {
  const origin = await originOf();
  origin.on('/x').reply(404);
  const make = (hooks: object) => clientOf({ baseUrl: origin.url('/'), hooks }).get('x');
  expect((await failure(make({ beforeRequest: () => ({}) }))).message).toContain("'hooks.beforeRequest'");
  expect((await failure(make({ afterResponse: () => ({ status: 200 }) }))).message).toContain(
    "'hooks.afterResponse'",
  );
  expect((await failure(make({ onError: async () => undefined }))).message).toContain('must not be async');
  expect(() => clientOf({ hooks: { beforeRequst: () => undefined } as never })).toThrow(
    /probably 'hooks.beforeRequest'/,
  );
  expect(() => clientOf({ hooks: { beforeRequest: 5 as never } })).toThrow(
    /a function or an array of functions/,
  );
});

test('the value of an arrow function that only records something is not used', async () => {
  const origin = await originOf();
  origin.on('/x').reply(503, {}, { first: 1 }).reply(404);
  const lines: string[] = [];
  const note = (name: string) => () => lines.push(name);
  const names = ['beforeRequest', 'afterResponse', 'beforeRetry', 'onError'];
  const hooks: object = Object.fromEntries(names.map((name) => [name, note(name)]));
  const error = await failure(clientOf({ baseUrl: origin.url('/'), hooks }).get('x'));
  expect(error).toMatchObject({ code: 'ERR_SLUICE_HTTP_STATUS', status: 404 });
  const [, after, retry] = names;
  expect(lines).toEqual(['beforeRequest', after, retry, 'beforeRequest', after, 'onError']);
});

test('a hook that never settles does not outlive an abort', async () => {
  const origin = await originOf();
  const never = () => new Promise<never>(() => undefined);
  const api = clientOf({ baseUrl: origin.url('/'), hooks: { beforeRequest: never }, timeout: 30 });
  expect(await failure(api.get('x'))).toMatchObject({ phase: 'total' });
  expect(origin.stats().requests).toBe(0);
});

test('the hooks of `retry` work with `retry: false` too', async () => {
  const origin = await originOf();
  origin.on('/x').reply(503);
  const order: string[] = [];
  const rules = {
    onRequest: () => void order.push('request'),
    onResponse: () => void order.push('response'),
  };
  const api = clientOf({ baseUrl: origin.url('/'), retry: rules });
  await failure(api.get('x', { retry: false }));
  expect(order).toEqual(['request', 'response']);
});
