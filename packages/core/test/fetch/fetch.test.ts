import { describe, expect, test } from 'vitest';
import { createClient, redirect } from '../../src/index.ts';
import type { AnyPlugin } from '../../src/plugin-api.ts';
import { Rig, watch } from '../support/rig.ts';

const URL_A = 'http://a.test/x';

function make(...plugins: AnyPlugin[]) {
  const rig = new Rig();
  const { fetch } = createClient({ transport: rig, clock: rig.clock, plugins });
  return { rig, fetch };
}

test.each(['cors', 'no-cors', 'same-origin'] as const)(
  'with a baseUrl and the mode %s, a redirect within its origin does not count as one to another origin',
  async (mode) => {
    const rig = new Rig();
    const { fetch } = createClient({
      transport: rig,
      clock: rig.clock,
      plugins: [redirect()],
      baseUrl: 'http://a.test/v1',
    });
    const call = watch(fetch('/x', { mode, referrer: 'http://a.test/page', referrerPolicy: 'unsafe-url' }));
    const first = await rig.exchange();
    expect(first.request.headers.get('referer')).toBe('http://a.test/page');
    first.headers(302, { location: '/y' });
    first.finish();
    const second = await rig.exchange();
    second.headers(200);
    second.finish();
    await rig.clock.advance(0);
    expect(call.error).toBeUndefined();
    expect(call.value).toMatchObject({ type: 'basic', status: 200, url: 'http://a.test/y' });
  },
);

describe('the result', () => {
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

  test.each([600, 999])('is a Response with %s, also as a clone', async (status) => {
    const { response } = await answered(status, { body: 'x' });
    expect(response).toMatchObject({ status, ok: false, type: 'basic', url: URL_A });
    expect(response?.clone()).toMatchObject({ status, ok: false, type: 'basic', url: URL_A });
    expect(await response?.text()).toBe('x');
  });

  test('omits an invalid reason phrase', async () => {
    expect((await answered(200, { statusText: 'a\u0001b' })).response?.statusText).toBe('');
  });

  test('keeps set-cookie headers separate', async () => {
    const { rig, fetch } = make();
    const call = watch(fetch(URL_A));
    (await rig.exchange()).headers(200, { 'set-cookie': ['a=1', 'b=2'] as unknown as string }).finish();
    await rig.clock.advance(0);
    expect(call.value?.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
  });

  test('streams with back-pressure, and drains when cancelled', async () => {
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

  test('is that of the Request, unless the init has another signal or null', async () => {
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

describe('redirects', () => {
  async function redirected(
    plugins: AnyPlugin[],
    init: RequestInit,
    input: string | Request = URL_A,
    options: object = {},
  ) {
    const rig = new Rig();
    const { fetch } = createClient({ transport: rig, clock: rig.clock, plugins, ...options });
    const call = watch(fetch(input, init));
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

  test.each(['error', 'manual'])(
    'are handled by the option of the fetch, otherwise of the client: %s',
    async (mode) => {
      const client = { redirect: mode };
      const asked = { status: 200, redirected: true };
      const usual = mode === 'error' ? { cause: { code: 'ERR_SLUICE_REDIRECT' } } : { status: 302 };
      const other = mode === 'error' ? 'manual' : 'error';
      const request = (init: RequestInit = {}): Request => new Request(URL_A, init);
      expect(await redirected([redirect()], { redirect: 'follow' }, URL_A, client)).toMatchObject(asked);
      expect(await redirected([redirect()], { redirect: 'follow' }, request(), client)).toMatchObject(asked);
      expect(await redirected([redirect()], {}, URL_A, client)).toMatchObject(usual);
      expect(await redirected([redirect()], {}, request(), client)).toMatchObject(usual);
      expect(await redirected([redirect()], {}, request({ redirect: other }), client)).toMatchObject(
        other === 'error' ? { cause: { code: 'ERR_SLUICE_REDIRECT' } } : { status: 302 },
      );
    },
  );

  test('are returned or refused by a client without the plugin', async () => {
    expect(await redirected([], {})).toMatchObject({ status: 302 });
    expect(await redirected([], { redirect: 'manual' })).toMatchObject({ status: 302 });
    expect(await redirected([], { redirect: 'error' })).toMatchObject({
      cause: { code: 'ERR_SLUICE_REDIRECT' },
    });
  });
});

test('fetch does not need its client as `this`', async () => {
  const { rig, fetch } = make();
  const call = watch<Response>(Reflect.apply(fetch, undefined, [URL_A]));
  (await rig.exchange()).headers().finish();
  await rig.clock.advance(0);
  expect(call.value?.status).toBe(200);
});
