import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { EchoedRequest } from '@sluice/fixtures';
import { failure, rig, until } from '../support/setup.ts';

const OWNED: Record<string, Record<string, string>> = {
  '71, V29: a length of its own': { 'content-length': '10' },
  '71, V29: a length in other letters': { 'Content-Length': '3' },
  '71: a transfer-encoding': { 'transfer-encoding': 'chunked' },
  '71: both': { 'content-length': '3', 'transfer-encoding': 'chunked' },
  '72: connection': { connection: 'x-a' },
  '72: upgrade': { upgrade: 'websocket' },
  '72: expect': { expect: '100-continue' },
  '72: keep-alive': { 'keep-alive': 'timeout=1' },
  '72: te': { te: 'trailers' },
  '72: trailer': { trailer: 'x-a' },
  '72: proxy-connection': { 'proxy-connection': 'keep-alive' },
};

test.each(Object.entries(OWNED))('%s is refused before anything is sent', async (_name, headers) => {
  const { origin, client } = await rig();
  for (const given of [
    headers,
    Object.entries(headers),
    new Map(Object.entries(headers)),
    new Headers(headers),
  ]) {
    const call = Promise.resolve().then(() => client.post('/x', { body: 'abc', headers: given }));
    expect(await failure(call)).toMatchObject({ code: 'ERR_SLUICE_OPTION' });
  }
  expect(origin.stats().opened).toBe(0);
});

test.each(['', ' ', 'G ET', 'GET\r\n', 'G\0', 'CONNECT', 'méthod'])(
  '70, 73: the method %j is refused',
  async (method) => {
    const { origin, client } = await rig();
    const call = Promise.resolve().then(() => client('/x', { method }));
    expect(await failure(call)).toMatchObject({ code: 'ERR_SLUICE_OPTION' });
    expect(origin.stats().opened).toBe(0);
  },
);

test.each([
  ['get', 'GET'],
  ['Post', 'POST'],
  ['delete', 'DELETE'],
])('73: the method %j goes out as %s', async (method, sent) => {
  const { origin, client } = await rig();
  origin.on('/x').echo();
  expect((await client('/x', { method }).json<EchoedRequest>()).method).toBe(sent);
});

test('74: the connection of a failed or aborted body stream is not used for the next call', async () => {
  const { origin, client, pool } = await rig();
  origin.on('/x').echo();
  const mine = new Error('mine');
  async function* broken(): AsyncGenerator<Uint8Array> {
    yield new Uint8Array(100_000);
    throw mine;
  }
  expect(await failure(client.post('/x', { body: broken() }))).toMatchObject({
    code: 'ERR_SLUICE_BODY_SOURCE',
    cause: mine,
  });
  expect(pool()).toMatchObject({ active: 0, idle: 0 });
  await until(() => origin.stats().open === 0);
  expect(await client.post('/x', { body: 'whole' }).json()).toMatchObject({ bodyBytes: 5 });
});

/** Text with what has led astray: line ends, NUL, spaces, separators, characters of more than one byte. */
const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '\r\n',
        '\r',
        '\n',
        '\0',
        ' ',
        '\t',
        ':',
        '/',
        '//',
        '@',
        '#',
        '?',
        '%0d%0a',
        '\u010d\u010a',
      ),
      fc.constantFrom('GET / HTTP/1.1\r\nhost: evil\r\n\r\n', 'x', 'a-b', '\u00e9', '\u{1f600}', '..', '%'),
    ),
    { minLength: 1, maxLength: 6 },
  )
  .map((parts) => parts.join(''));

test('70, V28, V30: any input is refused or becomes exactly one request to this origin', async () => {
  const { origin, client } = await rig();
  const url = new URL(origin.url());
  origin.on('/').echo();
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('path', 'query', 'name', 'value', 'method', 'body'),
      hostile,
      async (where, text) => {
        const before = origin.stats().requests;
        const send = (): Promise<unknown> => {
          const options = { throwHttpErrors: false } as const;
          if (where === 'path') return client.get(`/${text}`, options).text();
          if (where === 'query')
            return client.get('/', { query: { a: text, [text]: '1' }, ...options }).text();
          if (where === 'name') return client.get('/', { headers: { [text]: '1' }, ...options }).text();
          if (where === 'value') return client.get('/', { headers: { 'x-a': text }, ...options }).text();
          if (where === 'method') return client('/', { method: text, ...options }).text();
          return client.post('/', { body: text, ...options }).text();
        };
        const refused = await Promise.resolve()
          .then(send)
          .then(
            () => false,
            (error: { code: string }) => {
              expect(error.code).toBe('ERR_SLUICE_OPTION');
              return true;
            },
          );
        expect(origin.stats().requests - before).toBe(refused ? 0 : 1);
        if (refused) return;
        const [last] = origin.seen().slice(-1);
        expect(last?.header('host')).toBe(url.host);
        expect(last?.rawHeaders.join('\n')).not.toMatch(/evil/);
      },
    ),
    { numRuns: 400 },
  );
});

test('57: a redirect with two different locations is not followed; the same location twice is one location', async () => {
  const { origin, client } = await rig();
  origin.on('/two').reply(302, { headers: { location: ['/a', '/b'] } });
  origin.on('/twice').reply(302, { headers: { location: ['/a', '/a'] } });
  origin.on('/a').reply(200, { body: 'ok' });
  expect(await failure(client.get('/two'))).toMatchObject({ code: 'ERR_SLUICE_REDIRECT' });
  expect(origin.seen('/a')).toEqual([]);
  expect(await client.get('/twice').text()).toBe('ok');
});
