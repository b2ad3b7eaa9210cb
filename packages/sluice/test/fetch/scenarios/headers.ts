// Scenarios: the headers of a request.
import { echoed, headerOf, outcome, scenario, type Scenario } from '../scenario.ts';

const own = [
  'accept',
  'accept-language',
  'accept-encoding',
  'user-agent',
  'sec-fetch-mode',
  'connection',
  'content-length',
  'content-type',
  'cache-control',
  'pragma',
  'origin',
  'referer',
  'te',
  'upgrade-insecure-requests',
];
const given: Record<string, string> = {
  accept: 'text/x',
  'accept-language': 'de',
  'accept-encoding': 'gzip',
  'user-agent': 'mine',
  authorization: 'Bearer x',
  cookie: 'a=1',
  referer: 'http://a.test/',
  origin: 'http://a.test',
  date: 'Thu, 01 Jan 2026 00:00:00 GMT',
  host: 'other.test',
  connection: 'close',
  'keep-alive': 'timeout=5',
  'proxy-authorization': 'Basic eDp5',
  'proxy-connection': 'keep-alive',
  te: 'trailers',
  trailer: 'x-t',
  'transfer-encoding': 'chunked',
  upgrade: 'websocket',
  expect: '100-continue',
  'x-empty': '',
  'x-latin': 'gr\u00fc\u00dfe',
};

export const headers: readonly Scenario[] = [
  ...own.map((name) =>
    scenario(`headers: ${name}, if the caller sets none`, async (fetch, server) =>
      headerOf(await echoed(fetch, server), name),
    ),
  ),
  ...Object.entries(given).map(([name, value]) =>
    scenario(`headers: ${name} as given`, (fetch, server) =>
      outcome(async () => {
        const sent = headerOf(await echoed(fetch, server, { headers: { [name]: value } }), name);
        return name === 'host' ? sent === value : sent;
      }),
    ),
  ),
  scenario(
    'headers: the case of names',
    async (fetch, server) => {
      const seen = await echoed(fetch, server, { headers: { 'X-MiXed': '1', 'Content-Language': 'de' } });
      return seen.headers.filter(([name]) => /mixed|language/i.test(name) && !/accept/.test(name));
    },
    ['plain', 'tls'],
  ),
  ...[
    new Headers({ 'X-MiXed': '1' }),
    [
      ['X-B', '1'],
      ['X-a', '2'],
      ['x-A', '3'],
      ['X-C', '4'],
    ] as [string, string][],
    { 'x-z': '1', 'X-y': '2', 'x-X': '3' },
  ].map((init, index) =>
    scenario(
      `headers: the case and order of names (${index + 1})`,
      async (fetch, server) => {
        const seen = await echoed(fetch, server, { method: 'POST', body: 'x', headers: init });
        return seen.headers.filter(([name]) => /^x-/i.test(name));
      },
      ['plain', 'tls'],
    ),
  ),
  scenario(
    'headers: the case of names of a Request',
    async (fetch, server) => {
      const headersOf = { 'X-MiXed': '1' };
      const seen = await echoed(fetch, server, (url) => new Request(url, { headers: headersOf }));
      return seen.headers.filter(([name]) => /^x-/i.test(name));
    },
    ['plain', 'tls'],
  ),
  scenario(
    'headers: the case of names after a redirect',
    async (fetch, server) => {
      const init: RequestInit = {
        method: 'POST',
        body: 'x',
        headers: { 'X-MiXed': '1', 'Content-Type': 'text/x' },
      };
      await fetch(server.url('/redirect?to=/echo&code=307'), init);
      return server.seen.at(-1)?.headers.filter(([name]) => /^x-|content-type/i.test(name));
    },
    ['plain', 'tls'],
  ),
  scenario('headers: an array of pairs', async (fetch, server) =>
    headerOf(
      await echoed(fetch, server, {
        headers: [
          ['x-a', '1'],
          ['x-a', '2'],
        ],
      }),
      'x-a',
    ),
  ),
  scenario('headers: a Headers', async (fetch, server) =>
    headerOf(
      await echoed(fetch, server, {
        headers: new Headers([
          ['x-a', '1'],
          ['X-A', '2'],
        ]),
      }),
      'x-a',
    ),
  ),
  scenario('headers: a Map', async (fetch, server) =>
    headerOf(
      await echoed(fetch, server, { headers: new Map([['x-a', '1']]) as unknown as Record<string, string> }),
      'x-a',
    ),
  ),
  scenario('headers: values that are not strings', async (fetch, server) => {
    const seen = await echoed(fetch, server, {
      headers: { 'x-n': 5, 'x-b': true, 'x-u': undefined, 'x-null': null } as unknown as Record<
        string,
        string
      >,
    });
    return ['x-n', 'x-b', 'x-u', 'x-null'].map((name) => headerOf(seen, name));
  }),
  ...[{ 'a b': '1' }, { 'x-a': 'a\nb' }, { 'x-a': 'a\u0000b' }, { 'x-a': '\u20ac' }, { '': 'x' }].map(
    (bad, index) =>
      scenario(`headers: a bad one (${index + 1})`, (fetch, server) =>
        outcome(() => fetch(server.url('/echo'), { headers: bad as unknown as Record<string, string> })),
      ),
  ),
  scenario('headers: whitespace around values', async (fetch, server) =>
    headerOf(await echoed(fetch, server, { headers: { 'x-a': ' \t a b \t ' } }), 'x-a'),
  ),
  scenario('headers: of a Request', async (fetch, server) =>
    headerOf(await echoed(fetch, server, (url) => new Request(url, { headers: { 'x-a': '1' } })), 'x-a'),
  ),
  scenario('headers: init replaces those of a Request', async (fetch, server) => {
    const request = new Request(server.url('/echo'), { headers: { 'x-a': '1', 'x-b': '1' } });
    const seen = (await (await fetch(request, { headers: { 'x-b': '2' } })).json()) as never;
    return [headerOf(seen, 'x-a'), headerOf(seen, 'x-b')];
  }),
];
