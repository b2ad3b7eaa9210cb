import { describe, expect, test } from 'vitest';
import { createClient, NetworkError } from '../../src/index.ts';
import type { AnyPlugin } from '../../src/plugin-api.ts';
import { Rig, watch } from '../support/rig.ts';

const URL_A = 'http://a.test/x';

type Body = NonNullable<RequestInit['body']>;

function make(...plugins: AnyPlugin[]) {
  const rig = new Rig();
  const { fetch } = createClient({ transport: rig, clock: rig.clock, plugins });
  return { rig, fetch };
}

/** The request of a fetch. */
async function sent(input: string | URL | Request, init?: RequestInit) {
  const { rig, fetch } = make();
  void watch(fetch(input, init));
  const { request } = await rig.exchange();
  const content = request.body?.open();
  const chunks: Uint8Array[] = [];
  if (content instanceof Uint8Array) chunks.push(content);
  else if (content !== undefined) for await (const chunk of content) chunks.push(chunk);
  return {
    method: request.method,
    url: request.url.href,
    body: content === undefined ? undefined : Buffer.concat(chunks).toString(),
    headers: request.headers,
    replayable: request.body?.replayable,
  };
}

describe('the request', () => {
  test('of a string, a URL or a Request', async () => {
    for (const input of [URL_A, new URL(URL_A), new Request(URL_A)]) {
      expect(await sent(input)).toMatchObject({ method: 'GET', url: URL_A, body: undefined });
    }
  });

  test('of a Request with a body, which can be sent again', async () => {
    const request = new Request(URL_A, { method: 'PUT', body: 'text', headers: { 'x-a': '1' } });
    const { headers, ...rest } = await sent(request);
    expect(rest).toEqual({ method: 'PUT', url: URL_A, body: 'text', replayable: true });
    expect([headers.get('x-a'), headers.get('content-type')]).toEqual(['1', 'text/plain;charset=UTF-8']);
    expect(request.bodyUsed).toBe(true);
  });

  test('of an init that overrides a Request', async () => {
    const request = new Request(URL_A, { method: 'PUT', body: 'text', headers: { 'x-a': '1' } });
    const { headers, ...rest } = await sent(request, {
      method: 'post',
      body: 'other',
      headers: { 'x-b': '2' },
    });
    expect(rest).toMatchObject({ method: 'POST', body: 'other', replayable: true });
    expect([headers.get('x-a'), headers.get('x-b')]).toEqual([null, '2']);
  });

  test('of a Request of another implementation', async () => {
    const foreign = {
      url: URL_A,
      method: 'DELETE',
      headers: new Headers({ a: '1' }),
      body: null,
      bodyUsed: false,
    };
    expect(await sent(foreign as unknown as Request)).toMatchObject({ method: 'DELETE', url: URL_A });
  });

  test.each<[string, () => Body, string]>([
    ['a string', () => 'abc', 'abc'],
    ['a Uint8Array', () => Buffer.from('abc'), 'abc'],
    ['an ArrayBuffer', () => Uint8Array.from([97]).buffer, 'a'],
    ['a DataView', () => new DataView(Uint8Array.from([97]).buffer), 'a'],
    ['URLSearchParams', () => new URLSearchParams({ a: '1' }), 'a=1'],
    ['a Blob', () => new Blob(['abc']), 'abc'],
    ['a stream', () => new Blob(['abc']).stream(), 'abc'],
  ])('of %s as body', async (_, make, body) => {
    expect(await sent(URL_A, { method: 'POST', body: make(), duplex: 'half' })).toMatchObject({ body });
  });

  test.each<[string, () => Body]>([
    ['a string', () => 'ä3'],
    ['bytes', () => Buffer.from('abc')],
    ['an ArrayBuffer', () => new ArrayBuffer(3)],
    ['URLSearchParams', () => new URLSearchParams('a=b')],
    ['a Blob', () => new Blob(['abc'])],
  ])('of %s as body, whose stated length is wrong, is refused', async (_, body) => {
    await sent(URL_A, { method: 'PUT', body: body(), headers: { 'content-length': '3' } });
    for (const wrong of ['0', '2', '4']) {
      const call = make().fetch(URL_A, { method: 'PUT', body: body(), headers: { 'content-length': wrong } });
      await expect(call).rejects.toMatchObject({
        message: 'fetch failed',
        cause: { code: 'UND_ERR_REQ_CONTENT_LENGTH_MISMATCH', sluiceCode: 'ERR_SLUICE_BODY_SOURCE' },
      });
    }
  });

  test('of a form, with the boundary in its type', async () => {
    const form = new FormData();
    form.append('a', '1');
    const { body, headers } = await sent(URL_A, { method: 'POST', body: form });
    const type = headers.get('content-type') ?? '';
    const parsed = await new Response(body, { headers: { 'content-type': type } }).formData();
    expect(parsed.get('a')).toBe('1');
  });

  test('omits headers that are reserved for the client, and ignores options without a meaning in Node.js', async () => {
    const { headers } = await sent(URL_A, {
      headers: { 'Content-Length': '5', Connection: 'close', Host: 'evil.test', TE: 'trailers', 'x-a': '1' },
      mode: 'cors',
      credentials: 'include',
      cache: 'no-store',
      referrer: 'http://b.test/',
      keepalive: true,
    } as RequestInit);
    expect(
      ['content-length', 'connection', 'host', 'te', 'origin'].filter((name) => headers.has(name)),
    ).toEqual([]);
    expect(headers.get('referer')).toBe('http://b.test/');
    expect(headers.get('x-a')).toBe('1');
  });
});

describe('a failure is a TypeError', () => {
  test('of the network, with its cause', async () => {
    const { rig, fetch } = make();
    const call = watch(fetch(URL_A));
    const cause = new NetworkError('ERR_SLUICE_CONNECT', 'refused', { phase: 'connect' });
    (await rig.exchange()).fail(cause);
    await rig.clock.advance(0);
    expect(call.error).toMatchObject({ name: 'TypeError', message: 'fetch failed', cause });
  });

  test.each<[string, unknown, RequestInit?]>([
    ['a relative URL', '/x'],
    ['no URL', 5],
    ['undefined', undefined],
    ['an unknown scheme', 'ftp://a.test/'],
    ['credentials in the URL', 'http://a:b@a.test/'],
    ['TRACE', URL_A, { method: 'TRACE' }],
    ['a dispatcher', URL_A, { dispatcher: {} } as RequestInit],
    ['a stream without duplex', URL_A, { method: 'POST', body: new ReadableStream() }],
    ['an invalid length', URL_A, { method: 'POST', body: 'x', headers: { 'content-length': 'x' } }],
    ['a bad method', URL_A, { method: 'a b' }],
    ['CONNECT', URL_A, { method: 'CONNECT' }],
    ['a body with GET', URL_A, { body: 'x' }],
    ['a bad header', URL_A, { headers: { 'a b': '1' } }],
    ['a bad signal', URL_A, { signal: {} as AbortSignal }],
  ])('of input: %s', async (_, input, init) => {
    const { rig, fetch } = make();
    await expect(fetch(input as string, init)).rejects.toBeInstanceOf(TypeError);
    expect(rig.exchanges).toHaveLength(0);
  });

  test('of a Request whose body was used', async () => {
    const request = new Request(URL_A, { method: 'POST', body: 'x' });
    await request.text();
    await expect(make().fetch(request)).rejects.toBeInstanceOf(TypeError);
  });

  test('an error that a plugin throws is not changed', async () => {
    const thrown = new RangeError('mine');
    const { fetch } = make({ name: 'p', stage: 'call', setup: () => () => Promise.reject(thrown) });
    await expect(fetch(URL_A)).rejects.toBe(thrown);
  });
});
