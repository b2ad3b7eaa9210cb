// Scenarios: what depends on where each request of a fetch goes: referrer, origin, mode, and redirects to other places.
import { echoed, failureOf, headerOf, outcome, scenario, type Scenario } from '../scenario.ts';
import type { ComparedServer, Seen } from '../server.ts';

type Fetch = typeof globalThis.fetch;

/** The same server under another origin. */
const elsewhere = (server: ComparedServer, path: string): string =>
  server.url(path).replace('127.0.0.1', 'localhost');

const redirectTo = (server: ComparedServer, to: string, more = ''): string =>
  server.url(`/redirect?to=${encodeURIComponent(to)}${more}`);

/** What a caller sees of a response. */
const shown = (fetch: Fetch, server: ComparedServer, url: string, init?: RequestInit): Promise<unknown> =>
  outcome(async () => {
    const response = await fetch(url, init);
    const { status, ok, type, redirected, headers } = response;
    const isNull = response.body === null;
    const length = (await response.text()).length > 0;
    const place = response.url.replace(server.url(''), '').replace(elsewhere(server, ''), 'elsewhere');
    return { status, ok, type, redirected, length, isNull, place, list: headers.get('x-list') };
  }, failureOf);

const policies = [
  '',
  'no-referrer',
  'no-referrer-when-downgrade',
  'same-origin',
  'origin',
  'strict-origin',
  'origin-when-cross-origin',
  'strict-origin-when-cross-origin',
  'unsafe-url',
] as const;

type Policy = NonNullable<RequestInit['referrerPolicy']>;

const PAGE = '/page?a=1#part';

/** The `referer` of the last request, without the port of the server. */
const refererOf = (server: ComparedServer): string | undefined =>
  headerOf(server.seen.at(-1), 'referer')?.replace(server.url(''), '');

/** Sends with an origin that the program states, as with `setGlobalOrigin()` of undici. */
async function stating<Value>(origin: string, run: () => Promise<Value>): Promise<Value> {
  const key = Symbol.for('undici.globalOrigin.1');
  const value = new URL(origin);
  Object.defineProperty(globalThis, key, { value, configurable: true, writable: true });
  try {
    return await run();
  } finally {
    Reflect.deleteProperty(globalThis, key);
  }
}

const originAndReferer = (server: ComparedServer): (string | undefined)[] =>
  ['origin', 'referer'].map((name) => headerOf(server.seen.at(-1), name)?.replace(server.url(''), ''));

/** Stands in place of a class of the platform. */
function planted(): never {
  throw new RangeError('planted');
}

export const hops: readonly Scenario[] = [
  ...[undefined, 'cors', 'no-cors', 'same-origin'].flatMap((mode) =>
    ['/headers', '/status?code=404'].map((path) =>
      scenario(`mode: '${mode}', redirected to another origin: ${path}`, (fetch, server) =>
        shown(fetch, server, redirectTo(server, elsewhere(server, path)), { mode } as RequestInit),
      ),
    ),
  ),
  scenario('mode: redirected to another origin and back', (fetch, server) => {
    const back = elsewhere(server, `/redirect?to=${encodeURIComponent(server.url('/headers'))}`);
    return shown(fetch, server, redirectTo(server, back));
  }),
  scenario('mode: a clone of a response from another origin', async (fetch, server) => {
    const response = await fetch(redirectTo(server, elsewhere(server, '/json')));
    return [response.clone().type, await response.json()];
  }),
  ...['PUT', 'DELETE', 'POST', 'patch'].map((method) =>
    scenario(`mode: 'no-cors' with ${method}`, (fetch, server) =>
      outcome(async () => (await fetch(server.url('/json'), { method, mode: 'no-cors' })).status),
    ),
  ),
  ...[undefined, 'no-cors', 'same-origin'].flatMap((mode) =>
    ['here', 'elsewhere'].map((where) =>
      scenario(`redirect: to a URL with credentials, ${where}, mode ${mode}`, (fetch, server) => {
        const to = where === 'here' ? server.url('/json') : elsewhere(server, '/json');
        const init = { mode } as RequestInit;
        return shown(fetch, server, redirectTo(server, to.replace('://', '://user:pass@')), init);
      }),
    ),
  ),
  ...(['follow', 'manual', 'error'] as const).map((redirect) =>
    scenario(`redirect: '${redirect}' to an empty location`, (fetch, server) =>
      shown(fetch, server, server.url('/redirect?to='), { redirect }),
    ),
  ),
  ...policies.flatMap((referrerPolicy) => [
    scenario(`referrer: of the same origin, '${referrerPolicy}'`, async (fetch, server) => {
      await echoed(fetch, server, { referrer: server.url(PAGE), referrerPolicy });
      return refererOf(server);
    }),
    scenario(`referrer: of another origin, '${referrerPolicy}'`, async (fetch, server) => {
      await echoed(fetch, server, { referrer: `https://user:pass@a.test${PAGE}`, referrerPolicy });
      return refererOf(server);
    }),
    scenario(`referrer: redirected to another origin, '${referrerPolicy}'`, async (fetch, server) => {
      const url = redirectTo(server, elsewhere(server, '/echo'));
      await fetch(url, { referrer: server.url(PAGE), referrerPolicy });
      return refererOf(server);
    }),
    ...['', 'no-referrer', 'unsafe-url'].map((first) =>
      scenario(`referrer: '${first}', then '${referrerPolicy}' of a redirect`, async (fetch, server) => {
        const url = redirectTo(server, '/echo', `&policy=${referrerPolicy},unknown`);
        await fetch(url, { referrer: server.url(PAGE), referrerPolicy: first as Policy });
        return refererOf(server);
      }),
    ),
  ]),
  ...[
    '',
    'about:client',
    'about:blank',
    'data:,x',
    '/relative',
    'nonsense',
    `http://a.test/${'x'.repeat(5_000)}`,
  ].map((referrer) =>
    scenario(`referrer: '${referrer.slice(0, 30)}'`, (fetch, server) =>
      outcome(async () => {
        await echoed(fetch, server, { referrer, referrerPolicy: 'unsafe-url' });
        return refererOf(server);
      }),
    ),
  ),
  scenario('referrer: of a Request', async (fetch, server) => {
    const init: RequestInit = { referrer: server.url(PAGE), referrerPolicy: 'unsafe-url' };
    await echoed(fetch, server, (url) => new Request(url, init));
    return refererOf(server);
  }),
  scenario('referrer: beside the header referer', async (fetch, server) => {
    const headers = { referer: 'http://a.test/' };
    await echoed(fetch, server, { referrer: server.url(PAGE), headers });
    return refererOf(server);
  }),
  ...['GET', 'POST'].flatMap((method) => [
    scenario(`global origin: ${method} to it, by a relative URL`, (fetch, server) =>
      stating(server.url(PAGE), async () => {
        const response = await fetch('/echo?q', { method });
        const { target } = (await response.json()) as Seen;
        return [target, response.url.replace(server.url(''), ''), ...originAndReferer(server)];
      }),
    ),
    scenario(`global origin: ${method} to another origin, by a redirect`, (fetch, server) =>
      stating(server.url(PAGE), async () => {
        const url = redirectTo(server, elsewhere(server, '/echo'), '&code=307');
        const { type } = await fetch(url, { method });
        return [type, ...originAndReferer(server)];
      }),
    ),
    ...['no-referrer', 'same-origin', 'unsafe-url'].map((referrerPolicy) =>
      scenario(`global origin: ${method} from another one, '${referrerPolicy}'`, (fetch, server) =>
        stating('https://a.test/page', async () => {
          await echoed(fetch, server, { method, referrerPolicy: referrerPolicy as Policy });
          return originAndReferer(server);
        }),
      ),
    ),
  ]),
  scenario('global origin: a bad relative URL', (fetch, server) =>
    stating(server.url('/'), () => outcome(() => fetch('http://['))),
  ),
  scenario('a global Headers in place of the own one, after a fetch', async (fetch, server) => {
    const { Headers } = globalThis;
    await fetch(server.url('/json'));
    globalThis.Headers = planted as unknown as typeof Headers;
    try {
      const response = await fetch(server.url('/json'), { headers: { 'x-a': '1' } });
      return [response.status, response.headers.get('content-type'), await response.json()];
    } finally {
      globalThis.Headers = Headers;
    }
  }),
  scenario('a global Response in place of the own one, after a fetch', async (fetch, server) => {
    const { Response } = globalThis;
    await fetch(server.url('/json'));
    globalThis.Response = planted as unknown as typeof Response;
    try {
      const response = await fetch(server.url('/json'));
      return [await response.clone().json(), (await response.blob()).size];
    } finally {
      globalThis.Response = Response;
    }
  }),
];
