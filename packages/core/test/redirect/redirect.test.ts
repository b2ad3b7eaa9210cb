// Redirects that are followed.
import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { redirect, type HttpRequest } from '../../src/index.ts';
import { Rig, watch } from '../support/rig.ts';
import { make } from '../support/redirects.ts';

describe('a redirect is followed', () => {
  test.each([301, 302, 303, 307, 308])('with %s', async (status) => {
    const { transport, client } = make({ '/a': [status, '/b?x=1'] });
    const response = await client.get('http://a.test/a');
    expect(response).toMatchObject({ status: 200, redirected: true, url: 'http://a.test/b?x=1' });
    expect(await response.text()).toBe('done');
    expect(transport.asked).toEqual(['GET http://a.test/a', 'GET http://a.test/b?x=1']);
  });

  test('and its body is drained, so that its connection is reused', async () => {
    const rig = new Rig();
    const call = watch(rig.client(redirect()).get('http://a.test/a').text());
    const first = (await rig.exchange()).headers(302, { location: '/b' }).push('mov');
    (await rig.exchange()).headers(200).push('done').finish();
    await rig.clock.advance(0);
    expect(call.value).toBe('done');
    first.push('ed').finish();
    expect(first.request.attempt.record.drain).toMatchObject({ outcome: 'eof', connectionKept: true });
  });

  test.each([
    ['/b', 'http://a.test/b'],
    ['b', 'http://a.test/x/b'],
    ['../b', 'http://a.test/b'],
    ['?q', 'http://a.test/x/a?q'],
    ['//b.test/c', 'http://b.test/c'],
    ['HTTPS://B.test:443/c', 'https://b.test/c'],
    ['http://user:pw@b.test/c', 'http://b.test/c'],
    ['/b c', 'http://a.test/b%20c'],
    [Buffer.from('/é').toString('latin1'), 'http://a.test/%C3%A9'],
    ['/%e9', 'http://a.test/%e9'],
  ])('to %s', async (location, expected) => {
    const { transport, client } = make({ 'http://a.test/x/a': [302, location] });
    await client.get('http://a.test/x/a').text();
    expect(transport.asked[1]).toBe(`GET ${expected}`);
  });

  test('and keeps the fragment unless the Location has one', async () => {
    const { client } = make({ '/a': [302, '/b'], '/c': [302, '/d#two'] });
    expect((await client.get('http://a.test/a#one')).url).toBe('http://a.test/b#one');
    expect((await client.get('http://a.test/c#one')).url).toBe('http://a.test/d#two');
  });

  test('with every request in the history, and the limits of the call over all of them', async () => {
    const rig = new Rig();
    const controller = new AbortController();
    const client = rig.client(redirect());
    const call = watch(client.get('http://a.test/a', { signal: controller.signal, maxResponseBytes: 5 }));
    (await rig.exchange()).headers(302, { location: '/b' }).finish();
    const last = await rig.exchange();
    expect(last.request.options.maxResponseBytes).toBe(5);
    expect(last.request.call.attempts.map(({ status }) => status)).toEqual([302, undefined]);
    controller.abort('enough');
    await rig.clock.advance(0);
    expect([call.error, last.destroyed]).toEqual(['enough', 'enough']);
    expect(client.stats().calls.inFlight).toBe(0);
  });
});

describe('the method', () => {
  const body = { json: { a: 1 }, headers: { 'content-language': 'en', 'x-a': '1' } };

  test.each([
    [301, 'POST', 'GET'],
    [302, 'POST', 'GET'],
    [303, 'POST', 'GET'],
    [303, 'PUT', 'GET'],
    [303, 'HEAD', 'HEAD'],
    [301, 'PUT', 'PUT'],
    [302, 'DELETE', 'DELETE'],
    [307, 'POST', 'POST'],
    [308, 'PUT', 'PUT'],
  ])('60: after %s of %s is %s', async (status, method, expected) => {
    const { transport, client } = make({ '/a': [status, '/b'] });
    await client('http://a.test/a', { method, ...(method === 'HEAD' ? {} : body) }).text();
    const { request } = transport.exchanges[1]!;
    expect(request.method).toBe(expected);
    const kept = expected === method && method !== 'HEAD';
    expect(request.body === undefined).toBe(!kept);
    expect([request.headers.get('content-type'), request.headers.get('content-language')]).toEqual(
      kept ? ['application/json', 'en'] : [null, null],
    );
    if (method !== 'HEAD') expect(request.headers.get('x-a')).toBe('1');
  });

  test.each(['call', 'fetch'])(
    '60: changes, and every header that describes the body is dropped: %s',
    async (face) => {
      const { transport, client } = make({ '/a': [303, '/b'] });
      const headers = {
        'content-type': 'text/x',
        'content-encoding': 'x',
        'content-language': 'en',
        'content-location': '/here',
        'content-md5': 'x',
        'content-digest': 'x',
        digest: 'x',
        'repr-digest': 'x',
        'last-modified': 'x',
        'x-content': 'stays',
        contents: 'stay',
      };
      const sent = { method: 'POST', body: 'x', headers };
      if (face === 'call') await client('http://a.test/a', sent).text();
      else await (await client.fetch('http://a.test/a', sent)).text();
      const [first, second] = transport.exchanges.map(({ request }) => Object.fromEntries(request.headers));
      expect(first).toMatchObject(headers);
      expect(
        Object.keys(second ?? {})
          .filter((name) => name in headers)
          .toSorted(),
      ).toEqual(['contents', 'x-content']);
    },
  );

  test('60: cannot be kept with a one-shot body', async () => {
    const { transport, client } = make({ '/a': [307, '/b'] });
    await expect(client.post('http://a.test/a', { body: Readable.from(['x']) })).rejects.toMatchObject({
      code: 'ERR_SLUICE_BODY_NOT_REPLAYABLE',
    });
    expect(transport.exchanges).toHaveLength(1);
    const other = make({ '/a': [303, '/b'] });
    await other.client.post('http://a.test/a', { body: Readable.from(['x']) }).text();
    expect(other.transport.asked[1]).toBe('GET http://a.test/b');
  });
});

describe('credentials', () => {
  const headers = {
    authorization: 'secret',
    cookie: 'secret',
    cookie2: 'secret',
    'x-api-key': 'secret',
    host: 'secret.test',
    referer: 'http://secret.test/',
    'user-agent': 'me',
    accept: 'a/b',
    'accept-language': 'en',
  };
  const names = (request: HttpRequest | undefined): string[] =>
    [...(request?.headers ?? [])].map(([name]) => name);

  test.each([
    ['http://b.test/', 'host'],
    ['http://a.test:81/', 'port'],
    ['https://a.test/', 'scheme'],
    ['http://sub.a.test/', 'subdomain'],
    ['http://a.test./', 'trailing dot'],
  ])('59: do not go to %s (another %s)', async (location) => {
    const { transport, client } = make({ 'http://a.test/a': [302, location] });
    await client.get('http://a.test/a', { headers }).text();
    const kept = ['user-agent', 'accept', 'accept-language', 'accept-encoding'];
    expect(names(transport.exchanges[1]?.request).sort()).toEqual(kept.sort());
  });

  test('61: of the URL are not sent either, nor those of a Location', async () => {
    const { transport, client } = make({ 'http://a.test/a': [302, 'http://me:secret@b.test/'] });
    await client.get('http://user:secret@a.test/a').text();
    expect(transport.exchanges[0]?.request.headers.has('authorization')).toBe(true);
    expect(transport.exchanges[1]?.request.headers.has('authorization')).toBe(false);
  });

  test('are sent within the origin', async () => {
    const { transport, client } = make({ '/a': [302, '/b'] });
    await client.get('http://a.test/a', { headers }).text();
    expect(transport.exchanges[1]?.request.headers.get('authorization')).toBe('secret');
  });

  test.each([
    ['A > B > B', { 'http://a.test/a': [302, 'http://b.test/a'], 'http://b.test/a': [302, '/b'] }],
    [
      'A > B > A',
      { 'http://a.test/a': [302, 'http://b.test/a'], 'http://b.test/a': [302, 'http://a.test/b'] },
    ],
  ] as [string, Record<string, [number, string]>][])('do not come back on the way %s', async (_, table) => {
    const { transport, client } = make(table);
    await client.get('http://a.test/a', { headers }).text();
    expect(names(transport.exchanges[2]?.request)).not.toContain('authorization');
    expect(names(transport.exchanges[2]?.request)).not.toContain('x-api-key');
  });

  test('are dropped, while headers that describe the body are sent with the body', async () => {
    const { transport, client } = make({ 'http://a.test/a': [307, 'http://b.test/'] });
    await client
      .post('http://a.test/a', { json: 1, headers: { ...headers, 'content-md5': 'secret' } })
      .text();
    expect(names(transport.exchanges[1]?.request)).toContain('content-type');
    expect(names(transport.exchanges[1]?.request)).not.toContain('content-md5');
  });
});
