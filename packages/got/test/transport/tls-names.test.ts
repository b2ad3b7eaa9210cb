import dns from 'node:dns';
import http2 from 'node:http2';
import https from 'node:https';
import type net from 'node:net';
import tls from 'node:tls';
import got from 'got';
import got14 from 'got14';
import got15 from 'got15';
import { request as undiciRequest } from 'undici';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { PooledHttpsAgent } from '@sluice/agent';
import { createAgentRegistry } from '@sluice/pool';
import {
  caCertificate,
  createProxy,
  selfSignedCertificate,
  serverKey,
  validCertificate,
} from '@sluice/fixtures';
import { undiciTransport, type TlsOptions } from '@sluice/undici';
import { dispatcherOf } from '@sluice/undici/dispatcher';
import { createClient } from 'sluice';
import { gotTransport, type AnyGot, type GotTransportOptions } from '../../src/index.ts';

type Check = typeof tls.checkServerIdentity;

/** TLS options that every face has, in one way or another. */
interface Settings {
  readonly ca?: string;
  readonly check?: Check;
  readonly rejectUnauthorized?: boolean;
}

/** Gets a URL with some headers; resolves with the body. */
type Get = (url: string, headers?: Record<string, string>) => PromiseLike<string>;

const ends: (() => unknown)[] = [];
afterEach(async () => {
  vi.unstubAllEnvs();
  for (const end of ends.splice(0).toReversed()) await end();
});

const retry = { minDelay: 1, maxDelay: 5 };

function closing<Closable extends { close(): Promise<void> }>(made: Closable): Closable {
  ends.push(() => made.close());
  return made;
}

const given = ({ ca, check, rejectUnauthorized }: Settings): TlsOptions => ({
  ca,
  checkServerIdentity: check,
  rejectUnauthorized,
});

function viaUndici(options: object = {}): (settings: Settings) => Get {
  return (settings) => {
    const transport = undiciTransport({ pool: {}, tls: given(settings), ...options });
    const client = closing(createClient({ retry, transport }));
    return (url, headers) => client.get(url, { headers }).text();
  };
}

type Instance = AnyGot & { readonly extend: (...options: object[]) => Instance };

function viaGot(more: object = {}, options: GotTransportOptions = {}, copy: unknown = got) {
  return ({ ca, check, rejectUnauthorized }: Settings): Get => {
    const instance = (copy as Instance).extend({
      https: {
        ...(ca !== undefined && { certificateAuthority: ca }),
        ...(check !== undefined && { checkServerIdentity: check }),
        ...(rejectUnauthorized !== undefined && { rejectUnauthorized }),
      },
      ...more,
    });
    const transport = gotTransport({ pool: {}, got: instance, ...options });
    const client = closing(createClient({ retry, transport }));
    return (url, headers) => client.get(url, { headers }).text();
  };
}

function send(url: string, options: https.RequestOptions): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = https.get(url, options, (response) => {
      let text = '';
      response.on('data', (chunk) => (text += String(chunk)));
      response.on('error', reject);
      // After the connection was released.
      response.on('end', () => setImmediate(() => setImmediate(() => resolve(text))));
    });
    request.on('error', reject);
  });
}

const FACES: Readonly<Record<string, (settings: Settings) => Get | Promise<Get>>> = {
  'default transport': viaUndici(),
  'HTTP/2': viaUndici({ http2: true }),
  'default transport through a proxy': async (settings) => {
    const proxy = closing(await createProxy({ hosts: { 'localhost.': '127.0.0.1' } }));
    return viaUndici({ proxy: proxy.url() })(settings);
  },
  dispatcher: (settings) => {
    const dispatcher = closing(dispatcherOf(closing(createAgentRegistry()), { tls: given(settings) }));
    return async (url, headers = {}) => (await undiciRequest(url, { dispatcher, headers })).body.text();
  },
  agent: (settings) => {
    const registry = closing(createAgentRegistry());
    const agent = new PooledHttpsAgent({ registry });
    const { ca, check, rejectUnauthorized } = settings;
    return (url, headers = {}) =>
      send(url, {
        agent,
        ca,
        headers,
        ...(check !== undefined && { checkServerIdentity: check }),
        ...(rejectUnauthorized !== undefined && { rejectUnauthorized }),
      });
  },
  got: viaGot(),
  'got with a handler': viaGot({
    handlers: [(options: never, next: (given: never) => unknown) => next(options)],
  }),
  'got with mutable defaults': viaGot({ mutableDefaults: true }),
  'got with a cache': viaGot({ cache: new Map() }),
  'got over an agent of Node.js': (settings) => {
    const agent = new https.Agent({ keepAlive: true });
    ends.push(() => agent.destroy());
    return viaGot({}, { agent: { https: agent } })(settings);
  },
  'got without agent': viaGot({}, { agent: { https: false } }),
  'got 15': viaGot({}, {}, got15),
  'got 14': viaGot({}, {}, got14),
};

/** Faces without a pool, or with agents of Node.js, which do not share connections that have their own check. */
const OVER_NODE = new Set(['got over an agent of Node.js', 'got without agent']);

/** A server, and its records. */
interface Origin {
  readonly port: number;
  /** The name each connection asked for. */
  readonly asked: unknown[];
  readonly hosts: unknown[];
}

async function originOf(cert: string): Promise<Origin> {
  const asked: unknown[] = [];
  const hosts: unknown[] = [];
  const sockets = new Set<net.Socket>();
  const server = http2.createSecureServer({ key: serverKey, cert, allowHTTP1: true }, (request, response) => {
    hosts.push(request.headers[':authority'] ?? request.headers.host);
    response.end('ok');
  });
  server.on('connection', (socket: net.Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  server.on('tlsClientError', () => {});
  server.on('secureConnection', (socket: tls.TLSSocket) => {
    asked.push((socket as { servername?: unknown }).servername);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ends.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { port: (server.address() as net.AddressInfo).port, asked, hosts };
}

/** Node's check, and the checked names. */
function noting(): { check: Check; names: string[] } {
  const names: string[] = [];
  return {
    names,
    check: (host, certificate) => {
      names.push(host);
      return tls.checkServerIdentity(host, certificate);
    },
  };
}

/** Resolves every name to this machine. */
function resolveAll(): void {
  const answer = (
    _host: string,
    options: dns.LookupAllOptions,
    callback: (...all: unknown[]) => void,
  ): void => {
    if (options.all) callback(null, [{ address: '127.0.0.1', family: 4 }]);
    else callback(null, '127.0.0.1', 4);
  };
  vi.spyOn(dns, 'lookup').mockImplementation(answer as never);
}

async function failure(promise: PromiseLike<unknown>): Promise<Error & Record<string, unknown>> {
  try {
    await promise;
  } catch (error) {
    return error as Error & Record<string, unknown>;
  }
  throw new Error('expected a rejection');
}

describe.each(Object.keys(FACES))('%s', (face) => {
  const connect = FACES[face] as (settings: Settings) => Get | Promise<Get>;

  test('requests and checks the name without its final dot', async () => {
    resolveAll();
    const { port, asked, hosts } = await originOf(validCertificate);
    const { check, names } = noting();
    const get = await connect({ ca: caCertificate, check });
    expect(await get(`https://localhost.:${port}/`)).toBe('ok');
    expect([asked, names]).toEqual([['localhost'], ['localhost']]);
    expect(hosts).toEqual([`localhost.:${port}`]);
  });

  test('the host header is sent, and neither requested nor checked', async () => {
    const { port, asked, hosts } = await originOf(validCertificate);
    const { check, names } = noting();
    const get = await connect({ ca: caCertificate, check });
    const sent = ['a.test', 'b.test', 'a.test', '127.0.0.1', 'b.test:1'];
    for (const host of sent) expect(await get(`https://localhost:${port}/`, { host })).toBe('ok');
    expect(hosts).toEqual(sent);
    // Agents of Node.js 22 share these connections, those of 24 do not.
    if (OVER_NODE.has(face)) expect(new Set(asked)).toEqual(new Set(['localhost']));
    else expect(asked).toEqual(['localhost']);
    expect(new Set(names)).toEqual(new Set(['localhost']));
  });

  test.skipIf(face === 'agent')('the host header has no effect if the URL contains an address', async () => {
    const { port, asked } = await originOf(validCertificate);
    const { check, names } = noting();
    const get = await connect({ ca: caCertificate, check });
    for (const host of ['a.test', 'localhost']) await get(`https://127.0.0.1:${port}/`, { host });
    expect([new Set(asked), new Set(names)]).toEqual([new Set([false]), new Set(['127.0.0.1'])]);
  });

  test('the environment switches the check off, as in Node.js, as long as the variable is set', async () => {
    const { port, asked } = await originOf(selfSignedCertificate);
    const url = `https://localhost:${port}/`;
    const [get, strict] = [await connect({}), await connect({ rejectUnauthorized: true })];
    const refused = /DEPTH_ZERO_SELF_SIGNED_CERT|self-signed certificate/;
    expect(String(await failure(get(url)))).toMatch(refused);
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
    for (let count = 0; count < 3; count++) expect(await get(url)).toBe('ok');
    expect(String(await failure(strict(url)))).toMatch(refused);
    // Agents of Node.js own their connections.
    if (OVER_NODE.has(face)) return;
    expect(asked.length).toBe(1);
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '1');
    expect(String(await failure(get(url)))).toMatch(refused);
  });

  test.each<[string, () => unknown, RegExp]>([
    ['promises', () => Promise.resolve(undefined), /returned a promise/],
    ['promises a refusal', () => Promise.reject(new Error('never')), /returned a promise/],
    ['returns null', () => null, /returned neither undefined nor an error/],
    ['returns false', () => false, /returned neither undefined nor an error/],
    ['returns true', () => true, /returned neither undefined nor an error/],
    ['returns a text', () => 'not pinned', /\(not pinned\)/],
    ['returns an error', () => new Error('not pinned'), /not pinned/],
    [
      'throws',
      () => {
        throw new Error('not pinned');
      },
      /not pinned/,
    ],
    [
      'throws nothing',
      () => {
        // oxlint-disable-next-line typescript/only-throw-error -- as bad callers do
        throw undefined;
      },
      /threw a value that is not an error/,
    ],
  ])('a check that %s refuses the server, once', async (_what, check, message) => {
    const { port } = await originOf(validCertificate);
    let checks = 0;
    const counting = (): undefined => {
      checks++;
      return check() as undefined;
    };
    const get = await connect({ ca: caCertificate, check: counting });
    const error = await failure(get(`https://localhost:${port}/`));
    expect(error.message).toMatch(message);
    // The dispatcher has the errors of undici, with ours as the cause.
    const ours = face === 'dispatcher' ? error.cause : error;
    if (face !== 'agent') expect(ours).toMatchObject({ code: 'ERR_SLUICE_TLS', retryable: false });
    expect(checks).toBe(1);
  });

  test('a check that returns undefined accepts the server, and connections with the same check are shared', async () => {
    const { port, asked } = await originOf(validCertificate);
    const get = await connect({ ca: caCertificate, check: () => undefined });
    for (let count = 0; count < 3; count++) expect(await get(`https://localhost:${port}/`)).toBe('ok');
    if (!OVER_NODE.has(face)) expect(asked.length).toBe(1);
  });
});

test.each<[string, (check: Check) => unknown]>([
  ['the default transport', (checkServerIdentity) => undiciTransport({ tls: { checkServerIdentity } })],
  [
    'a proxy',
    (checkServerIdentity) => undiciTransport({ proxy: { url: 'https://a', tls: { checkServerIdentity } } }),
  ],
  ['an agent', (checkServerIdentity) => new PooledHttpsAgent({ checkServerIdentity })],
  ['got', (checkServerIdentity) => gotTransport({ got: got.extend({ https: { checkServerIdentity } }) })],
])('an async check is refused up front: %s', (_whose, make) => {
  const check = (async () => undefined) as unknown as Check;
  expect(() => make(check)).toThrow(
    /checkServerIdentity' must be a function that returns undefined or an error/,
  );
});

test('an agent with an address in the URL requests and checks the name of the host header, as an agent of Node.js', async () => {
  const { port, asked } = await originOf(validCertificate);
  const { check, names } = noting();
  const get = (FACES['agent'] as (settings: Settings) => Get)({ ca: caCertificate, check });
  const url = `https://127.0.0.1:${port}/`;
  for (const host of ['localhost', 'localhost.:1', '127.0.0.1', 'localhost']) await get(url, { host });
  expect([asked, names]).toEqual([
    ['localhost', false],
    ['localhost', '127.0.0.1'],
  ]);
  expect(String(await failure(get(url, { host: 'a.test' })))).toContain('a.test');
});

test('the final dot of given names is removed too', async () => {
  const { port, asked } = await originOf(validCertificate);
  const url = `https://127.0.0.1:${port}/`;
  const tlsOptions = { ca: caCertificate, servername: 'localhost.' };
  const one = closing(createClient({ transport: undiciTransport({ pool: {}, tls: tlsOptions }) }));
  const instance = got.extend({ https: { certificateAuthority: caCertificate, serverName: 'localhost.' } });
  const other = closing(createClient({ transport: gotTransport({ pool: {}, got: instance }) }));
  const agent = new PooledHttpsAgent({ registry: closing(createAgentRegistry()) });
  await one.get(url).text();
  await other.get(url).text();
  await send(url, { agent, ...tlsOptions });
  expect(asked).toEqual(['localhost', 'localhost', 'localhost']);
});
