import { describe, expect, test } from 'vitest';
import { createClient, NetworkError, redirect, type AnyPlugin, type Transport } from '../src/index.ts';
import { Rig, watch } from './support/rig.ts';

const URL_A = 'http://a.test/x';

function make(...plugins: AnyPlugin[]) {
  const rig = new Rig();
  const { fetch } = createClient({ transport: rig as Transport, clock: rig.clock, plugins });
  return { rig, fetch };
}

/** The request that a fetch becomes. */
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

describe('what is sent', () => {
  test('of a string, a URL or a Request', async () => {
    for (const input of [URL_A, new URL(URL_A), new Request(URL_A)]) {
      expect(await sent(input)).toMatchObject({ method: 'GET', url: URL_A, body: undefined });
    }
  });

  test('of a Request with a body, which is sent once', async () => {
    const request = new Request(URL_A, { method: 'PUT', body: 'text', headers: { 'x-a': '1' } });
    const { headers, ...rest } = await sent(request);
    expect(rest).toEqual({ method: 'PUT', url: URL_A, body: 'text', replayable: false });
    expect([headers.get('x-a'), headers.get('content-type')]).toEqual(['1', 'text/plain;charset=UTF-8']);
    expect(request.bodyUsed).toBe(true);
  });

  test('of an init over a Request', async () => {
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

  test.each<[string, () => BodyInit, string]>([
    ['a string', () => 'abc', 'abc'],
    ['a Uint8Array', () => Buffer.from('abc'), 'abc'],
    ['an ArrayBuffer', () => Uint8Array.from([97]).buffer, 'a'],
    ['a DataView', () => new DataView(Uint8Array.from([97]).buffer), 'a'],
    ['URLSearchParams', () => new URLSearchParams({ a: '1' }), 'a=1'],
    ['a Blob', () => new Blob(['abc']), 'abc'],
    ['a stream', () => new Blob(['abc']).stream(), 'abc'],
  ])('of %s as body', async (_, make, body) => {
    expect(await sent(URL_A, { method: 'POST', body: make() })).toMatchObject({ body });
  });

  test('of a form, with the boundary in its type', async () => {
    const form = new FormData();
    form.append('a', '1');
    const { body, headers } = await sent(URL_A, { method: 'POST', body: form });
    const type = headers.get('content-type') ?? '';
    const parsed = await new Response(body, { headers: { 'content-type': type } }).formData();
    expect(parsed.get('a')).toBe('1');
  });

  test('leaves out headers that the client owns, and ignores what means nothing here', async () => {
    const { headers } = await sent(URL_A, {
      headers: { 'Content-Length': '5', Connection: 'close', Host: 'evil.test', TE: 'trailers', 'x-a': '1' },
      mode: 'cors',
      credentials: 'include',
      cache: 'no-store',
      referrer: 'http://b.test/',
      keepalive: true,
    });
    expect(
      ['content-length', 'connection', 'host', 'te', 'referer'].filter((name) => headers.has(name)),
    ).toEqual([]);
    expect(headers.get('x-a')).toBe('1');
  });
});

describe('what comes back', () => {
  async function answered(
    status: number,
    {
      headers = {},
      body = '',
      init = {},
      statusText,
    }: { headers?: Record<string, string>; body?: string; init?: RequestInit; statusText?: string } = {},
  ): Promise<{ response?: Response; error?: unknown; rig: Rig }> {
    const { rig, fetch } = make();
    const call = watch(fetch(URL_A, init));
    const exchange = await rig.exchange();
    exchange.headers(status, headers, statusText);
    if (body !== '') exchange.push(body);
    exchange.finish();
    await rig.clock.advance(0);
    return { ...(call.value !== undefined && { response: call.value }), error: call.error, rig };
  }

  test('is a Response, of any status', async () => {
    for (const status of [200, 404, 500]) {
      const { response } = await answered(status, {
        headers: { 'x-a': '1' },
        body: '{"a":1}',
        statusText: 'Why',
      });
      expect(response).toBeInstanceOf(Response);
      expect(response).toMatchObject({
        status,
        statusText: 'Why',
        ok: status === 200,
        url: URL_A,
        redirected: false,
      });
      expect(response?.headers.get('x-a')).toBe('1');
      expect(await response?.json()).toEqual({ a: 1 });
    }
  });

  test.each([204, 205, 304])('has no body with %s', async (status) => {
    expect((await answered(status)).response?.body).toBeNull();
  });

  test('has no body after HEAD', async () => {
    expect((await answered(200, { init: { method: 'HEAD' } })).response?.body).toBeNull();
  });

  test.each([600, 999, 199])('is a TypeError with %s, and the body is discarded', async (status) => {
    const { error, rig } = await answered(status, { body: 'x' });
    expect(error).toBeInstanceOf(TypeError);
    expect(rig.exchanges[0]?.request.attempt.ended).toBe(true);
  });

  test('leaves out a reason phrase that is none', async () => {
    expect((await answered(200, { statusText: 'a\u0001b' })).response?.statusText).toBe('');
  });

  test('keeps set-cookie lines apart', async () => {
    const { rig, fetch } = make();
    const call = watch(fetch(URL_A));
    (await rig.exchange()).headers(200, { 'set-cookie': ['a=1', 'b=2'] as unknown as string }).finish();
    await rig.clock.advance(0);
    expect(call.value?.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
  });

  test('streams, holds the peer back, and drains when cancelled', async () => {
    const { rig, fetch } = make();
    const call = watch(fetch(URL_A));
    const exchange = await rig.exchange();
    exchange.headers().push(70_000);
    await rig.clock.advance(0);
    expect(exchange.paused).toBe(true);
    await call.value?.body?.cancel();
    exchange.finish();
    expect(exchange.request.attempt.record.drain).toMatchObject({ outcome: 'eof' });
  });
});

describe('an abort', () => {
  test('rejects with the reason, before and after the headers', async () => {
    const { rig, fetch } = make();
    await expect(fetch(URL_A, { signal: AbortSignal.abort('x') })).rejects.toBe('x');
    const controller = new AbortController();
    const call = watch(fetch(URL_A, { signal: controller.signal }));
    (await rig.exchange()).headers();
    await rig.clock.advance(0);
    const text = watch(call.value!.text());
    controller.abort('y');
    await rig.clock.advance(0);
    expect(text.error).toBe('y');
  });

  test('comes from the Request, unless the init has another signal or none', async () => {
    const { rig, fetch } = make();
    const controller = new AbortController();
    const request = (): Request => new Request(URL_A, { signal: controller.signal });
    const own = new AbortController();
    const calls = [
      watch(fetch(request())),
      watch(fetch(request(), { signal: own.signal })),
      watch(fetch(request(), { signal: null })),
    ];
    await rig.clock.advance(0);
    controller.abort('theirs');
    await rig.clock.advance(0);
    expect(calls.map(({ error }) => error)).toEqual(['theirs', undefined, undefined]);
    own.abort('own');
    await rig.clock.advance(0);
    expect(calls.map(({ error }) => error)).toEqual(['theirs', 'own', undefined]);
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
    ['an unknown scheme', 'data:text/plain,x'],
    ['a bad method', URL_A, { method: 'a b' }],
    ['CONNECT', URL_A, { method: 'CONNECT' }],
    ['a body with GET', URL_A, { body: 'x' }],
    ['a bad header', URL_A, { headers: { 'a b': '1' } }],
    ['credentials for a proxy', URL_A, { headers: { 'proxy-authorization': 'x' } }],
    ['a bad body', URL_A, { method: 'POST', body: 5 as unknown as BodyInit }],
    ['a bad signal', URL_A, { signal: {} as AbortSignal }],
    ['integrity', URL_A, { integrity: 'sha256-x' }],
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

  test('but what a plugin throws stays what it is', async () => {
    const thrown = new RangeError('mine');
    const { fetch } = make({ name: 'p', stage: 'call', setup: () => () => Promise.reject(thrown) });
    await expect(fetch(URL_A)).rejects.toBe(thrown);
  });
});

describe('redirects', () => {
  async function redirected(plugins: AnyPlugin[], init: RequestInit) {
    const { rig, fetch } = make(...plugins);
    const call = watch(fetch(URL_A, init));
    (await rig.exchange()).headers(302, { location: '/y#part' }).finish();
    await rig.clock.advance(0);
    if (rig.exchanges.length > 1) (await rig.exchange()).headers(200).finish();
    await rig.clock.advance(0);
    return call.value ?? call.error;
  }

  test('are followed, returned or refused', async () => {
    expect(await redirected([redirect()], {})).toMatchObject({
      status: 200,
      redirected: true,
      url: 'http://a.test/y',
    });
    expect(await redirected([redirect()], { redirect: 'manual' })).toMatchObject({
      status: 302,
      redirected: false,
    });
    expect(await redirected([redirect()], { redirect: 'error' })).toMatchObject({
      name: 'TypeError',
      cause: { code: 'ERR_SLUICE_REDIRECT' },
    });
  });

  test('are returned or refused by a client that does not follow any', async () => {
    expect(await redirected([], {})).toMatchObject({ status: 302 });
    expect(await redirected([], { redirect: 'manual' })).toMatchObject({ status: 302 });
    expect(await redirected([], { redirect: 'error' })).toMatchObject({
      cause: { code: 'ERR_SLUICE_REDIRECT' },
    });
  });
});

test('fetch needs no this', async () => {
  const { rig, fetch } = make();
  const call = watch(Reflect.apply(fetch, undefined, [URL_A]) as Promise<Response>);
  (await rig.exchange()).headers().finish();
  await rig.clock.advance(0);
  expect(call.value?.status).toBe(200);
});
