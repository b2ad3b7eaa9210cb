// Tests of what `client.fetch` repeats: a broken connection where that is safe, and a status only if the client names it.
import { expect, test } from 'vitest';
import type { FaultOrigin } from '@sluice/fixtures';
import type { SluiceOptions } from 'sluice';
import { checkLeaks, clientOf, failure, originOf } from '../setup.ts';

checkLeaks();

const quick = { minDelay: 1, maxDelay: 1 };

async function failing(): Promise<FaultOrigin> {
  const origin = await originOf();
  origin.on('/down').reply(503);
  origin.on('/throttled').reply(413, { headers: { 'retry-after': '0' } });
  origin.on('/broken').fault({ do: 'reset', at: 'head' });
  origin.on('/broken-once').reply(200, { body: 'ok' }).fault({ do: 'reset', at: 'head' }, { nth: 1 });
  return origin;
}

test('every status is returned as a response', async () => {
  const origin = await failing();
  const { fetch } = clientOf();
  for (const [path, status] of [
    ['/down', 503],
    ['/throttled', 413],
  ] as const) {
    const response = await fetch(origin.url(path));
    await response.text();
    expect([response.status, origin.stats().paths[path]]).toEqual([status, 1]);
  }
});

test.each<[string, SluiceOptions['retry']]>([
  ['statuses', { statuses: [503], ...quick }],
  ['a preset', { preset: 'got', backoff: () => 1 }],
  ['checkRetry', { checkRetry: ({ status }) => status === 503, ...quick }],
])('a status is retried if the client names it: %s', async (_, retry) => {
  const origin = await failing();
  const response = await clientOf({ retry }).fetch(origin.url('/down'));
  await response.text();
  expect([response.status, (origin.stats().paths['/down'] ?? 0) > 1]).toEqual([503, true]);
});

test('a connection that breaks before its response: a GET is sent once more, a POST is not', async () => {
  const origin = await failing();
  const { fetch } = clientOf();
  expect(await failure(fetch(origin.url('/broken')))).toMatchObject({ message: 'fetch failed' });
  expect(origin.stats().paths['/broken']).toBe(2);
  await failure(fetch(origin.url('/broken'), { method: 'POST', body: 'x' }));
  expect(origin.stats().paths['/broken']).toBe(3);
  expect(await (await fetch(origin.url('/broken-once'))).text()).toBe('ok');
});

test('the number of retries is that of the client if it is given', async () => {
  const origin = await failing();
  await failure(clientOf({ retry: { maxRetries: 3, ...quick } }).fetch(origin.url('/broken')));
  expect(origin.stats().paths['/broken']).toBe(4);
  await failure(clientOf({ retry: false }).fetch(origin.url('/broken')));
  expect(origin.stats().paths['/broken']).toBe(5);
});

test('another error rejects the call at once', async () => {
  const { fetch } = clientOf();
  const error = await failure(fetch('http://127.0.0.1:2/'));
  expect(error.cause).toMatchObject({ code: 'ECONNREFUSED', attempts: { length: 1 } });
});

test('the other calls of the client keep their retries', async () => {
  const origin = await failing();
  await failure(clientOf({ retry: { maxRetries: 2, ...quick } }).get(origin.url('/down')));
  expect(origin.stats().paths['/down']).toBe(3);
});

test('a Request with a body is sent once more, and follows a 307', async () => {
  const origin = await failing();
  origin.on('PUT /upload').echo().fault({ do: 'reset', at: 'head' }, { nth: 1 });
  origin.on('/moved').redirect('/upload', 307);
  const { fetch } = clientOf();
  const put = (path: string): Request => new Request(origin.url(path), { method: 'PUT', body: 'text' });
  expect(await (await fetch(put('/upload'))).json()).toMatchObject({ bodyBytes: 4 });
  expect(await (await fetch(put('/moved'))).json()).toMatchObject({ bodyBytes: 4 });
});
