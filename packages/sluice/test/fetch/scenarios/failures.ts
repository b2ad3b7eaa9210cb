// Scenarios: failures of the network, redirects, and what is sent more than once.
import { failureOf, headerOf, outcome, scenario, type Scenario } from '../scenario.ts';
import type { ComparedServer } from '../server.ts';

type Fetch = typeof globalThis.fetch;

const status = (fetch: Fetch, server: ComparedServer, path: string, init?: RequestInit): Promise<unknown> =>
  outcome(async () => {
    const response = await fetch(server.url(path), init);
    const { redirected, type, url } = response;
    return [response.status, redirected, type, url.replace(server.url(''), ''), await response.text()];
  }, failureOf);

const h1 = ['plain', 'tls'] as const;

export const failures: readonly Scenario[] = [
  scenario('failure: refused', (fetch) => outcome(() => fetch('http://127.0.0.1:2/'), failureOf)),
  scenario('failure: a name that does not exist', (fetch) =>
    outcome(
      () => fetch('http://does-not-exist.invalid/'),
      (error) => {
        const { code } = (error as { cause: { code: string } }).cause;
        return [
          failureOf(Object.assign(new TypeError((error as Error).message))),
          code === 'EAI_AGAIN' ? 'ENOTFOUND' : code,
        ];
      },
    ),
  ),
  scenario(
    'failure: reset before the head',
    (fetch, server) => outcome(() => fetch(server.url('/reset'), { method: 'POST', body: 'x' }), failureOf),
    h1,
  ),
  scenario('failure: reset before the head, requests', async (fetch, server) => {
    await outcome(() => fetch(server.url('/reset'), { method: 'POST', body: 'x' }));
    return server.seen.length;
  }),
  scenario(
    'failure: not HTTP',
    (fetch, server) => outcome(() => fetch(server.url('/garbage'), { method: 'POST' }), failureOf),
    ['plain', 'tls'],
  ),
  scenario('failure: the error shows', async (fetch) => {
    const error = (await fetch('http://127.0.0.1:2/').catch((reason: unknown) => reason)) as Error & {
      cause: Error & { syscall?: string };
    };
    return [
      error.name,
      error.message,
      error instanceof TypeError,
      error.cause instanceof Error,
      Object.keys(error),
    ];
  }),
  scenario('repeated: a GET whose connection broke', (fetch, server) =>
    status(fetch, server, '/flaky-reset'),
  ),
  scenario('repeated: a POST whose connection broke', async (fetch, server) => [
    await outcome(
      async () => (await fetch(server.url('/flaky-reset'), { method: 'POST', body: 'x' })).status,
    ),
    server.seen.length,
  ]),
  scenario('repeated: a 503', async (fetch, server) => [
    await status(fetch, server, '/flaky-status'),
    server.seen.length,
  ]),
  scenario('repeated: a 421', async (fetch, server) => [
    (await fetch(server.url('/misdirected'), { method: 'POST', body: 'x' })).status,
    server.seen.length,
  ]),
  scenario('repeated: a 503 to a PUT', async (fetch, server) => [
    await status(fetch, server, '/flaky-status', { method: 'PUT', body: 'x' }),
    server.seen.length,
  ]),
  scenario('repeated: a 503 to a Request', async (fetch, server) => {
    const response = await fetch(new Request(server.url('/flaky-status'), { method: 'PUT', body: 'x' }));
    return [response.status, server.seen.length];
  }),
  ...[300, 301, 302, 303, 304, 307, 308].flatMap((code) =>
    (['follow', 'manual', 'error'] as const).flatMap((redirect) => [
      scenario(`redirect: '${redirect}' at ${code}`, (fetch, server) =>
        status(fetch, server, `/redirect?code=${code}&to=/json`, { redirect }),
      ),
      scenario(`redirect: '${redirect}' at ${code} without a location`, (fetch, server) =>
        status(fetch, server, `/redirect?code=${code}`, { redirect }),
      ),
    ]),
  ),
  ...(['follow', 'manual', 'error'] as const).map((redirect) =>
    scenario(`redirect: '${redirect}' of a Request`, async (fetch, server) =>
      outcome(
        async () => (await fetch(new Request(server.url('/redirect?to=/json'), { redirect }))).status,
        failureOf,
      ),
    ),
  ),
  scenario('redirect: to another scheme', (fetch, server) =>
    status(fetch, server, '/redirect?to=ftp://a.test/'),
  ),
  scenario('redirect: to a bad URL', (fetch, server) =>
    status(fetch, server, `/redirect?to=${encodeURIComponent('http://[')}`),
  ),
  scenario('redirect: with a fragment', (fetch, server) =>
    status(fetch, server, `/redirect?to=${encodeURIComponent('/json#b')}`),
  ),
  scenario('redirect: with an empty query', async (fetch, server) => {
    const response = await fetch(server.url(`/redirect?to=${encodeURIComponent('/echo?')}`));
    return ((await response.json()) as { target: string }).target;
  }),
  ...[
    ['differ', '/json', '/echo'],
    ['are equal', '/json', '/json'],
  ].map(([what, first, second]) =>
    scenario(
      `redirect: two locations that ${what}`,
      (fetch, server) =>
        outcome(
          async () => new URL((await fetch(server.url(`/locations?to=${first}&to=${second}`))).url).pathname,
          failureOf,
        ),
      ['plain', 'tls'],
    ),
  ),
  scenario('redirect: 20 of them', async (fetch, server) => {
    let to = '/json';
    for (let hops = 0; hops < 19; hops++) to = `/redirect?to=${encodeURIComponent(to)}`;
    return [await status(fetch, server, `/redirect?to=${encodeURIComponent('/json')}`), to.length > 0];
  }),
  scenario('redirect: to itself, once', (fetch, server) => status(fetch, server, '/redirect-once')),
  scenario('redirect: for ever', (fetch, server) =>
    status(fetch, server, '/redirect?to=/redirect%3Fto=x').then(() => 'ended'),
  ),
  scenario('redirect: credentials to another origin', async (fetch, server) => {
    const there = server.url('/echo').replace('127.0.0.1', 'localhost');
    const response = await fetch(server.url(`/redirect?to=${encodeURIComponent(there)}`), {
      headers: { authorization: 'x', cookie: 'a=1', accept: 'text/x' },
    });
    const seen = (await response.json()) as never;
    return ['authorization', 'cookie', 'accept'].map((name) => headerOf(seen, name));
  }),
  scenario('redirect: other headers to another origin', async (fetch, server) => {
    const there = server.url('/echo').replace('127.0.0.1', 'localhost');
    const response = await fetch(server.url(`/redirect?to=${encodeURIComponent(there)}`), {
      headers: { 'x-api-key': '1' },
    });
    return headerOf((await response.json()) as never, 'x-api-key');
  }),
];
