// Calls that return the head together with the whole body, both retried.
import { expect, test } from 'vitest';
import { z } from 'zod';
import { clientOf, failure, originOf } from './setup.ts';

const cut = { do: 'reset', at: 'body', after: 2 } as const;

test('a body that is cut is retried, and its headers come with it', async () => {
  const origin = await originOf();
  origin
    .on('/users')
    .reply(200, { json: [{ id: 1 }], headers: { link: '<x>; rel="next"' } }, { first: 1 })
    .reply(200, { json: [{ id: 2 }], headers: { link: '<y>; rel="next"' } })
    .fault(cut, { first: 1 });
  const api = clientOf({ baseUrl: origin.url('/') });

  const response = await api.get('users').buffered();
  expect(response.headers.get('link')).toBe('<y>; rel="next"');
  expect(response.attempts).toHaveLength(2);
  expect([response.json(), response.json(), response.text()]).toEqual([
    [{ id: 2 }],
    [{ id: 2 }],
    '[{"id":2}]',
  ]);
  expect(response).toMatchObject({ status: 200, ok: true, redirected: false, url: origin.url('/users') });

  origin.restart();
  const { data, response: head } = await api.get('users').json().withResponse();
  expect([data, head.headers.get('link'), head.attempts.length]).toEqual([[{ id: 2 }], '<y>; rel="next"', 2]);
});

test.each([
  ['gzip', 1],
  ['br', 20],
])('a large body in %s can be read in each form, with %i calls in flight', async (encoding, inFlight) => {
  const origin = await originOf();
  const value = { text: 'ä'.repeat(300_000) };
  origin.on('/x').reply(200, { json: value, encoding: encoding as 'gzip' });
  const api = clientOf({ baseUrl: origin.url('/') });
  const responses = await Promise.all(Array.from({ length: inFlight }, () => api.get('x').buffered()));
  for (const response of responses) {
    expect(response.json()).toEqual(value);
    const bytes = response.bytes();
    expect(bytes.byteLength).toBe(bytes.buffer.byteLength);
    bytes.fill(0);
    expect(response.text() === JSON.stringify(value)).toBe(true);
    expect(response.blob().type).toBe('application/json');
  }
});

test('a schema decides what the body is, and its issues name the path', async () => {
  const origin = await originOf();
  origin.on('/user').reply(200, { json: { user: { emails: [{ address: 1 }] } } });
  const api = clientOf({ baseUrl: origin.url('/') });
  const User = z.object({ user: z.object({ emails: z.array(z.object({ address: z.string() })) }) });
  const response = await api.get('user').buffered();
  const error = await failure(response.json(User));
  expect(error.message).toBe(
    `GET ${origin.url('/user')}: the body does not match its schema at user.emails[0].address`,
  );
  await expect(response.json(z.object({}))).resolves.toEqual({});
});

test.each([
  ['GET', 204],
  ['GET', 200],
  ['HEAD', 200],
  ['DELETE', 200],
])('%s answered with %i and without a body is undefined as JSON', async (method, status) => {
  const origin = await originOf();
  origin.on('/x').reply(status);
  const api = clientOf({ baseUrl: origin.url('/') });
  expect(await api('x', { method }).json()).toBeUndefined();
  expect((await api('x', { method }).buffered()).json()).toBeUndefined();
  expect(await (await api('x', { method })).json()).toBeUndefined();
  expect(await api('x', { method }).json(z.undefined())).toBeUndefined();
});

test('a promise of a body behaves like a plain promise', async () => {
  const origin = await originOf();
  origin.on('/x').reply(200, { body: 'x' });
  const api = clientOf({ baseUrl: origin.url('/') });
  const promise = api.get('x').text();
  expect(promise).toBeInstanceOf(Promise);
  expect(Object.getPrototypeOf(promise.then((text) => text))).toBe(Promise.prototype);
  expect(await Promise.all([promise, promise.finally(() => 1)])).toEqual(['x', 'x']);
  const twice = api.get('x');
  expect([(await twice.text().withResponse()).data, (await twice).status]).toEqual(['x', 200]);
});

test('a gateway that answers with HTML is named in the error', async () => {
  const origin = await originOf();
  origin.on('/x').reply(200, { body: '<html>', headers: { 'content-type': 'text/html; charset=utf-8' } });
  const api = clientOf({ baseUrl: origin.url('/') });
  const expected = `GET ${origin.url('/x')}: the body is not JSON: 6 bytes of text/html; charset=utf-8 (status 200)`;
  expect((await failure(api.get('x').json())).message).toBe(expected);
  const response = await api.get('x').buffered();
  expect(() => response.json()).toThrow(expected);
});
