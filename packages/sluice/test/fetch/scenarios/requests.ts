// Scenarios: what is sent for the members of RequestInit.
import {
  echoed,
  failureOf,
  headerOf,
  kindOf,
  outcome,
  pauseUntil,
  scenario,
  type Scenario,
} from '../scenario.ts';
import type { Seen } from '../server.ts';

const methods = ['get', 'Post', 'put', 'patch', 'PATCH', 'TRACE', 'track', 'CONNECT', 'a b', ''];
const enums: Record<string, readonly string[]> = {
  mode: ['cors', 'no-cors', 'same-origin', 'navigate', 'bad'],
  credentials: ['omit', 'same-origin', 'include', 'bad'],
  referrerPolicy: ['no-referrer', 'bad'],
  redirect: ['follow', 'bad'],
  priority: ['high', 'low', 'auto', 'bad'],
};

const stringable = (text: string): string => ({ toString: () => text }) as unknown as string;

export const requests: readonly Scenario[] = [
  ...methods.map((method) =>
    scenario(`method: '${method}'`, (fetch, server) =>
      outcome(async () => (await echoed(fetch, server, { method })).method),
    ),
  ),
  scenario(
    'method: unknown to the HTTP/1.1 parser of Node.js',
    async (fetch, server) => (await fetch(server.url('/json'), { method: 'custom' })).status,
    ['plain', 'tls'],
  ),
  scenario(
    'method: a stringable',
    async (fetch, server) => (await echoed(fetch, server, { method: stringable('post') })).method,
  ),
  scenario('method: HEAD has no body', async (fetch, server) => {
    const response = await fetch(server.url('/echo'), { method: 'HEAD' });
    return [response.status, response.body, await response.text()];
  }),
  scenario('method: GET with a body', (fetch, server) => outcome(() => echoed(fetch, server, { body: 'x' }))),
  ...Object.entries(enums).flatMap(([name, values]) =>
    values.map((value) =>
      scenario(`${name}: '${value}'`, (fetch, server) =>
        outcome(async () => (await echoed(fetch, server, { [name]: value })).method),
      ),
    ),
  ),
  ...['default', 'no-store', 'reload', 'no-cache', 'force-cache', 'only-if-cached', 'bad'].map((cache) =>
    scenario(`cache: '${cache}'`, (fetch, server) =>
      outcome(async () => {
        const seen = await echoed(fetch, server, { cache } as RequestInit);
        return [headerOf(seen, 'cache-control'), headerOf(seen, 'pragma')];
      }),
    ),
  ),
  scenario('cache: a Request with no-store', async (fetch, server) => {
    const seen = await echoed(fetch, server, (url) => new Request(url, { cache: 'no-store' } as RequestInit));
    return [headerOf(seen, 'cache-control'), headerOf(seen, 'pragma')];
  }),
  scenario('cache: conditional headers', async (fetch, server) => {
    const seen = await echoed(fetch, server, { headers: { 'if-none-match': '"a"' } });
    return [headerOf(seen, 'cache-control'), headerOf(seen, 'pragma'), headerOf(seen, 'if-none-match')];
  }),
  scenario('cache: own cache-control', async (fetch, server) => {
    const seen = await echoed(fetch, server, {
      cache: 'no-store',
      headers: { 'cache-control': 'x' },
    } as RequestInit);
    return [headerOf(seen, 'cache-control'), headerOf(seen, 'pragma')];
  }),
  scenario('window: null and another', async (fetch, server) => [
    (await echoed(fetch, server, { window: null })).method,
    await outcome(() => fetch(server.url('/echo'), { window: {} as unknown as null })),
  ]),
  scenario('keepalive', async (fetch, server) => (await echoed(fetch, server, { keepalive: true })).method),
  scenario('referrer', async (fetch, server) => [
    headerOf(await echoed(fetch, server, { referrer: server.url('/from') }), 'referer') ===
      server.url('/from'),
    await outcome(() => fetch(server.url('/echo'), { referrer: 'http://[bad' })),
  ]),
  scenario(
    'init: unknown members',
    async (fetch, server) =>
      (await echoed(fetch, server, { retry: 3, timeout: 5, next: {} } as RequestInit)).method,
  ),
  scenario('init: null and undefined', async (fetch, server) => [
    (await fetch(server.url('/json'), undefined)).status,
    await outcome(async () => (await fetch(server.url('/json'), null as unknown as RequestInit)).status),
    await outcome(() => fetch(server.url('/json'), 'x' as unknown as RequestInit)),
  ]),
  scenario(
    'init: members of a prototype',
    async (fetch, server) =>
      (await echoed(fetch, server, Object.create({ method: 'PUT' }) as RequestInit)).method,
  ),
  scenario(
    'init: undefined members',
    async (fetch, server) =>
      (
        await echoed(fetch, server, {
          method: undefined,
          headers: undefined,
          body: undefined,
          signal: undefined,
          redirect: undefined,
          cache: undefined,
          integrity: undefined,
          dispatcher: undefined,
        } as unknown as RequestInit)
      ).method,
  ),
  scenario('dispatcher', (fetch, server) =>
    outcome(
      async () =>
        (
          await echoed(fetch, server, {
            dispatcher: {
              dispatch: () => {
                throw new Error('used');
              },
            },
          } as unknown as RequestInit)
        ).method,
      (error) => [kindOf(error), (error as Error).message === 'fetch failed'],
    ),
  ),
  scenario('signal: not a signal', (fetch, server) =>
    outcome(() => fetch(server.url('/echo'), { signal: {} as AbortSignal })),
  ),
  scenario('signal: null over that of a Request', async (fetch, server) => {
    const request = new Request(server.url('/json'), { signal: AbortSignal.abort() });
    return (await fetch(request, { signal: null })).status;
  }),
  scenario('url: a URL', async (fetch, server) => (await fetch(new URL(server.url('/json')))).status),
  scenario(
    'url: a stringable',
    async (fetch, server) => (await fetch(stringable(server.url('/json')))).status,
  ),
  ...[
    '',
    '/relative',
    'http://',
    'http://a b/',
    'ftp://a.test/',
    'about:blank',
    'file:///etc/passwd',
    'x:y',
    'http://user:pw@127.0.0.1:2/',
    'http://user@127.0.0.1:2/',
  ].map((url) => scenario(`url: '${url}'`, (fetch) => outcome(() => fetch(url)))),
  scenario('url: undefined', (fetch) => outcome(() => fetch(undefined as unknown as string))),
  scenario('url: no argument', (fetch) => outcome(() => (fetch as () => Promise<Response>)())),
  ...[
    '/echo?',
    '/echo?#x',
    '/echo#frag',
    '/echo?a=1#frag',
    '/a/../echo',
    '/%7Eecho',
    '/a b',
    '/ä?ö',
    "/echo?'",
  ].map((path) =>
    scenario(`url: target of ${path}`, async (fetch, server) => {
      const response = await fetch(server.url(path));
      return [
        ((await response.json()) as { target: string }).target,
        new URL(response.url).pathname + new URL(response.url).search,
        response.url.endsWith('?'),
      ];
    }),
  ),
  scenario('url: data', async (fetch) => {
    const response = await fetch('data:text/plain;charset=utf-8;base64,aGVsbG8=');
    const { status, statusText, type, redirected, url } = response;
    return {
      status,
      statusText,
      type,
      redirected,
      url,
      headers: [...response.headers],
      text: await response.text(),
    };
  }),
  scenario('url: data that is bad', (fetch) => outcome(() => fetch('data:nothing'), failureOf)),
  scenario('url: blob', async (fetch) => {
    const url = URL.createObjectURL(new Blob(['abc'], { type: 'text/x' }));
    const response = await fetch(url);
    const result = [response.status, response.headers.get('content-type'), await response.text()];
    URL.revokeObjectURL(url);
    return [
      result,
      await outcome(() => fetch(url), failureOf),
      await outcome(() => fetch(url, { method: 'POST' }), failureOf),
    ];
  }),
  scenario('integrity: right, weak and strong', async (fetch, server) => {
    const { createHash } = await import('node:crypto');
    const digest = (algorithm: string, text = '{"a":[1,2]}') =>
      `${algorithm}-${createHash(algorithm).update(text).digest('base64')}`;
    const check = (integrity: string) =>
      outcome(async () => (await fetch(server.url('/json'), { integrity })).json(), failureOf);
    return [
      await check(digest('sha256')),
      await check(digest('sha512')),
      await check(digest('sha256', 'other')),
      await check(`${digest('sha256', 'other')} ${digest('sha512')}`),
      await check(`${digest('sha256')} ${digest('sha512', 'other')}`),
      await check(`${digest('sha384', 'other')} ${digest('sha384')}`),
      await check('md5-abc nonsense'),
      await check(`${digest('sha256')}?opt`),
      await check(''),
    ];
  }),
  ...['sha256-', 'sha256-\u00e4', 'sha384---', 'sha512-?x', 'SHA256-AAAA', 'sha256', 'sha224-AAAA'].map(
    (integrity) =>
      scenario(`integrity: '${integrity}'`, (fetch, server) =>
        outcome(async () => (await fetch(server.url('/json'), { integrity })).json(), failureOf),
      ),
  ),
  ...[null, undefined].map((window) =>
    scenario(`window: ${window}, and a 407`, (fetch, server) =>
      outcome(
        async () => (await fetch(server.url('/status?code=407'), window === null ? { window } : {})).status,
        failureOf,
      ),
    ),
  ),
  ...['/relative/path', 'http://[', 'http://a b/', ''].map((url) =>
    scenario(`url: '${url}' is invalid`, (fetch) =>
      outcome(
        () => fetch(url),
        (error) => (error as Error).message,
      ),
    ),
  ),
  ...['ftp://a.test/', 'file:///etc/passwd', 'invalid:', 'javascript:1', 'about:blank'].map((url) =>
    scenario(`url: ${url}`, (fetch) => outcome(() => fetch(url), failureOf)),
  ),
  ...(['GET 204', 'GET 205', 'GET 304', 'HEAD 200'] as const).flatMap((place) => {
    const [method = '', code] = place.split(' ');
    return [' ', 'md5-abc', 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='].map((integrity) =>
      scenario(`integrity: '${integrity}', without a body (${place})`, (fetch, server) =>
        outcome(
          async () => (await fetch(server.url(`/status?code=${code}&body=`), { method, integrity })).status,
          failureOf,
        ),
      ),
    );
  }),
  ...['/a\tb', '/a\nb', '/a?q=\r\n1', '/\u0000x', '/x#\tb', '/\u007f'].map((path) =>
    scenario(`url: with control characters, ${JSON.stringify(path)}`, async (fetch, server) => {
      const response = await fetch(server.url(path));
      return [((await response.json()) as Seen).target, new URL(response.url).pathname];
    }),
  ),
  ...['method', 'mode', 'cache', 'redirect', 'integrity', 'referrer', 'referrerPolicy', 'credentials'].map(
    (name) =>
      scenario(`a symbol as ${name}`, async (fetch, server) => [
        await outcome(() => fetch(server.url('/echo'), { [name]: Symbol('x') })),
        server.seen.length,
      ]),
  ),
  scenario('url: a symbol', (fetch) => outcome(() => fetch(Symbol('x') as unknown as string))),
  ...[':bad', '/relative', 'http://['].map((referrer) =>
    scenario(`referrer: '${referrer}' is invalid`, (fetch, server) =>
      outcome(
        () => fetch(server.url('/echo'), { referrer }),
        (error) => [kindOf(error), (error as { cause?: { code?: unknown } }).cause?.code],
      ),
    ),
  ),
  scenario('integrity: of a Request', async (fetch, server) =>
    outcome(() => fetch(new Request(server.url('/json'), { integrity: 'sha256-AAAA' })), failureOf),
  ),
  scenario('integrity: the Response afterwards', async (fetch, server) => {
    const { createHash } = await import('node:crypto');
    const integrity = `sha256-${createHash('sha256').update('{"a":[1,2]}').digest('base64')}`;
    const response = await fetch(server.url('/json'), { integrity });
    return [
      response.type,
      response.url === server.url('/json'),
      response.bodyUsed,
      await response.text(),
      response.bodyUsed,
    ];
  }),
  scenario('PerformanceResourceTiming', async (fetch, server) => {
    // Its buffer is bounded, and takes no more once it is full.
    performance.clearResourceTimings();
    await (await fetch(server.url('/json'))).text();
    await pauseUntil(() => performance.getEntriesByType('resource').length > 0, 100);
    return performance.getEntriesByType('resource').length > 0;
  }),
  scenario(
    'needs no this',
    async (fetch, server) => (await Reflect.apply(fetch, undefined, [server.url('/json')])).status,
  ),
  scenario('its name and length', (fetch) => [fetch.name, fetch.length]),
  scenario('throws nothing, rejects', (fetch) => {
    const result: unknown = fetch('http://[');
    return [result instanceof Promise, (result as Promise<unknown>).catch(kindOf)].length;
  }),
];
