import * as undici from 'undici';
import { expect, test } from 'vitest';
import { caCertificate, createHttp2Origin, createProxy, type EchoedRequest } from '@sluice/fixtures';
import { createAgentRegistry } from '@sluice/pool';
import { dispatcherOf } from '../../src/dispatcher-api.ts';
import { afterwards, failure, rig, until } from '../support/setup.ts';

type Init = Omit<RequestInit, 'dispatcher'> & { readonly dispatcher: unknown };

const FETCHES: Record<string, (url: string, init: Init) => Promise<Response>> = {
  'the fetch of Node.js': (url, init) => fetch(url, init as RequestInit),
  'the fetch of undici': (url, init) => undici.fetch(url, init as never),
};

test('refuses anything but a registry, such as its options in place of it', () => {
  for (const given of [undefined, { http2: true }]) {
    const wanted = { code: 'ERR_SLUICE_OPTION', option: 'registry' };
    expect(thrownBy(() => dispatcherOf(given as never))).toMatchObject(wanted);
  }
});

function thrownBy(call: () => unknown): unknown {
  try {
    return call();
  } catch (error) {
    return error;
  }
}

for (const [name, call] of Object.entries(FETCHES)) {
  test(`${name} uses the registry's connections`, async () => {
    const { origin, registry, client, pool } = await rig();
    const dispatcher = dispatcherOf(registry);
    origin.on('/x').echo();
    origin.on('/json').reply(200, { json: { ok: true } });
    const first = (await (
      await call(origin.url('/x'), { method: 'POST', body: 'hello', headers: { 'x-a': '1' }, dispatcher })
    ).json()) as EchoedRequest;
    expect(first).toMatchObject({ method: 'POST', bodyBytes: 5 });
    expect(Object.fromEntries(first.headers)).toMatchObject({ 'x-a': '1' });
    await until(() => pool().idle === 1);
    expect(await (await call(origin.url('/json'), { dispatcher })).json()).toEqual({ ok: true });
    await until(() => pool().idle === 1);
    await client.get('/json').text();
    expect(origin.stats().opened).toBe(1);
  });

  test(`${name}: a stream out, a stream in, an abort`, async () => {
    const { origin, registry, pool } = await rig();
    const dispatcher = dispatcherOf(registry);
    origin.on('/x').echo();
    origin.on('/big').reply(200, { body: { size: 1 << 20 } });
    origin.on('/stall').fault({ do: 'stall', at: 'request' });
    const sent = await call(origin.url('/x'), {
      method: 'POST',
      body: new Blob(['one', 'two']).stream(),
      duplex: 'half',
      dispatcher,
    } as never);
    expect(await sent.json()).toMatchObject({ bodyBytes: 6 });
    const big = await call(origin.url('/big'), { dispatcher });
    expect((await big.arrayBuffer()).byteLength).toBe(1 << 20);
    const aborted = call(origin.url('/stall'), { signal: AbortSignal.timeout(30), dispatcher });
    expect((await failure(aborted))['name']).toBe('TimeoutError');
    await until(() => pool().active === 0);
  });

  test(`${name}: errors reach it`, async () => {
    const { origin, registry } = await rig();
    const dispatcher = dispatcherOf(registry);
    origin
      .on('/x')
      .reply(200, { body: { size: 1_000 } })
      .fault({ do: 'close', at: 'body', after: 100 });
    const response = await call(origin.url('/x'), { dispatcher });
    expect(await failure(response.text())).toMatchObject({ name: 'TypeError' });
    await origin.refuse();
    origin.resetAll();
    const error = await failure(call(origin.url('/x'), { dispatcher }));
    expect(error).toMatchObject({ name: 'TypeError', cause: { code: 'ECONNREFUSED' } });
  });
}

test('undici.request and a Client interceptor chain take it too', async () => {
  const { origin, registry } = await rig();
  const dispatcher = dispatcherOf(registry);
  expect(dispatcherOf(registry)).toBe(dispatcher);
  origin.on('/x').echo();
  origin.on('/from').redirect('/x');
  const { statusCode, body } = await undici.request(origin.url('/x'), {
    dispatcher,
    query: { a: '1' },
    headers: ['x-a', '1', 'connection', 'close'],
  });
  expect(statusCode).toBe(200);
  expect(await body.json()).toMatchObject({ target: '/x?a=1' });
  const following = dispatcher.compose(undici.interceptors.redirect({ maxRedirections: 3 }));
  const redirected = await undici.request(origin.url('/from'), { dispatcher: following });
  expect(await redirected.body.json()).toMatchObject({ target: '/x' });
});

test('a query is written as undici writes it', async () => {
  const { origin, registry } = await rig();
  origin.on('/x').echo();
  for (const query of [{ a: [1, 2], b: 'c d' }, {}, { a: null, b: true }]) {
    const targets: string[] = [];
    for (const dispatcher of [dispatcherOf(registry), new undici.Agent()]) {
      const { body } = await undici.request(origin.url('/x'), { dispatcher, query });
      targets.push(((await body.json()) as EchoedRequest).target);
      if (dispatcher instanceof undici.Agent) await dispatcher.close();
    }
    expect(targets[0]).toBe(targets[1]);
  }
  const twice = undici.request(origin.url('/x?a'), { dispatcher: dispatcherOf(registry), query: { b: 1 } });
  expect(await failure(twice)).toMatchObject({ code: 'UND_ERR_INVALID_ARG' });
});

test('a connection that died while idle is replaced, a request on it sent again', async () => {
  const { origin, registry, pool } = await rig();
  const dispatcher = dispatcherOf(registry);
  origin.on('/x').reply(200, { body: 'ok' }).fault({ do: 'close', at: 'reuse' }, { nth: 1 });
  for (let count = 0; count < 2; count++) {
    expect(await (await undici.request(origin.url('/x'), { dispatcher })).body.text()).toBe('ok');
    await until(() => pool().active === 0);
  }
  expect(origin.stats().opened).toBe(2);
});

test('TLS, HTTP/2 and proxies are options', async () => {
  const server = await createHttp2Origin();
  const proxy = await createProxy();
  afterwards(() => server.close());
  afterwards(() => proxy.close());
  server.on('/x', async (exchange) => exchange.reply(200, `h2 ${String(await exchange.body())}`));
  const { registry, origin } = await rig();
  origin.on('/y').echo();
  const dispatcher = dispatcherOf(registry, { tls: { ca: caCertificate }, http2: true, proxy: proxy.url() });
  const response = await fetch(server.url('/x'), { method: 'POST', body: 'b', dispatcher } as never);
  expect(await response.text()).toBe('h2 b');
  expect(await (await fetch(origin.url('/y'), { dispatcher } as never)).json()).toMatchObject({
    target: '/y',
  });
  expect(proxy.seen.map(({ kind }) => kind)).toEqual(['connect', 'forward']);
});

test('the limit of the headers holds, unless a request has its own', async () => {
  const { origin, registry } = await rig();
  const dispatcher = dispatcherOf(registry, { timeout: { responseHeader: 1_500 } });
  origin.on('/stall').fault({ do: 'stall', at: 'request' });
  const error = await failure(undici.request(origin.url('/stall'), { dispatcher, headersTimeout: 100 }));
  expect(error).toMatchObject({ code: 'UND_ERR_HEADERS_TIMEOUT' });
  const other = await failure(undici.request(origin.url('/stall'), { dispatcher }));
  expect(other).toMatchObject({ code: 'UND_ERR_HEADERS_TIMEOUT' });
});

test('closing the dispatcher of a registry does not close it for other users', async () => {
  const { origin } = await rig();
  const registry = createAgentRegistry();
  origin.on('/x').reply(200, { body: 'ok' });
  const first = dispatcherOf(registry);
  await first.close();
  const second = dispatcherOf(registry);
  expect(await (await undici.request(origin.url('/x'), { dispatcher: second })).body.text()).toBe('ok');
  expect(dispatcherOf(registry)).toBe(second);
  await registry.close();
  for (const dispatcher of [first, second]) {
    const error = await failure(undici.request(origin.url('/x'), { dispatcher }));
    expect(error).toMatchObject({ code: 'UND_ERR_DESTROYED' });
  }
});

test('a handler without the required callbacks is refused', async () => {
  const { origin, registry, pool } = await rig();
  const dispatcher = dispatcherOf(registry);
  const options = { origin: origin.url(), path: '/x', method: 'GET' } as const;
  for (const handler of [{}, { onResponseEnd() {} }]) {
    expect(() => dispatcher.dispatch(options, handler as never)).toThrow(undici.errors.InvalidArgumentError);
  }
  expect(pool().opened).toBe(0);
});
