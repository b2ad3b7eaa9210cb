// Requests and responses that other clients were reported to get wrong.
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { clientOf, failure, originOf } from './setup.ts';

test('a redirect to the same URL is followed, since a counter or a cookie may change the answer', async () => {
  const origin = await originOf();
  origin.on('/poll').redirect('/poll', 302, { first: 3 }).reply(200, { body: 'done' });
  const api = clientOf({ baseUrl: origin.url('/') });
  expect(await api.get('poll').text()).toBe('done');
  origin.on('/loop').redirect('/loop', 307);
  const error = await failure(api.get('loop', { maxRedirects: 5 }));
  expect(error).toMatchObject({ code: 'ERR_SLUICE_REDIRECT' });
  expect(origin.seen('/loop')).toHaveLength(6);
});

test('a redirect with an empty location is the response', async () => {
  const origin = await originOf();
  origin.on('/x').reply(302, { headers: { location: '' }, body: 'nowhere' });
  const api = clientOf({ baseUrl: origin.url('/'), throwHttpErrors: false });
  const response = await api.get('x');
  expect([response.status, response.redirected, await response.text()]).toEqual([302, false, 'nowhere']);
});

test('a request for a range asks for no content coding', async () => {
  const origin = await originOf();
  origin.on('/x').echo();
  const api = clientOf({ baseUrl: origin.url('/') });
  interface Echo {
    readonly headers: readonly (readonly [string, string])[];
  }
  const codings = async (headers: Record<string, string>): Promise<string | undefined> => {
    const { headers: seen } = await api.get('x', { headers }).json<Echo>();
    return seen.find(([name]) => name === 'accept-encoding')?.[1];
  };
  expect(await codings({ range: 'bytes=0-9' })).toBe('identity');
  expect(await codings({ range: 'bytes=0-9', 'accept-encoding': 'gzip' })).toBe('gzip');
  expect(await codings({})).toContain('gzip');
});

test.each([1, 50])('a 206 is never decoded, with %i calls in flight', async (inFlight) => {
  const origin = await originOf();
  const whole = gzipSync('x'.repeat(10_000));
  const part = whole.subarray(0, 20);
  origin.on('/x').reply(206, {
    body: part,
    headers: { 'content-encoding': 'gzip', 'content-range': `bytes 0-19/${whole.length}` },
  });
  const api = clientOf({ baseUrl: origin.url('/') });
  const calls = Array.from({ length: inFlight }, () => api.get('x').bytes());
  for (const bytes of await Promise.all(calls)) expect(Buffer.from(bytes)).toEqual(part);
  const chunks: Uint8Array[] = [];
  for await (const chunk of await api.get('x')) chunks.push(chunk);
  expect(Buffer.concat(chunks)).toEqual(part);
});

const form = (): FormData => {
  const fields = new FormData();
  fields.append('name', 'Ada');
  return fields;
};

test.each([
  ['FormData', { body: form() }, {}, /^multipart\/form-data; boundary=.+/],
  [
    'FormData with a type that lacks the boundary',
    { body: form() },
    { 'content-type': 'multipart/form-data' },
    /boundary=.+/,
  ],
  ['a form', { form: { a: 1 } }, {}, /^application\/x-www-form-urlencoded/],
  ['JSON', { json: {} }, {}, /^application\/vnd\.api\+json$/],
  [
    'JSON with a type of its own',
    { json: {} },
    { 'content-type': 'application/ld+json' },
    /^application\/ld\+json$/,
  ],
  ['text', { body: 'x' }, {}, /^application\/vnd\.api\+json$/],
  ['bytes', { body: new Uint8Array(1) }, {}, /^application\/vnd\.api\+json$/],
  ['a Blob', { body: new Blob(['x'], { type: 'image/png' }) }, {}, /^image\/png$/],
] as const)(
  '%s decides the content type over the default of the client, if it must',
  async (_, body, headers, expected) => {
    const origin = await originOf();
    origin.on('/x').reply(200);
    const api = clientOf({
      baseUrl: origin.url('/'),
      headers: { 'content-type': 'application/vnd.api+json' },
      decompress: false,
    });
    await api.post('x', { ...body, headers });
    expect(origin.seen('/x')[0]?.header('content-type')).toMatch(expected);
  },
);

test('a form under a client default of JSON is sent as a form', async () => {
  const origin = await originOf();
  origin.on('/x').reply(200);
  const api = clientOf({ baseUrl: origin.url('/'), headers: { 'content-type': 'application/json' } });
  await api.post('x', { body: new URLSearchParams({ a: '1' }) });
  expect(origin.seen('/x')[0]?.header('content-type')).toMatch(/^application\/x-www-form-urlencoded/);
});
