import { afterEach, expect, test, vi } from 'vitest';
import {
  caCertificate,
  clientCertificate,
  clientKey,
  createFaultOrigin,
  createProxy,
  type EchoedRequest,
  type Proxy,
  type ProxyOptions,
} from '@sluice/fixtures';
import {
  undiciTransport,
  type ProxyDescription,
  type ProxyOption,
  type UndiciTransportOptions,
} from '../../src/index.ts';
import { toProxyHop } from '../../src/proxy/proxy-hop.ts';
import { afterwards, beside, failure, rig, until, type Rig } from '../support/setup.ts';

afterEach(() => vi.unstubAllEnvs());

const HOSTS = { 'origin.test': '127.0.0.1' };
const tls = { ca: caCertificate };

async function startProxy(options: ProxyOptions = {}): Promise<Proxy> {
  const proxy = await createProxy({ hosts: HOSTS, ...options });
  afterwards(async () => {
    await until(() => proxy.open === 0);
    await proxy.close();
  });
  return proxy;
}

async function behind(
  proxy: Proxy | ProxyOption,
  options: {
    readonly secure?: boolean;
    readonly transport?: UndiciTransportOptions;
    readonly connect?: number;
  } = {},
): Promise<Rig> {
  const option = typeof proxy === 'object' && 'seen' in proxy ? proxy.url() : proxy;
  const made = await rig({
    origin: { tls: options.secure ?? false },
    timeout: { connect: options.connect ?? 5_000 },
    transport: { proxy: option, tls, ...options.transport },
  });
  made.origin.on('/x').echo();
  return made;
}

const headersOf = (rawHeaders: readonly string[]): string => rawHeaders.join('\n').toLowerCase();

test('plain HTTP is forwarded in absolute form, and the origin receives no header for the proxy', async () => {
  const proxy = await startProxy({ credentials: 'user:p@ss' });
  const { client, origin } = await behind({ url: proxy.url('user:p%40ss'), headers: { 'x-proxy': '1' } });
  const echoed = await client.get('/x?y=1').json<EchoedRequest>();
  expect(echoed.target).toBe('/x?y=1');
  expect(Object.fromEntries(echoed.headers)).toMatchObject({ host: new URL(origin.url()).host });
  expect(proxy.seen).toMatchObject([
    { kind: 'forward', target: origin.url('/x?y=1'), credentials: 'user:p@ss' },
  ]);
  expect(headersOf(origin.seen()[0]?.rawHeaders ?? [])).not.toContain('proxy-');
});

test('one connection to a forwarding proxy serves many origins', async () => {
  const proxy = await startProxy();
  const { client, origin } = await behind(proxy);
  const other = `http://origin.test:${origin.port}/x`;
  await client.get('/x').text();
  const echoed = await client.get(other, { allowOtherOrigin: true }).json<EchoedRequest>();
  expect(Object.fromEntries(echoed.headers)).toMatchObject({ host: `origin.test:${origin.port}` });
  expect(proxy.opened).toBe(1);
});

test.each(['http', 'https', 'socks5'] as const)('HTTPS through an %s proxy', async (kind) => {
  const proxy = await startProxy({ kind, credentials: 'user:geheim' });
  const { client, origin } = await behind(
    {
      url: proxy.url('user:geheim'),
      ...(kind !== 'socks5' && { headers: { 'x-proxy': '1' } }),
      ...(kind === 'https' && { tls }),
    },
    { secure: true },
  );
  for (let count = 0; count < 2; count++) {
    await client.post('/x', { body: 'b', headers: { 'x-secret': 's' } }).text();
  }
  const [request] = proxy.seen;
  expect(request).toMatchObject({ target: `127.0.0.1:${origin.port}`, credentials: 'user:geheim' });
  expect(proxy.seen).toHaveLength(1);
  const seen = headersOf(request?.rawHeaders ?? []);
  if (kind !== 'socks5') expect(seen).toContain('x-proxy');
  expect(seen).not.toContain('x-secret');
  expect(headersOf(origin.seen()[0]?.rawHeaders ?? [])).not.toContain('proxy-');
});

test.each(['http', 'socks5'] as const)('%s: names are resolved by the proxy', async (kind) => {
  const proxy = await startProxy({ kind });
  const { client, origin } = await behind(proxy, {
    transport: { tls: { ...tls, servername: 'localhost' } },
    secure: true,
  });
  const url = `https://origin.test:${origin.port}/x`;
  await client.get(url, { allowOtherOrigin: true }).text();
  expect(proxy.seen[0]?.target).toBe(`origin.test:${origin.port}`);
});

test('SOCKS5 carries plain HTTP too', async () => {
  const proxy = await startProxy({ kind: 'socks5' });
  const { client } = await behind(proxy);
  expect((await client.get('/x').json<EchoedRequest>()).target).toBe('/x');
});

test.each([
  [407, false],
  [403, false],
  [302, false],
  [101, false],
  [502, true],
] as const)('53: a CONNECT answered by %i is an error with its status', async (status, retryable) => {
  const proxy = await startProxy({ fault: status });
  const { client, origin } = await behind(proxy, { secure: true });
  const error = await failure(client.get('/x'));
  expect(error).toMatchObject({ code: 'ERR_SLUICE_PROXY', phase: 'proxy', proxyStatus: status, retryable });
  expect(proxy.seen).toHaveLength(1);
  expect(origin.stats().opened).toBe(0);
});

test.each([
  ['early bytes', 'HTTP/1.1 200 OK\r\n\r\nHTTP/1.1 200 OK\r\n\r\n'],
  ['garbage', 'hello\r\n\r\n'],
  ['an endless head', `HTTP/1.1 200 OK\r\n${'a: b\r\n'.repeat(5_000)}`],
  ['a cut head', 'HTTP/1.1 200 OK\r\n'],
  ['endless 100', 'HTTP/1.1 100 Continue\r\n\r\n'.repeat(50)],
])('54: a CONNECT answered with %s is an error at once', async (_name, raw) => {
  const proxy = await startProxy({ fault: { raw } });
  const { client } = await behind(proxy, { secure: true });
  expect(await failure(client.get('/x'))).toMatchObject({ code: 'ERR_SLUICE_PROXY', phase: 'proxy' });
});

test.each(['http', 'socks5'] as const)(
  '55: a silent %s proxy exceeds the limit of the dial',
  async (kind) => {
    const proxy = await startProxy({ kind, fault: 'stall' });
    const { client } = await behind(proxy, { secure: true, connect: 60 });
    expect(await failure(client.get('/x'))).toMatchObject({ code: 'ERR_SLUICE_TIMEOUT', phase: 'connect' });
  },
);

test.each([
  [2, false],
  [5, true],
])('SOCKS5 reply %i', async (reply, retryable) => {
  const proxy = await startProxy({ kind: 'socks5', fault: reply });
  const { client } = await behind(proxy);
  const error = await failure(client.get('/x'));
  expect(error).toMatchObject({ code: 'ERR_SLUICE_PROXY', proxyStatus: reply, retryable });
});

test.each(['http', 'socks5'] as const)(
  '56: refused credentials at an %s proxy do not appear in the error',
  async (kind) => {
    const proxy = await startProxy({ kind, credentials: 'user:right' });
    const { client, registry } = await behind(proxy.url('user:geheim'), { secure: true });
    const error = await failure(client.get('/x'));
    expect(error).toMatchObject({ code: 'ERR_SLUICE_PROXY', phase: 'proxy' });
    expect(`${error['message'] as string}${JSON.stringify(error)}`).not.toContain('geheim');
    const keys = Object.keys(registry.stats().connections?.hosts ?? {});
    expect(keys).toHaveLength(1);
    expect(keys[0]).not.toContain('geheim');
  },
);

test('1: an unreachable proxy', async () => {
  // Ports below 1024 are never assigned automatically, and no server listens on this port.
  const { client } = await behind('http://127.0.0.1:2', { secure: true });
  expect(await failure(client.get('/x'))).toMatchObject({
    code: 'ERR_SLUICE_PROXY',
    phase: 'connect',
    systemCode: 'ECONNREFUSED',
    retryable: true,
  });
});

test('P2: two users of a proxy, and no proxy, are three connections', async () => {
  const proxy = await startProxy();
  const made = await behind(proxy.url('a:1'), { secure: true });
  const clients = [
    made.client,
    beside(made, { proxy: proxy.url('b:1'), tls }),
    beside(made, { tls }),
    beside(made, { proxy: proxy.url('a:1'), tls }),
  ];
  for (const client of clients) await client.get('/x').text();
  expect(proxy.seen).toHaveLength(2);
  expect(made.origin.stats().opened).toBe(3);
});

test('P2: kind, host, port, user, password, headers and TLS of a proxy are part of the key', () => {
  const hops: ProxyDescription[] = [
    { url: 'http://p' },
    { url: 'https://p:80' },
    { url: 'socks5://p:80' },
    { url: 'http://q' },
    { url: 'http://p:81' },
    { url: 'http://u@p' },
    { url: 'http://U@p' },
    { url: 'http://u:w@p' },
    { url: 'http://uw@p' },
    { url: 'http://p', headers: { 'x-a': '1' } },
    { url: 'http://p', headers: { 'x-a': '2' } },
    { url: 'https://p:80', tls: { rejectUnauthorized: false } },
  ];
  const identities = hops.map((hop) => toProxyHop(hop, 'proxy').identity);
  expect(new Set(identities).size).toBe(hops.length);
  expect(toProxyHop({ url: 'HTTP://P:80/' }, 'proxy').identity).toBe(identities[0]);
});

test('V4: the credentials of a proxy are sent neither to the origin nor to another proxy after a redirect', async () => {
  const [plain, tunnel] = [await startProxy(), await startProxy()];
  vi.stubEnv('http_proxy', plain.url('one:geheim1'));
  vi.stubEnv('https_proxy', tunnel.url('two:geheim2'));
  vi.stubEnv('no_proxy', '');
  const made = await behind('env', {
    transport: { tls: { ...tls, servername: 'localhost' } },
  });
  const target = await createFaultOrigin({ tls: true });
  afterwards(() => target.close());
  target.on('/to').echo();
  made.origin.on('/from').redirect(`https://origin.test:${target.port}/to`);
  const url = `http://origin.test:${made.origin.port}/from`;
  await made.client.get(url, { allowOtherOrigin: true, headers: { authorization: 'Bearer geheim3' } }).text();
  expect(plain.seen).toMatchObject([{ kind: 'forward', credentials: 'one:geheim1' }]);
  expect(tunnel.seen).toMatchObject([{ kind: 'connect', credentials: 'two:geheim2' }]);
  expect(headersOf(tunnel.seen[0]?.rawHeaders ?? [])).not.toContain('geheim3');
  for (const { rawHeaders } of [...made.origin.seen(), ...target.seen()]) {
    expect(headersOf(rawHeaders)).not.toContain('proxy-');
  }
  expect(headersOf(target.seen()[0]?.rawHeaders ?? [])).not.toContain('authorization');
});

test('credentials in a header of a proxy replace the credentials in its URL', async () => {
  const proxy = await startProxy();
  const headers = { 'Proxy-Authorization': 'Bearer t0ken' };
  for (const secure of [true, false]) {
    const { client, origin } = await behind({ url: proxy.url('a:b'), headers }, { secure });
    await client.get('/x').text();
    const seen = headersOf(proxy.seen.at(-1)?.rawHeaders ?? []);
    expect(seen).toContain('bearer t0ken');
    expect(seen).not.toContain('basic');
    expect(headersOf(origin.seen()[0]?.rawHeaders ?? [])).not.toContain('t0ken');
  }
});

test.each(['http', 'socks5'] as const)(
  'V31: certificates are checked in the same way through an %s proxy',
  async (kind) => {
    const proxy = await startProxy({ kind });
    const { client, origin } = await behind(proxy, { secure: true, transport: { tls: {} } });
    const error = await failure(client.get('/x'));
    expect(error).toMatchObject({ code: 'ERR_SLUICE_TLS', phase: 'tls', retryable: false });
    expect(origin.stats().requests).toBe(0);
  },
);

test('V31: a client certificate is sent to the origin, never to the proxy', async () => {
  const proxy = await startProxy({ kind: 'https' });
  const made = await behind(
    { url: proxy.url(), tls },
    { secure: true, transport: { tls: { ...tls, cert: clientCertificate, key: clientKey } } },
  );
  expect((await made.client.get('/x').json<EchoedRequest>()).target).toBe('/x');
});

test('the proxy’s credentials given as a header never reach the origin', async () => {
  const proxy = await startProxy();
  const { client, origin } = await behind(proxy, { secure: true });
  const error = await failure(client.get('/x', { headers: { 'proxy-authorization': 'Basic eA==' } }));
  expect(error).toMatchObject({ code: 'ERR_SLUICE_OPTION' });
  expect(origin.stats().requests).toBe(0);
});

test('V3: the proxy is chosen again for a redirect', async () => {
  const proxy = await startProxy();
  const target = await createFaultOrigin();
  afterwards(() => target.close());
  target.on('/to').reply(200, { body: 'direct' });
  const { client, origin } = await behind({ url: proxy.url(), noProxy: `127.0.0.1:${target.port}` });
  origin.on('/from').redirect(target.url('/to'));
  expect(await client.get('/from').text()).toBe('direct');
  expect(proxy.seen.map((request) => request.target)).toEqual([origin.url('/from')]);
});

test('the environment is used only if requested', async () => {
  const proxy = await startProxy();
  vi.stubEnv('HTTP_PROXY', proxy.url());
  vi.stubEnv('http_proxy', proxy.url());
  vi.stubEnv('NO_PROXY', 'direct.test');
  const made = await behind('env');
  const url = `http://origin.test:${made.origin.port}/x`;
  await made.client.get(url, { allowOtherOrigin: true }).text();
  await made.client.get('/x').text();
  expect(proxy.seen).toHaveLength(1);
  const ignoring = beside(made, {});
  await ignoring.get('/x').text();
  expect(proxy.seen).toHaveLength(1);
});

test.each([
  ['ftp://p:1'],
  ['http://p:1/path'],
  ['http://'],
  [5],
  [true],
  [{ url: 'http://p', noproxy: 'x' }],
  [{ url: 'http://p', headers: { connection: 'close' } }],
  ['http://user:%zz@p'],
  [{ url: 'http://p', headers: null }],
  [{ url: 'http://p', headers: [['a']] }],
])('a bad proxy is refused: %j', (proxy) => {
  expect(() => undiciTransport({ proxy: proxy as ProxyOption })).toThrow(
    expect.objectContaining({ code: 'ERR_SLUICE_OPTION' }),
  );
});

test.each([
  ['ftp://user:secret@p:1', 'got a URL with the scheme "ftp:"'],
  ['http://user:secret@p/secret', 'got a URL with a path, a query or a fragment'],
  ['http://user:secret@p:99999', 'got text that is not a URL'],
  [`socks5://user:${'secret'.repeat(50)}@p`, 'at most 255 bytes each (RFC 1929); got a longer one'],
  ['http://secret:%zz@p', 'percent-encoded; got a URL where they are not'],
])('the error describes the given value without its credentials: %s', (proxy, words) => {
  let message = '';
  try {
    undiciTransport({ proxy });
  } catch (error) {
    ({ message } = error as Error);
  }
  expect(message).toContain(words);
  expect(message).not.toContain('secret');
});
