// Copies of answers, confirmed by an origin on real sockets.
import { caCertificate, createHttp2Origin, type FaultOrigin, type SeenRequest } from '@sluice/fixtures';
import { gotTransport } from '@sluice/got';
import got from 'got';
import type { AnyPlugin, Plugin } from '@sluice/core/plugin';
import {
  apiKey,
  basic,
  bearer,
  clientCredentials,
  createClient,
  isNetworkError,
  undiciTransport,
  type SluiceClient,
  type SluiceOptions,
} from 'sluice';
import { describe, expect, test } from 'vitest';
import { HttpHeaders } from '@sluice/core';
import {
  cacheVerdictOf,
  conditional,
  etags,
  json,
  op,
  type ConditionalCallOptions,
  type ConditionalOptions,
} from '../../src/index.ts';
import { mergeHeaders } from '../../src/conditional/merge-headers.ts';
import { apiOf, closeLater, failure, originOf } from '../setup.ts';

type Cached = SluiceClient<ConditionalCallOptions>;

function clientOf(options: SluiceOptions = {}, given: ConditionalOptions = {}): Cached {
  const own = options.transport === undefined ? { pool: {} } : {};
  const plugins = [...(options.plugins ?? []), conditional(given)];
  return closeLater(
    createClient({ ...own, retry: { minDelay: 1, maxDelay: 5 }, ...options, plugins }),
  ) as Cached;
}

/** Answers with a document that has a version; 304 if the request names it. */
class Document {
  version = 1;
  /** Added to each answer. */
  headers: Record<string, string> = {};
  weak = false;

  answer(header: (name: string) => string | undefined): {
    status: number;
    headers: Record<string, string>;
    body: string;
  } {
    const etag = `${this.weak ? 'W/' : ''}"${this.version}"`;
    const headers = {
      etag,
      'x-version': String(this.version),
      'content-type': 'application/json',
      ...this.headers,
    };
    if (header('if-none-match') === etag) return { status: 304, headers, body: '' };
    return {
      status: 200,
      headers,
      body: JSON.stringify({ version: this.version, as: header('authorization') }),
    };
  }

  serve(origin: FaultOrigin, path = '/doc'): void {
    origin.on(path).handle((request: SeenRequest) => {
      const { status, headers, body } = this.answer((name) => request.header(name));
      return { status, headers: Object.entries(headers), ...(body !== '' && { body }) };
    });
  }
}

async function setUp(
  options: SluiceOptions = {},
  given: ConditionalOptions = {},
): Promise<{ origin: FaultOrigin; document: Document; api: Cached }> {
  const origin = await originOf();
  const document = new Document();
  document.serve(origin);
  return { origin, document, api: clientOf({ baseUrl: origin.url(), ...options }, given) };
}

const statuses = (origin: FaultOrigin): (number | undefined)[] => origin.seen().map(({ status }) => status);

describe('over', () => {
  const transports: Record<
    string,
    () => Promise<{ document: Document; api: Cached; url: string; seen: () => (string | undefined)[] }>
  > = {
    'plain sockets': () => overFaultOrigin(false, {}),
    TLS: () =>
      overFaultOrigin(true, { transport: undiciTransport({ pool: {}, tls: { ca: caCertificate } }) }),
    got: () => overFaultOrigin(false, { transport: gotTransport({ got, pool: {} }) }),
    'HTTP/2': async () => {
      const origin = closeLater(await createHttp2Origin());
      const document = new Document();
      const asked: (string | undefined)[] = [];
      origin.on('/doc', ({ headers: given, reply }) => {
        asked.push(given['if-none-match']);
        const { status, headers, body } = document.answer((name) => given[name] as string | undefined);
        reply(status, body, headers);
      });
      const transport = undiciTransport({ pool: {}, http2: true, tls: { ca: caCertificate } });
      return { document, api: clientOf({ transport }), url: origin.url('/doc'), seen: () => asked };
    },
  };

  async function overFaultOrigin(
    tls: boolean,
    options: SluiceOptions,
  ): ReturnType<(typeof transports)[string]> {
    const origin = await originOf(tls ? { tls } : {});
    const document = new Document();
    document.serve(origin);
    const seen = (): (string | undefined)[] =>
      origin.seen().map((request) => request.header('if-none-match'));
    return { document, api: clientOf(options), url: origin.url('/doc'), seen };
  }

  test.each(Object.keys(transports))(
    '%s: an answer is asked for on a condition, and taken from the copy',
    async (name) => {
      const { document, api, url, seen } = await (transports[name] as (typeof transports)[string])();
      const read = async (): Promise<[number, unknown, string | undefined]> => {
        const response = await api.get(url).buffered();
        return [response.status, response.json<{ version: number }>().version, cacheVerdictOf(response)];
      };
      expect([await read(), await read(), await read()]).toEqual([
        [200, 1, 'miss'],
        [200, 1, 'revalidated'],
        [200, 1, 'revalidated'],
      ]);
      document.version = 2;
      expect([await read(), await read()]).toEqual([
        [200, 2, 'miss'],
        [200, 2, 'revalidated'],
      ]);
      expect(seen()).toEqual([undefined, '"1"', '"1"', '"1"', '"2"']);
      expect(api.stats().plugins['conditional']).toMatchObject({ entries: 1, revalidated: 3, missed: 2 });
      expect(api.stats().calls.inFlight).toBe(0);
    },
  );
});

test('every reader of a call gets the body of the copy, and cannot change it', async () => {
  const { api } = await setUp();
  const bytes = await api.get('/doc').bytes();
  bytes.fill(0);
  const again = await api.get('/doc').bytes();
  again.fill(0);
  expect(await api.get('/doc').text()).toBe('{"version":1}');
  const response = await api.get('/doc');
  expect(response.headers.get('x-version')).toBe('1');
  const chunks: Uint8Array[] = [];
  for await (const chunk of response) chunks.push(chunk);
  expect(Buffer.concat(chunks).toString()).toBe('{"version":1}');
  expect(await (await api.fetch(response.url)).text()).toBe('{"version":1}');
});

test('a response whose body its caller reads is kept if its length is declared', async () => {
  const { origin, api } = await setUp();
  const first = await api.get('/doc');
  expect(await first.json()).toEqual({ version: 1 });
  await (await api.get('/doc')).json();
  expect(statuses(origin)).toEqual([200, 304]);
  origin.on('/chunked').reply(200, { headers: { etag: '"1"' }, body: 'x', framing: 'chunked' });
  await (await api.get('/chunked')).text();
  expect(api.stats().plugins['conditional']).toMatchObject({ entries: 1 });
  await api.get('/chunked').text();
  expect(api.stats().plugins['conditional']).toMatchObject({ entries: 2 });
});

test('two tokens never share a copy, however they are sent', async () => {
  const { origin } = await setUp();
  let token = 'a';
  const api = clientOf({ baseUrl: origin.url(), plugins: [bearer({ token: 'shared' })] }, {});
  const as = async (options: object): Promise<unknown> =>
    (await api.get('/doc', options).json<{ as: string }>()).as;
  const given = (value: string): object => ({ headers: { authorization: value } });
  expect([await as(given('a')), await as(given('b')), await as(given('a'))]).toEqual(['a', 'b', 'a']);
  expect([await as({}), await as({}), await as({ bearer: false })]).toEqual([
    'Bearer shared',
    'Bearer shared',
    undefined,
  ]);
  const perTenant = clientOf({ baseUrl: origin.url(), headers: () => ({ authorization: token }) }, {});
  const current = async (): Promise<unknown> => (await perTenant.get('/doc').json<{ as: string }>()).as;
  expect(await current()).toBe('a');
  token = 'b';
  expect(await current()).toBe('b');
  expect(statuses(origin)).toEqual([200, 200, 304, 200, 304, 200, 200, 200]);
  const custom = clientOf({ baseUrl: origin.url() }, {});
  for (const key of ['k1', 'k2', 'k1']) {
    // oxlint-disable-next-line no-await-in-loop -- one call after the other
    await custom.get('/doc', { headers: { 'x-whatever': key } }).text();
  }
  expect(statuses(origin).slice(8)).toEqual([200, 200, 304]);
});

/** Has the next answer refuse the token. */
class Refusal {
  count = 0;
  #isNext = false;

  readonly next = (): void => {
    this.#isNext = true;
  };

  readonly refused = (): boolean => {
    const isRefused = this.#isNext;
    this.#isNext = false;
    if (isRefused) this.count++;
    return isRefused;
  };
}

/** Two requests of one client with different credentials, by the way in which the client adds them. */
const SIGNERS: Readonly<Record<string, (origin: FaultOrigin) => Signed>> = {
  bearer: () => {
    const refusal = new Refusal();
    const token = (): string => (refusal.count === 0 ? 'ada' : 'bob');
    return { plugin: bearer({ token, refused: refusal.refused }), next: refusal.next };
  },
  basic: () => ({ plugin: basic({ username: 'ada', password: 'p' }), second: { basic: false } }),
  'an API key in a header': () => ({ plugin: apiKey({ key: 'ada' }), second: { apiKey: false } }),
  'an API key in the query': () => ({
    plugin: apiKey({ key: 'ada', query: 'key' }),
    second: { apiKey: false },
  }),
  'OAuth 2': (origin) => {
    const refusal = new Refusal();
    origin.on('POST /token').handle(() => ({ status: 200, json: { access_token: `t${refusal.count}` } }));
    const tokenUrl = origin.url('/token');
    return {
      plugin: clientCredentials({ tokenUrl, clientId: 'me', clientSecret: 's', refused: refusal.refused }),
      next: refusal.next,
    };
  },
  'a signer of its own': () => {
    let user = 'ada';
    const plugin: Plugin = {
      name: 'signer',
      stage: 'attempt',
      setup: () => (request, next) => next(request.withHeaders(request.headers.with('x-signature', user))),
    };
    return { plugin, next: () => void (user = 'bob') };
  },
  'headers of the call': () => ({
    first: { headers: { cookie: 'ada' } },
    second: { headers: { cookie: 'bob' } },
  }),
  'a function of the call': () => {
    let user = 'ada';
    const headers = (): Record<string, string> => ({ 'x-user': user });
    return { first: { headers }, second: { headers }, next: () => void (user = 'bob') };
  },
};

interface Signed {
  readonly plugin?: AnyPlugin;
  readonly first?: object;
  readonly second?: object;
  readonly next?: () => void;
}

const ORDERS: Readonly<Record<string, (signer: AnyPlugin[], options: SluiceOptions) => Cached>> = {
  before: (signer, options) =>
    closeLater(createClient({ ...options, plugins: [...signer, conditional()] })) as Cached,
  after: (signer, options) =>
    closeLater(createClient({ ...options, plugins: [conditional(), ...signer] })) as Cached,
  'added later than': (signer, options) => {
    const base = closeLater(createClient({ ...options, plugins: [conditional()] }));
    return closeLater(base.extend({ plugins: signer })) as Cached;
  },
};

describe.each(Object.keys(SIGNERS))('requests that are signed by %s', (name) => {
  test.each(Object.keys(ORDERS))(
    'share copies only with the same credential, listed %s conditional()',
    async (order) => {
      const origin = await originOf();
      const document = new Document();
      document.serve(origin);
      const { plugin, first = {}, second = {}, next } = SIGNERS[name]!(origin);
      const signer = plugin === undefined ? [] : [plugin];
      const api = ORDERS[order]!(signer, { baseUrl: origin.url(), pool: {}, retry: false });
      const asked = async (options: object): Promise<string | undefined> => {
        const response = await api.get('/doc', options).buffered();
        expect(response.status).toBe(200);
        return origin.seen('/doc').at(-1)?.header('if-none-match');
      };
      expect([await asked(first), await asked(first)]).toEqual([undefined, '"1"']);
      next?.();
      expect([await asked(second), await asked(second)]).toEqual([undefined, '"1"']);
    },
  );
});

test('two clients with one plugin object do not share copies', async () => {
  const origin = await originOf();
  new Document().serve(origin);
  const plugin = conditional();
  for (let index = 0; index < 2; index++) {
    // oxlint-disable-next-line no-await-in-loop -- one client after the other
    await closeLater(createClient({ pool: {}, plugins: [plugin] }))
      .get(origin.url('/doc'))
      .text();
  }
  expect(statuses(origin)).toEqual([200, 200]);
});

test('`vary` separates answers, `*` forbids copies', async () => {
  const { origin, document, api } = await setUp();
  document.headers = { vary: 'User-Agent, Accept-Language' };
  const ask = (agent: string, language: string): PromiseLike<unknown> =>
    api.get('/doc', { headers: { 'user-agent': agent, 'accept-language': language } }).text();
  await ask('a', 'de');
  await ask('a', 'de');
  await ask('b', 'de');
  await ask('b', 'fr');
  expect(statuses(origin)).toEqual([200, 304, 200, 200]);
  document.headers = { vary: '*' };
  document.version = 2;
  await api.get('/doc').text();
  await api.get('/doc').text();
  expect(statuses(origin).slice(4)).toEqual([200, 200]);
});

test.each<[string, Record<string, string>, object]>([
  ['`no-store` of the server', { 'cache-control': 'max-age=1, No-Store' }, {}],
  ['`no-store` of the call', {}, { headers: { 'cache-control': 'no-store' } }],
  ['a condition of the call', {}, { headers: { 'if-match': '"1"' } }],
  ['a range', {}, { headers: { range: 'bytes=0-1' } }],
  ['`conditional: false`', {}, { conditional: false }],
])('%s: no copy is kept', async (_name, headers, options) => {
  const { origin, document, api } = await setUp();
  document.headers = headers;
  await api.get('/doc', options).text();
  await api.get('/doc', options).text();
  expect(statuses(origin)).toEqual([200, 200]);
  expect(api.stats().plugins['conditional']).toMatchObject({ entries: 0 });
});

test('the words of another directive do not forbid a copy, and an answer that forbids one drops it', async () => {
  const { origin, document, api } = await setUp();
  document.headers = { 'cache-control': 'private="x, no-store", max-age=0' };
  await api.get('/doc').text();
  await api.get('/doc').text();
  expect(statuses(origin)).toEqual([200, 304]);
  document.version = 2;
  document.headers = { 'cache-control': 'no-store' };
  await api.get('/doc').text();
  await api.get('/doc').text();
  expect(statuses(origin)).toEqual([200, 304, 200, 200]);
  expect(origin.seen().at(-1)?.header('if-none-match')).toBeUndefined();
});

test('weak tags and dates are conditions of a GET', async () => {
  const { origin, document, api } = await setUp();
  document.weak = true;
  await api.get('/doc').json();
  expect(await api.get('/doc').json()).toEqual({ version: 1 });
  expect(statuses(origin)).toEqual([200, 304]);
  const date = 'Mon, 01 Jan 2024 00:00:00 GMT';
  origin
    .on('/dated')
    .handle((request) =>
      request.header('if-modified-since') === date
        ? 304
        : { status: 200, headers: { 'last-modified': date }, body: 'dated' },
    );
  await api.get('/dated').text();
  expect(await api.get('/dated').text()).toBe('dated');
  expect(origin.seen('/dated').map(({ status }) => status)).toEqual([200, 304]);
});

test('the headers of a 304 replace those of the copy', async () => {
  const { document, api } = await setUp();
  document.headers = { 'x-limit': '10', 'set-cookie': 'a=1', 'content-language': 'de' };
  await api.get('/doc').text();
  document.headers = { 'x-limit': '9' };
  const { headers } = await api.get('/doc').buffered();
  expect(
    ['x-limit', 'content-language', 'content-type', 'set-cookie'].map((name) => headers.get(name)),
  ).toEqual(['9', 'de', 'application/json', null]);
  const merged = mergeHeaders(
    HttpHeaders.fromReceived({ a: ['1', '2'], 'content-length': '5', 'content-encoding': 'gzip', b: 'x' }),
    HttpHeaders.fromReceived({
      a: ['3', '4'],
      'content-length': '0',
      'transfer-encoding': 'chunked',
      c: 'y',
    }),
  );
  expect([...merged]).toEqual([
    ['a', '3'],
    ['a', '4'],
    ['content-length', '5'],
    ['content-encoding', 'gzip'],
    ['b', 'x'],
    ['c', 'y'],
  ]);
});

test('coded bodies are kept decoded, and apart from those that are not decoded', async () => {
  const origin = await originOf();
  const text = 'x'.repeat(10_000);
  origin
    .on('/gzip')
    .handle((request) =>
      request.header('if-none-match') === undefined
        ? { status: 200, headers: { etag: '"1"' }, body: text, encoding: 'gzip' }
        : { status: 304, headers: { etag: '"1"' } },
    );
  const api = clientOf({ baseUrl: origin.url() });
  expect(await api.get('/gzip').text()).toBe(text);
  expect(await api.get('/gzip').text()).toBe(text);
  const coded = await api.get('/gzip', { decompress: false }).bytes();
  expect(coded.length).toBeLessThan(1_000);
  expect(await api.get('/gzip', { decompress: false }).bytes()).toEqual(coded);
  expect(statuses(origin)).toEqual([200, 304, 200, 304]);
});

test('a body that is cut short is never a copy, and the retry asks without a condition', async () => {
  const origin = await originOf();
  new Document().serve(origin);
  origin.on('/doc').fault({ do: 'close', at: 'body', after: 4 }, { nth: 1 });
  const api = clientOf({ baseUrl: origin.url() });
  expect(await (await api.get('/doc')).json()).toEqual({ version: 1 });
  expect(origin.seen().map((seen) => seen.header('if-none-match'))).toEqual([undefined, undefined]);
  origin.on('/close').reply(200, { headers: { etag: '"1"' }, body: 'x', framing: 'close' });
  await api.get('/close').text();
  expect(api.stats().plugins['conditional']).toMatchObject({ entries: 1 });
});

test('a 304 for another tag, or without a condition, is not taken for the copy', async () => {
  const origin = await originOf();
  origin.on('/doc').handle((request) => {
    const asked = request.header('if-none-match');
    if (asked === undefined)
      return { status: 200, headers: { etag: `"${request.attempt}"` }, body: `v${request.attempt}` };
    return { status: 304, headers: { etag: '"other"' } };
  });
  const api = clientOf({ baseUrl: origin.url() });
  expect(await api.get('/doc').text()).toBe('v1');
  expect(await api.get('/doc').text()).toBe('v3');
  const once = await failure(api.get('/doc', { retry: false }));
  expect(isNetworkError(once) && once.code).toBe('ERR_SLUICE_PROTOCOL');
  origin.on('/unasked').reply(304);
  expect((await failure(api.get('/unasked')))['status']).toBe(304);
});

test('an error leaves the copy, and only GET uses copies', async () => {
  const { origin, api } = await setUp();
  await api.get('/doc').text();
  origin.on('/doc').fault({ do: 'reset', at: 'head' }, { nth: 2 });
  await api.get('/doc').text();
  await api.head('/doc');
  await api.post('/doc', { json: {} }).text();
  await api.get('/doc').text();
  expect(origin.seen().map((seen) => [seen.method, seen.header('if-none-match')])).toEqual([
    ['GET', undefined],
    ['GET', '"1"'],
    ['GET', '"1"'],
    ['HEAD', undefined],
    ['POST', undefined],
    ['GET', '"1"'],
  ]);
});

test('copies are bounded in number, in bytes and in the length of one', async () => {
  const origin = await originOf();
  origin.on('/*').handle(({ path }) => ({
    status: 200,
    headers: { etag: `"${path}"` },
    body: 'x'.repeat(Number(path.slice(1))),
  }));
  const few = clientOf({ baseUrl: origin.url() }, { maxEntries: 2 });
  for (const path of ['/10', '/11', '/12']) await few.get(path).text();
  expect(few.stats().plugins['conditional']).toMatchObject({ entries: 2 });
  const small = clientOf({ baseUrl: origin.url() }, { maxBytes: 1_500, maxEntryBytes: 1_000 });
  for (const path of ['/900', '/901', '/902', '/1001']) await small.get(path).text();
  const { entries, bytes } = small.stats().plugins['conditional'] as { entries: number; bytes: number };
  expect(entries).toBe(1);
  expect(bytes).toBeLessThanOrEqual(1_500);
});

test.each([1, 50, 200])('%i calls at once get the right body', async (inFlight) => {
  const { api } = await setUp();
  await api.get('/doc').text();
  const bodies = await Promise.all(Array.from({ length: inFlight }, () => api.get('/doc').text()));
  expect(new Set(bodies)).toEqual(new Set(['{"version":1}']));
  expect(api.stats().plugins['conditional']).toMatchObject({ revalidated: inFlight });
});

test('a declared operation keeps copies of its own, and its meta tells', async () => {
  const origin = await originOf();
  const document = new Document();
  document.serve(origin, '/docs/1');
  document.serve(origin, '/plain');
  const api = apiOf(origin, {
    get: op('GET /docs/{id}', {
      ok: { 200: json<{ version: number }>() },
      conditional: etags({ maxEntries: 10 }),
    }),
    plain: op('GET /plain', { ok: { 200: json() } }),
  });
  const verdicts: unknown[] = [];
  for (let index = 0; index < 3; index++) {
    // oxlint-disable-next-line no-await-in-loop -- one call after the other
    const settled = await api.get({ params: { id: 1 } }).settled();
    expect(settled).toMatchObject({ ok: true, status: 200, body: { version: 1 } });
    verdicts.push(settled.meta.cache);
  }
  expect(verdicts).toEqual(['miss', 'revalidated', 'revalidated']);
  await api.plain();
  expect((await api.plain().settled()).meta.cache).toBeUndefined();
  expect(statuses(origin)).toEqual([200, 304, 304, 200, 200]);
  const request = await api.get({ params: { id: 1 } }).request();
  expect(request.headers.get('if-none-match')).toBe('"1"');
  expect(await api.get({ params: { id: 1 } })).toEqual({ version: 1 });
  expect(statuses(origin).at(-1)).toBe(304);
});

test.each<[() => unknown, RegExp]>([
  [() => conditional({ maxEntrys: 1 } as never), /probably 'conditional.maxEntries'/],
  [() => conditional({ maxEntries: 0 }), /'conditional.maxEntries' must be a whole number from 1 on/],
  [() => etags({ maxBytes: -1 }), /'etags.maxBytes' must be a whole number from 1 on/],
])('bad options are refused: %#', (make, message) => {
  expect(make).toThrow(message);
});
