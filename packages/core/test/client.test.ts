import { describe, expect, test } from 'vitest';
import {
  boolean,
  createClient,
  group,
  HttpHeaders,
  limitOrFalse,
  type AnyPlugin,
  type ClientOptions,
  type Transport,
} from '../src/index.ts';
import { Rig, watch } from './support/rig.ts';

const pass: AnyPlugin = { name: 'pass', stage: 'call', setup: () => (request, next) => next(request) };

/** A client over a rig with options. */
function make(options: Partial<ClientOptions> = {}) {
  const rig = new Rig();
  return { rig, client: createClient({ transport: rig as Transport, clock: rig.clock, ...options }) };
}

describe('options of a client', () => {
  test.each<[string, unknown, string]>([
    ['nothing', undefined, 'options'],
    ['null', null, 'options'],
    ['a string', 'x', 'options'],
    ['no transport', {}, 'transport'],
    ['a transport that is none', { transport: { send: 1, close: 2 } }, 'transport'],
    ['plugins that are no array', { transport: new Rig(), plugins: pass }, 'plugins'],
    ['a plugin that is null', { transport: new Rig(), plugins: [null] }, 'plugins'],
    ['a plugin without setup', { transport: new Rig(), plugins: [{ name: 'p', stage: 'call' }] }, 'plugins'],
    ['a plugin without name', { transport: new Rig(), plugins: [{ ...pass, name: 5 }] }, 'plugins'],
    [
      'a plugin of no stage',
      { transport: new Rig(), plugins: [{ ...pass, stage: 'x' }] },
      'plugins.pass.stage',
    ],
    ['two plugins of one name', { transport: new Rig(), plugins: [pass, pass] }, 'plugins'],
    [
      'a setup that gives nothing',
      { transport: new Rig(), plugins: [{ ...pass, setup: () => ({}) }] },
      'plugins.pass.setup',
    ],
    ['a clock that is none', { transport: new Rig(), clock: { now: () => 0 } }, 'clock'],
    ['closeTransport that is not boolean', { transport: new Rig(), closeTransport: 1 }, 'closeTransport'],
    ['a bad baseUrl', { transport: new Rig(), baseUrl: 'x' }, 'baseUrl'],
    ['bad headers', { transport: new Rig(), headers: { 'a b': '1' } }, 'headers'],
    ['a bad policy', { transport: new Rig(), throwHttpErrors: 'no' }, 'throwHttpErrors'],
    ['an unknown option', { transport: new Rig(), timeout: 5 }, 'timeout'],
    ['an option of a call', { transport: new Rig(), json: {} }, 'json'],
  ])('%s is refused', (_, options, option) => {
    expect(() => createClient(options as ClientOptions)).toThrow(
      expect.objectContaining({ code: 'ERR_SLUICE_OPTION', option }),
    );
  });

  test('are defaults of its calls, those that plugins declare too', async () => {
    const limits: AnyPlugin = {
      ...pass,
      callOptions: { limit: group({ a: limitOrFalse, b: limitOrFalse }), flag: boolean },
      defaults: { limit: { a: 1, b: 2 }, flag: false },
    };
    const { rig, client } = make({
      plugins: [limits],
      throwHttpErrors: false,
      limit: { b: 5 },
    } as ClientOptions);
    const options = { limit: { a: false }, flag: true } as object;
    void watch(client.get('http://a.test/', options));
    expect({ ...(await rig.exchange()).request.options }).toMatchObject({
      throwHttpErrors: false,
      limit: { a: Infinity, b: 5 },
      flag: true,
    });
  });
});

describe('options of a call', () => {
  test.each<[string, unknown, string]>([
    ['null', null, 'options'],
    ['an array', [], 'options'],
    ['a string', 'x', 'options'],
    ['an unknown key', { retries: 5 }, 'retries'],
    ['an option of the client', { baseUrl: 'http://b.test' }, 'baseUrl'],
    ['a bad signal', { signal: {} }, 'signal'],
    ['a bad body', { body: 5 }, 'body'],
    ['body and json', { body: 'x', json: 1 }, 'body'],
    ['json and form', { json: 1, form: {} }, 'body'],
    ['a bad form', { form: 'a=1' }, 'form'],
    ['an object in a form', { form: { a: {} } }, 'form.a'],
    ['a bad query', { query: 5 }, 'query'],
    ['bad headers', { headers: { a: '\n' } }, 'headers.a'],
    ['a bad policy', { maxResponseBytes: -1 }, 'maxResponseBytes'],
    ['a group that is none', { drain: 5 }, 'drain'],
  ])('%s is refused before anything is sent', async (_, options, option) => {
    const { rig, client } = make();
    await expect(client.post('http://a.test/', options as object)).rejects.toMatchObject({
      code: 'ERR_SLUICE_OPTION',
      option,
    });
    expect(rig.exchanges).toHaveLength(0);
    expect(client.stats().calls).toEqual({ started: 1, answered: 0, failed: 1, inFlight: 0 });
  });

  test('are read when the call is made: what changes later belongs to the next', async () => {
    const { rig, client } = make();
    const options = { query: { page: 1 }, headers: { a: '1' }, json: { n: 1 } };
    void watch(client.post('http://a.test/', options));
    options.query.page = 2;
    options.headers.a = '2';
    options.json.n = 2;
    const { request } = await rig.exchange();
    expect([request.url.href, request.headers.get('a')]).toEqual(['http://a.test/?page=1', '1']);
    expect(Buffer.from(request.body?.open() as Uint8Array).toString()).toBe('{"n":1}');
  });

  test.each([undefined, null])('a body of %s is none', async (body) => {
    const { rig, client } = make();
    void watch(client.get('http://a.test/', { body: body as undefined, signal: body as undefined }));
    expect((await rig.exchange()).request.body).toBeUndefined();
  });
});

describe('a request', () => {
  const sent = async (
    call: (client: ReturnType<typeof make>['client']) => PromiseLike<unknown>,
    options = {},
  ) => {
    const { rig, client } = make(options);
    void watch(call(client));
    return (await rig.exchange()).request;
  };

  test.each(['get', 'head', 'post', 'put', 'patch', 'delete', 'options'] as const)(
    'of %s has its method',
    async (method) => {
      expect((await sent((client) => client[method]('http://a.test/'))).method).toBe(method.toUpperCase());
    },
  );

  test('of a call has the method it is given, else GET', async () => {
    expect((await sent((client) => client('http://a.test/'))).method).toBe('GET');
    expect((await sent((client) => client('http://a.test/', { method: 'post' }))).method).toBe('POST');
    await expect(make().client('http://a.test/', { method: 'CONNECT' })).rejects.toMatchObject({
      option: 'method',
    });
  });

  test('has the headers of the client, changed by those of the call', async () => {
    const headers = { a: '1', b: '2', c: '3' };
    const request = await sent(
      (client) => client.get('http://a.test/', { headers: { a: '9', b: null, d: '4' } }),
      {
        headers,
      },
    );
    expect([...request.headers].filter(([name]) => name.length === 1).flat()).toEqual([
      'c',
      '3',
      'a',
      '9',
      'd',
      '4',
    ]);
  });

  test.each([
    [{ json: {} }, 'application/json'],
    [{ form: { a: 1 } }, 'application/x-www-form-urlencoded;charset=UTF-8'],
    [{ body: 'x' }, 'text/plain;charset=UTF-8'],
    [{ body: Buffer.from('x') }, null],
    [{ body: 'x', headers: { 'Content-Type': 'a/b' } }, 'a/b'],
  ])('with %j has the content type %s', async (options, type) => {
    const request = await sent((client) => client.post('http://a.test/', options));
    expect(request.headers.get('content-type')).toBe(type);
  });

  test('accepts JSON when JSON is wanted, unless a header says otherwise', async () => {
    const accepting = async (options: object, headers: object = {}) =>
      (await sent((client) => client.get('http://a.test/', options).json(), { headers })).headers.get(
        'accept',
      );
    expect(await accepting({})).toBe('application/json');
    expect(await accepting({ headers: { accept: 'a/b' } })).toBe('a/b');
    expect(await accepting({}, { accept: 'c/d' })).toBe('c/d');
    expect((await sent((client) => client.get('http://a.test/').text())).headers.get('accept')).toBeNull();
  });

  test('of a URL with user and password is authorized, unless a header says otherwise', async () => {
    const authorization = async (options: object) =>
      (await sent((client) => client.get('http://u:p@a.test/', options))).headers.get('authorization');
    expect(await authorization({})).toBe('Basic dTpw');
    expect(await authorization({ headers: { authorization: 'mine' } })).toBe('mine');
  });

  test('to another origin takes its own headers, and of the client’s only harmless ones', async () => {
    const options = {
      baseUrl: 'http://u:p@a.test/',
      headers: {
        authorization: 'secret',
        'x-api-key': 'secret',
        cookie: 'secret',
        'user-agent': 'me',
        accept: 'a/b',
      },
      allowOtherOrigin: true,
    };
    const own = { headers: { 'x-own': '1' } };
    const foreign = await sent((client) => client.get('http://b.test/', own), options);
    expect(Object.fromEntries(foreign.headers)).not.toHaveProperty('authorization');
    expect(JSON.stringify([...foreign.headers])).not.toContain('secret');
    expect(Object.fromEntries(foreign.headers)).toMatchObject({
      'user-agent': 'me',
      accept: 'a/b',
      'x-own': '1',
    });
    const home = await sent((client) => client.get('http://a.test/x', own), options);
    expect(Object.fromEntries(home.headers)).toMatchObject({
      authorization: 'secret',
      'x-api-key': 'secret',
    });
  });

  test('can be changed only into another', async () => {
    const request = await sent((client) => client.post('http://a.test/', { body: 'x' }));
    const other = request.with({
      method: 'PUT',
      url: new URL('http://b.test/'),
      headers: HttpHeaders.empty,
      body: undefined,
    });
    expect([other.method, other.url.href, other.headers.size, other.body]).toEqual([
      'PUT',
      'http://b.test/',
      0,
      undefined,
    ]);
    expect([request.method, request.url.href, request.with({}).body]).toEqual([
      'POST',
      'http://a.test/',
      request.body,
    ]);
    expect([other.call, other.attempt]).toEqual([request.call, request.attempt]);
  });
});

describe('a call that is awaited', () => {
  test('is a promise of its response, once', async () => {
    const { rig, client } = make();
    const call = client.get('http://a.test/');
    let finallyRan = false;
    const all = [
      watch(call),
      watch(call.then(({ status }) => status)),
      watch(call.finally(() => (finallyRan = true))),
    ];
    (await rig.exchange()).headers(204).finish();
    await rig.clock.advance(0);
    expect(all.map(({ value }) => (typeof value === 'object' ? value.status : value))).toEqual([
      204, 204, 204,
    ]);
    expect([finallyRan, rig.exchanges.length]).toEqual([true, 1]);
  });

  test('can be caught', async () => {
    expect(
      await make()
        .client.get('nowhere')
        .catch((error: unknown) => error),
    ).toMatchObject({ option: 'url' });
  });

  test.each(['text', 'json', 'bytes', 'arrayBuffer', 'blob'] as const)(
    'gives its body as %s, after the response too',
    async (how) => {
      const { rig, client } = make();
      const call = client.get('http://a.test/');
      const early = watch(client.get('http://a.test/')[how]());
      await rig.clock.advance(0);
      for (const exchange of rig.exchanges) exchange.headers().push('1').finish();
      await call;
      expect(await call[how]()).toEqual(early.value);
    },
  );

  test('drains when asked to', async () => {
    const { rig, client } = make();
    const call = watch(client.get('http://a.test/').drain({ time: 7 }));
    (await rig.exchange()).headers(200).push('x');
    await rig.clock.advance(7);
    expect(call.value).toMatchObject({ status: 200, attempts: [{ drain: { outcome: 'time', time: 7 } }] });
  });
});

describe('close', () => {
  /** A client whose parts say in which order they close. */
  function closing(options: Partial<ClientOptions> = {}, failing = false) {
    const order: string[] = [];
    const parts: AnyPlugin = {
      ...pass,
      setup: () => ({
        middleware: (request, next) => next(request),
        close: () => (order.push('plugin'), failing ? Promise.reject(new Error('stuck')) : Promise.resolve()),
        stats: () => 'counted',
      }),
    };
    const made = make({ plugins: [parts], ...options });
    made.rig.close = () => (order.push('transport'), Promise.resolve());
    return { ...made, order };
  }

  test('waits for bodies, then closes plugins, then the transport', async () => {
    const { rig, client, order } = closing();
    const call = watch(client.get('http://a.test/'));
    const exchange = await rig.exchange();
    const closed = watch(client.close());
    exchange.headers().push('x');
    await rig.clock.advance(0);
    expect([call.value?.status, closed.done, order]).toEqual([200, false, []]);
    exchange.finish();
    await rig.clock.advance(0);
    expect([closed.done, order]).toEqual([true, ['plugin', 'transport']]);
    expect(await call.value?.text()).toBe('x');
  });

  test('lets a call go on that was made just before', async () => {
    const { rig, client } = closing();
    const call = watch(client.get('http://a.test/').text());
    const closed = watch(client.close());
    (await rig.exchange()).headers().push('x').finish();
    await rig.clock.advance(0);
    expect([call.value, closed.done]).toEqual(['x', true]);
  });

  test('refuses every call after it', async () => {
    const { rig, client } = closing();
    await client.close();
    await expect(client.get('http://a.test/')).rejects.toMatchObject({ code: 'ERR_SLUICE_CLOSED' });
    await expect(client.get('http://a.test/').json()).rejects.toMatchObject({ code: 'ERR_SLUICE_CLOSED' });
    await expect(client.fetch('http://a.test/')).rejects.toMatchObject({
      cause: { code: 'ERR_SLUICE_CLOSED' },
    });
    expect([rig.exchanges.length, client.stats().calls.inFlight]).toEqual([0, 0]);
  });

  test('is done once, and by `await using` too', async () => {
    const { client, order } = closing();
    expect(client.close()).toBe(client.close());
    {
      await using used = client;
      expect(used).toBe(client);
    }
    expect(order).toEqual(['plugin', 'transport']);
  });

  test('leaves a transport alone that is not its own', async () => {
    const { client, order } = closing({ closeTransport: false });
    await client.close();
    expect(order).toEqual(['plugin']);
  });

  test('closes the transport although a plugin fails to close, and says so', async () => {
    const { client, order } = closing({}, true);
    await expect(client.close()).rejects.toThrow('stuck');
    expect(order).toEqual(['plugin', 'transport']);
  });

  test('does not wait for calls that were refused', async () => {
    const { client } = closing();
    await expect(client.get('nowhere')).rejects.toBeDefined();
    await client.close();
  });
});

test('stats hold what plugins and transport count', () => {
  const rig = Object.assign(new Rig(), { stats: () => 'connections' });
  const counting: AnyPlugin = {
    ...pass,
    name: 'counting',
    setup: () => ({ middleware: (request, next) => next(request), stats: () => 5 }),
  };
  const stats = createClient({ transport: rig as Transport, plugins: [pass, counting] }).stats();
  expect(stats).toMatchObject({
    calls: { started: 0, answered: 0, failed: 0, inFlight: 0 },
    plugins: { counting: 5 },
    transport: 'connections',
  });
  expect(Object.keys(stats.plugins)).toEqual(['counting']);
});
