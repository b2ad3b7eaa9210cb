// Declarations and connections: what is refused, which client is used, and what is closed.
import { isOptionError } from '@sluice/core';
import { createClient } from 'sluice';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import {
  bytes,
  defineApi,
  file,
  form,
  fromPaths,
  json,
  op,
  type ApiOptions,
  type Operations,
} from '../../src/index.ts';
import { apiOf, closeLater, originOf } from '../setup.ts';

const ok = { 200: json<string>() };
const ping = op('GET /ping', { ok });

const withName = (name: string): Operations => ({ [name]: ping });

function refused(make: () => unknown): string {
  try {
    make();
  } catch (error) {
    if (isOptionError(error)) return `${error.option}: ${error.message}`;
    throw error;
  }
  throw new Error('was not refused');
}

describe('a declaration', () => {
  const declare =
    (declaration: object, route = 'POST /x'): (() => unknown) =>
    () =>
      op(route as 'GET /', declaration as never);
  test.each([
    ['route', declare({ ok }, 'FETCH /x'), 'methods: GET, HEAD'],
    ['route', declare({ ok }, 'GET x'), "such as 'GET /users/{id}'"],
    ['route', declare({ ok }, 'GET /x?a=1'), 'without query'],
    ['route', declare({ ok }, 'GET /x/{a'), "written '{name}'"],
    ['route', declare({ ok }, 'GET /x/{}'), "written '{name}'"],
    ['route', declare({ ok }, 'GET /x/:id'), "written '{id}', not ':id'"],
    ['route', declare({ ok }, 'GET /:team/x'), "written '{team}', not ':team'"],
    ['ok', declare({}), 'at least one'],
    ['ok', declare({ ok: {} }), 'at least one'],
    ['ok', declare({ ok: { 404: json() } }), 'statuses 200 to 299, 304 or 2XX'],
    ['ok.200', declare({ ok: { 200: { type: 'string' } } }), 'a Standard Schema'],
    ['ok.200', declare({ ok: { 200: form() } }), 'a kind of a response'],
    ['ok.200', declare({ ok: { 200: file() } }), 'a kind of a response'],
    ['err', declare({ ok, err: { 200: json() } }), '4XX, 5XX or default'],
    ['err', declare({ ok, err: { '6XX': json() } }), '4XX, 5XX or default'],
    ['body', declare({ ok, body: bytes() }, 'GET /x'), "declare its 'query'"],
    ['body', declare({ ok, body: 5 }), 'a Standard Schema'],
    ['idempotency', declare({ ok, idempotency: 'maybe' }), '"safe", "key", "none"'],
    ['idempotent', declare({ ok, idempotent: 'key' }), "probably 'idempotency'"],
    ['timeout', declare({ ok, timeout: -1 }), 'a number of ms greater than 0'],
    ['deadline', declare({ ok, deadline: '5s' }), 'a number of ms greater than 0'],
    ['auth', declare({ ok, auth: 'basic' }), '"none"'],
    ['secret.params', declare({ ok, secret: { params: 'token' } }), 'an array of names'],
    ['secret.query', declare({ ok, secret: { query: [] } }), 'unknown option'],
    ['headers', declare({ ok, headers: { a: 1 } }), 'an object of strings'],
    ['page', declare({ ok, page: 'link' }), 'a rule'],
    ['poll', declare({ ok, page: { walk() {} }, poll: { poll() {} } }), 'declare only one'],
    [
      'params',
      () => fromPaths<{ '/x': { get: object } }>().op('/x', 'get', { params: json() } as never),
      'unknown option',
    ],
    [
      'plugins',
      () => defineApi({ operations: { ping }, baseUrl: 'http://h.test' }).connect({ plugins: {} as never }),
      'an array of plugins',
    ],
    [
      'plugins',
      () => defineApi({ operations: { ping }, baseUrl: 'http://h.test', plugins: {} as never }).connect(),
      'an array of plugins',
    ],
  ])('refuses a bad %s (%#)', (option, make, words) => {
    const message = refused(make);
    expect(message.startsWith(`${option}: `)).toBe(true);
    expect(message).toContain(words);
  });

  test('may have a custom verb in its path, and any path of a `paths` type', () => {
    expect(op('POST /jobs/{id}:cancel', { ok }).path).toBe('/jobs/{id}:cancel');
    expect(op('POST /jobs:%3Aall', { ok }).path).toBe('/jobs:%3Aall');
    interface Paths {
      '/:all': { get: { responses: { 200: { content: never } } } };
    }
    expect(fromPaths<Paths>().op('/:all', 'get').path).toBe('/:all');
  });

  test('prints as its operation and is frozen', () => {
    expect(ping).toMatchObject({ method: 'GET', path: '/ping', source: 'schemas', declaration: { ok } });
    expect(Object.isFrozen(ping) && Object.isFrozen(ping.declaration)).toBe(true);
  });
});

describe('an API', () => {
  const define =
    (options: object): (() => unknown) =>
    () =>
      defineApi(options as ApiOptions<Operations>);
  test.each([
    ['options', define([] as never), 'an object with operations'],
    ['operations', define({}), 'an object of operations'],
    ['operations.a', define({ operations: { a: {} } }), 'made by op()'],
    ['operations.$a', define({ operations: { $a: ping } }), "begin with '$'"],
    ['operations.then', define({ operations: withName('then') }), "neither 'then'"],
    ['operations.__proto__', define({ operations: withName('__proto__') }), "nor '__proto__'"],
    ['drift', define({ operations: { ping }, drift: 'warn' }), '"throw", "report", "off"'],
    ['requestIdHeaders', define({ operations: { ping }, requestIdHeaders: 'x' }), 'an array of header names'],
    ['queryStyle', define({ operations: { ping }, queryStyle: 'deep' }), '"repeat"'],
    ['baseUrl', () => defineApi({ operations: { ping } }).connect(), 'given to defineApi()'],
    [
      'bseUrl',
      () => defineApi({ operations: { ping } }).connect({ bseUrl: 'x' } as never),
      "probably 'baseUrl'",
    ],
    ['baseUrl', () => defineApi({ operations: { ping }, baseUrl: 'ftp://x' }).connect(), 'http'],
    [
      'client',
      () => defineApi({ operations: { ping }, baseUrl: 'http://h.test' }).connect({ client: {} as never }),
      'a client of',
    ],
  ])('refuses a bad %s (%#)', (option, make, words) => {
    const message = refused(make);
    expect(message.startsWith(`${option}: `)).toBe(true);
    expect(message).toContain(words);
  });

  test('overrides its options by those of connect()', async () => {
    const [first, second] = [await originOf(), await originOf()];
    second.on('/v2/ping').reply(200, { json: 'two' });
    const def = defineApi({
      baseUrl: first.url(),
      headers: { a: '1', b: '1' },
      userAgent: 'acme/1',
      pool: {},
      operations: { ping },
    });
    await using api = def.connect({ baseUrl: second.url('/v2'), headers: { b: '2' } });
    expect(await api.ping()).toBe('two');
    expect(first.stats().requests).toBe(0);
    const [seen] = second.seen();
    expect([seen?.header('a'), seen?.header('b'), seen?.header('user-agent')]).toEqual(['1', '2', 'acme/1']);
  });

  test('uses a given client, and leaves it open', async () => {
    const origin = await originOf();
    origin.on('/v1/ping').reply(200, { json: 'pong' });
    const relative = closeLater(createClient({ baseUrl: origin.url('/v1'), pool: {} }));
    const absolute = closeLater(createClient({ pool: {} }));
    const def = defineApi({ baseUrl: origin.url('/v1/'), operations: { ping } });
    for (const client of [relative, absolute]) {
      const api = def.connect({ client });
      expect(await api.ping()).toBe('pong');
      await api.$close();
      expect(await client.get(origin.url('/v1/ping')).json()).toBe('pong');
    }
  });

  test('$close({ within }) aborts the calls that take longer', async () => {
    const origin = await originOf();
    origin.on('/ping').fault({ do: 'stall', at: 'head' });
    for (const settings of [{}, { userAgent: 'acme/1' }]) {
      const api = apiOf(origin, { ping }, settings);
      const call = api.ping().settled();
      await expect.poll(() => origin.stats().inFlight).toBe(1);
      await api.$close({ within: 10 });
      const outcome = await call;
      expect(outcome.failure).toMatchObject({ kind: 'refused', cause: { code: 'ERR_SLUICE_CLOSED' } });
      await expect.poll(() => origin.stats().inFlight).toBe(0);
      await expect(api.$close({ with: 1 } as never)).rejects.toThrow("unknown option 'close.with'");
    }
  });

  test('$close() waits for calls that were made, also while their input is checked, and refuses later ones', async () => {
    const origin = await originOf();
    origin.on('/echo').echo();
    const checks: (() => void)[] = [];
    const slowly = z
      .string()
      .refine(() => new Promise<boolean>((resolve) => checks.push(() => resolve(true))));
    const api = apiOf(origin, {
      ping: op('GET /echo', { ok: { 200: json() } }),
      send: op('PUT /echo', { body: slowly, ok: { 200: json() } }),
    });
    const made = [
      api.ping().settled(),
      api
        .ping()
        .response()
        .then((response) => response.drain()),
    ];
    const checked = api.send({ body: 'x' }).settled();
    const closed = api.$close();
    const late = await api.ping().settled();
    expect(late.failure).toMatchObject({
      kind: 'refused',
      phase: 'before-send',
      cause: { code: 'ERR_SLUICE_CLOSED' },
    });
    await Promise.all(made);
    expect(origin.seen()).toHaveLength(2);
    await expect.poll(() => checks.length).toBeGreaterThan(0);
    for (const check of checks) check();
    expect(await checked).toMatchObject({ ok: true });
    await closed;
    expect(origin.seen()).toHaveLength(3);
  });

  test('$close({ within }) does not wait longer for a check of input', async () => {
    const origin = await originOf();
    const never = z.string().refine(() => new Promise<boolean>(() => undefined));
    const api = apiOf(origin, { send: op('PUT /echo', { body: never, ok: { 200: json() } }) });
    void api.send({ body: 'x' }).settled();
    await api.$close({ within: 10 });
    expect(origin.stats().requests).toBe(0);
  });

  test('each $close({ within }) waits for its own time, independent of the others', async () => {
    const origin = await originOf();
    origin.on('/echo').echo();
    const checks: (() => void)[] = [];
    const slowly = z
      .string()
      .refine(() => new Promise<boolean>((resolve) => checks.push(() => resolve(true))));
    const api = apiOf(origin, { send: op('PUT /echo', { body: slowly, ok: { 200: json() } }) });
    const sent = api.send({ body: 'x' }).settled();
    await expect.poll(() => checks.length).toBeGreaterThan(0);
    const over: string[] = [];
    const close = (name: string, within?: number): Promise<number> =>
      api.$close(within === undefined ? {} : { within }).then(() => over.push(name));
    const closed = [close('long', 60_000), close('short', 10), close('unlimited')];
    await closed[1];
    // The client is closed by then.
    await close('late');
    await new Promise(setImmediate);
    expect(over).toEqual(['short', 'late']);
    for (const check of checks) check();
    await Promise.all([...closed, sent]);
    expect(over.toSorted()).toEqual(['late', 'long', 'short', 'unlimited']);
  });

  test('can be connected to the client of another', async () => {
    const origin = await originOf();
    origin.on('/ping').reply(200, { json: 'pong' });
    const first = apiOf(origin, { ping });
    const second = defineApi({ operations: { other: ping } }).connect({ client: first.$client });
    expect(await second.other()).toBe('pong');
    await second.$close();
    expect(await first.ping()).toBe('pong');
  });

  test('finds the id of a request in the headers that the API names, and keeps the first', async () => {
    const origin = await originOf();
    origin.on('/ping').reply(200, { json: 'x', headers: { 'x-trace': 'mine', 'x-request-id': 'std' } });
    const named = apiOf(origin, { ping }, { requestIdHeaders: ['x-none', 'x-trace'] });
    expect((await named.ping().settled()).meta.requestId).toBe('mine');
    expect((await apiOf(origin, { ping }).ping().settled()).meta.requestId).toBe('std');
  });

  test('writes queries in its style, or in that of the operation', async () => {
    const origin = await originOf();
    origin.on('/q').reply(200, { json: 'x' });
    const query = z.object({
      a: z.array(z.number()),
      at: z.date().optional(),
      f: z.object({ x: z.string() }).optional(),
    });
    const get = op('GET /q', { query, ok });
    const comma = op('GET /q', { query, ok, queryStyle: 'comma' });
    const api = apiOf(origin, { get, comma }, { queryStyle: 'brackets' });
    await api.get({ query: { a: [1, 2], f: { x: 'y' }, at: new Date(0) } });
    await api.comma({ query: { a: [1, 2] } });
    await apiOf(origin, { get }).get({ query: { a: [1, 2] } });
    const targets = origin.seen().map(({ target }) => decodeURIComponent(target));
    expect(targets).toEqual(['/q?a[]=1&a[]=2&at=1970-01-01T00:00:00.000Z&f[x]=y', '/q?a=1,2', '/q?a=1&a=2']);
    const settled = await apiOf(origin, { get })
      .get({ query: { a: [1], f: { x: 'y' } } })
      .settled();
    expect(settled.failure).toMatchObject({ kind: 'refused', cause: { option: 'query.f' } });
  });
});
