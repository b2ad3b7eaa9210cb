import dns from 'node:dns';
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import { once } from 'node:events';
import { Readable, type Duplex } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import got, { HTTPError, RequestError, type ExtendOptions, type Got } from 'got';
import got14 from 'got14';
import got15 from 'got15';
import { afterEach, describe, expect, test } from 'vitest';
import { caCertificate, clientCertificate, clientKey } from '@sluice/fixtures';
import { undiciTransport } from '@sluice/undici';
import { clientOf, gotTransport } from '../../src/index.ts';
import { failure, until } from '../setup.ts';
import { originOf, read, resilient } from './setup.ts';

const COPIES = [
  ['16', got],
  ['15', got15 as unknown as typeof got],
  ['14', got14 as unknown as typeof got],
] as const;

const agents: http.Agent[] = [];

afterEach(() => {
  for (const agent of agents.splice(0)) agent.destroy();
});

/** An agent that counts the requests it gets. */
function counting<Made extends http.Agent>(agent: Made): { agent: Made; count: () => number } {
  let count = 0;
  const { addRequest } = agent as unknown as { addRequest: (...args: unknown[]) => void };
  Object.assign(agent, {
    addRequest(...args: unknown[]) {
      count++;
      addRequest.apply(agent, args);
    },
  });
  agents.push(agent);
  return { agent, count: () => count };
}

/** Makes calls. */
type Caller = (url: string) => Promise<string>;

/** The options in an instance, in an instance extended from a resilient one, and in a call. */
const PLACES: [string, (base: Got, options: ExtendOptions) => Caller][] = [
  [
    'the instance',
    (base, options) => {
      const api = resilient({}, base.extend(options));
      return (url) => api(url).text();
    },
  ],
  [
    'an extended instance',
    (base, options) => {
      const api = resilient({}, base).extend(options);
      return (url) => api(url).text();
    },
  ],
  [
    'a call',
    (base, options) => {
      const api = resilient({}, base);
      return (url) => api(url, options as object).text();
    },
  ],
];

describe.each(COPIES)('got %s', (version, copy) => {
  test('sends calls with options of connections in its own version', async () => {
    const origin = await originOf();
    let stack = '';
    const request = ((...args: Parameters<typeof http.request>) => {
      ({ stack = '' } = new Error('here'));
      return http.request(...args);
    }) as never;
    await resilient({}, copy)(origin.url('/x'), { request, throwHttpErrors: false });
    expect(stack).toMatch(new RegExp(`[@+]${version}\\.`));
  });

  describe.each(PLACES)('options of connections, in %s', (_place, extended) => {
    test('agent', async () => {
      const origin = await originOf();
      origin.on('/x').reply(200, { body: 'ok' });
      const { agent, count } = counting(new http.Agent());
      const api = extended(copy, { agent: { http: agent } });
      expect(await api(origin.url('/x'))).toBe('ok');
      expect(await api(origin.url('/x'))).toBe('ok');
      expect(count()).toBe(2);
    });

    test('https: an authority, a certificate of the client, a refused one', async () => {
      const origin = await originOf({ tls: { requestClientCertificate: true } });
      origin.on('/x').reply(200, { body: 'ok' });
      const own = { certificateAuthority: caCertificate, key: clientKey, certificate: clientCertificate };
      expect(await extended(copy, { https: own })(origin.url('/x'))).toBe('ok');
      const trusted = extended(copy, { https: { certificateAuthority: caCertificate }, retry: { limit: 0 } });
      expect(await failure(trusted(origin.url('/x')))).toBeInstanceOf(Error);
      const strange = extended(copy, { retry: { limit: 0 } });
      expect(await failure(strange(origin.url('/x')))).toMatchObject({
        code: 'SELF_SIGNED_CERT_IN_CHAIN',
      });
      expect(origin.seen('/x')).toHaveLength(1);
    });

    test.each([false, true])('the header `connection: close` (TLS: %s)', async (tls) => {
      const origin = await originOf({ tls });
      origin.on('/x').reply(200, { body: 'ok' });
      const own = { https: { certificateAuthority: caCertificate }, headers: { Connection: 'close' } };
      const api = extended(copy, own);
      for (let call = 0; call < 3; call++) expect(await api(origin.url('/x'))).toBe('ok');
      expect(origin.stats()).toMatchObject({ opened: 3, requests: 3 });
      expect(origin.seen('/x').map((request) => request.header('connection'))).toEqual(
        Array(3).fill('close'),
      );
      await until(() => origin.stats().open === 0);
    });

    test('dnsLookup', async () => {
      const origin = await originOf();
      origin.on('/x').reply(200, { body: 'ok' });
      const asked: string[] = [];
      const dnsLookup = ((name: string, options: dns.LookupOptions, done: (...args: unknown[]) => void) => {
        asked.push(name);
        dns.lookup('127.0.0.1', options, done);
      }) as never;
      const api = extended(copy, { dnsLookup });
      expect(await api(`http://nowhere.test:${origin.port}/x`)).toBe('ok');
      expect(asked).toEqual(['nowhere.test']);
    });

    test('localAddress, createConnection and a request function', async () => {
      const origin = await originOf();
      origin.on('/x').reply(200, { body: 'ok' });
      const local = extended(copy, { localAddress: '127.0.0.9' });
      expect(await local(origin.url('/x'))).toBe('ok');
      let dialed = 0;
      const createConnection = ((options: net.NetConnectOpts) => {
        dialed++;
        return net.connect(options);
      }) as never;
      expect(await extended(copy, { createConnection })(origin.url('/x'))).toBe('ok');
      expect(dialed).toBe(1);
      let made = 0;
      const request = ((...args: Parameters<typeof http.request>) => {
        made++;
        return http.request(...args);
      }) as never;
      expect(await extended(copy, { request })(origin.url('/x'))).toBe('ok');
      expect(made).toBe(1);
    });
  });

  test('calls with equal options share connections, and others do not', async () => {
    const origin = await originOf({ tls: true });
    origin.on('/x').reply(200, { body: 'ok' });
    const api = resilient({}, copy);
    const call = (): Promise<string> =>
      api(origin.url('/x'), { https: { certificateAuthority: caCertificate } }).text();
    for (const _time of [1, 2, 3]) expect(await call()).toBe('ok');
    expect(origin.stats().opened).toBe(1);
    expect(await failure(api(origin.url('/x'), { retry: { limit: 0 } }))).toMatchObject({
      name: 'RequestError',
    });
    expect(clientOf(api).stats().transport).toMatchObject({ active: 0 });
  });

  test('retry: statusCodes, methods, errorCodes', async () => {
    const origin = await originOf();
    origin.on('/418').reply(418);
    origin.on('/503').reply(503);
    origin.on('/reset').fault({ do: 'reset', at: 'request' });
    const api = resilient({ retry: { maxRetries: 2 } }, copy.extend({ retry: { statusCodes: [418] } }));
    const sent = async (path: string, options: object = {}): Promise<number> => {
      const error = await failure(api(origin.url(path), options));
      return (error['cause'] as { attempts: unknown[] }).attempts.length;
    };
    expect(await sent('/418')).toBe(3);
    expect(await sent('/503')).toBe(1);
    expect(await sent('/503', { retry: { statusCodes: [503] } })).toBe(3);
    expect(await sent('/418', { retry: { methods: ['PUT'] } })).toBe(1);
    expect(await sent('/418', { method: 'POST', retry: { methods: ['POST'] } })).toBe(3);
    expect(await sent('/reset')).toBe(3);
    expect(await sent('/reset', { retry: { errorCodes: ['EPIPE'] } })).toBe(1);
    expect(await sent('/reset', { retry: { errorCodes: ['ECONNRESET'] } })).toBe(3);
  });

  test('retry.calculateDelay decides, with got’s errors', async () => {
    const origin = await originOf();
    origin.on('/x').reply(503, { headers: { 'retry-after': '3' } });
    origin.on('/404').reply(404);
    const seen: Record<string, unknown>[] = [];
    const calculateDelay = ({
      attemptCount,
      error,
      retryAfter,
      computedValue,
    }: {
      attemptCount: number;
      error: RequestError;
      retryAfter?: number;
      computedValue: number;
    }): number => {
      const { name, code, response, options } = error;
      const { statusCode } = response ?? {};
      seen.push({
        attemptCount,
        name,
        code,
        statusCode,
        path: (options.url as URL).pathname,
        retryAfter,
        computedValue,
      });
      return attemptCount < 3 ? 1 : 0;
    };
    const base = copy.extend({ retry: { limit: 5, calculateDelay, enforceRetryRules: true } });
    for (const api of [resilient({}, base), resilient({}, copy).extend(base)]) {
      seen.length = 0;
      const error = await failure(api(origin.url('/x')));
      expect(error).toMatchObject({ name: 'HTTPError', response: { retryCount: 2 } });
      expect(seen.map(({ attemptCount }) => attemptCount)).toEqual([1, 2, 3]);
      expect(seen[0]).toEqual({
        attemptCount: 1,
        name: 'HTTPError',
        code: 'ERR_NON_2XX_3XX_RESPONSE',
        statusCode: 503,
        path: '/x',
        retryAfter: 3_000,
        computedValue: 3_000,
      });
      seen.length = 0;
      await failure(api('http://127.0.0.1:2/y'));
      expect(seen[0]).toMatchObject({ name: 'RequestError', code: 'ECONNREFUSED', path: '/y' });
      // A status that is not retried: the rules hold.
      seen.length = 0;
      await failure(api(origin.url('/404')));
      expect(seen).toEqual([]);
    }
    const free = resilient(
      {},
      copy.extend({ retry: { limit: 0, calculateDelay, enforceRetryRules: false } }),
    );
    origin.resetStats();
    await failure(free(origin.url('/404')));
    expect(origin.stats().requests).toBe(3);
    expect(seen[0]).toMatchObject({ statusCode: 404, computedValue: 0 });
  });

  test('an error of calculateDelay ends the call', async () => {
    const origin = await originOf();
    origin.on('/x').reply(503);
    const mine = new Error('mine');
    const calculateDelay = (): never => {
      throw mine;
    };
    const api = resilient({}, copy.extend({ retry: { calculateDelay } }));
    expect(await failure(api(origin.url('/x')))).toMatchObject({
      name: 'RequestError',
      message: 'mine',
      cause: mine,
    });
  });

  test('retry.maxRetryAfter stops, and backoffLimit caps the wait', async () => {
    const origin = await originOf();
    origin.on('/x').reply(429, { headers: { 'retry-after': '7' } });
    origin.on('/y').reply(503, {}, { first: 3 }).reply(200, { body: 'ok' });
    const api = resilient({ retry: { minDelay: undefined, maxDelay: undefined } }, copy);
    await failure(api(origin.url('/x'), { retry: { maxRetryAfter: 5_000 } }));
    expect(origin.stats().requests).toBe(1);
    const from = performance.now();
    expect(await api(origin.url('/y'), { retry: { limit: 3, backoffLimit: 10, noise: 0 } }).text()).toBe(
      'ok',
    );
    expect(performance.now() - from).toBeLessThan(3_000);
  });

  test('beforeRetry hooks see got’s error and change what is sent again', async () => {
    const origin = await originOf();
    origin.on('/x').reply(503, {}, { first: 2 }).echo();
    origin.on('/y').echo();
    const seen: unknown[] = [];
    const hooks = {
      beforeRetry: [
        async (error: RequestError, retryCount: number) => {
          await sleep(1);
          seen.push([error.name, (error as HTTPError).response.statusCode, retryCount]);
          error.options.headers['x-retry'] = String(retryCount);
          if (retryCount === 2) {
            error.options.body = '{"changed":true}';
            error.options.url = origin.url('/y');
          }
        },
      ],
    };
    type Echo = { target: string; headers: [string, string][]; bodyBytes: number };
    for (const api of [resilient({}, copy.extend({ hooks })), resilient({}, copy).extend({ hooks })]) {
      seen.length = 0;
      origin.restart();
      const echo = await api.put(origin.url('/x'), { json: {} }).json<Echo>();
      expect(seen).toEqual([
        ['HTTPError', 503, 1],
        ['HTTPError', 503, 2],
      ]);
      expect(echo).toMatchObject({ target: '/y', bodyBytes: '{"changed":true}'.length });
      expect(echo.headers).toContainEqual(['x-retry', '2']);
    }
  });

  test('timeouts: read, send, socket, response of 0, request of 0', async () => {
    const origin = await originOf();
    origin.on('/body').reply(200, { body: { size: 1_000 }, endDelay: 60_000 });
    origin.on('/slow').reply(200, { delay: 60_000 });
    origin.on('/stuck').fault({ do: 'stall', at: 'request', after: 1 });
    const api = resilient({ retry: false }, copy);
    const event = async (call: PromiseLike<unknown>): Promise<unknown> => {
      const error = await failure(call);
      expect(error).toMatchObject({ name: 'TimeoutError', code: 'ETIMEDOUT' });
      return error['event'];
    };
    const url = (path: string): string => origin.url(path);
    expect(await event(api(url('/body'), { timeout: { read: 40 } }))).toBe('read');
    expect(await event(read(api.stream(url('/body'), { timeout: { read: 40 } })))).toBe('read');
    expect(await event(api(url('/body'), { timeout: { socket: 40 } }))).toBe('socket');
    expect(await event(api(url('/slow'), { timeout: { socket: 40 } }))).toBe('socket');
    expect(await event(api(url('/slow'), { timeout: { socket: 60_000, response: 40 } }))).toBe('response');
    expect(await event(api(url('/slow'), { timeout: { response: 0 } }))).toBe('response');
    expect(await event(api(url('/slow'), { timeout: { request: 0 } }))).toBe('request');
    const endless = (): Readable =>
      Readable.from(
        (function* () {
          for (;;) yield Buffer.alloc(65_536);
        })(),
      );
    expect(await event(api.post(url('/stuck'), { body: endless(), timeout: { send: 60 } }))).toBe('send');
    const base = copy.extend({ timeout: { read: 40, socket: 50 } });
    expect(await event(resilient({ retry: false }, base)(url('/body')))).toBe('read');
    expect(await event(resilient({ retry: false }, base)(url('/slow')))).toBe('socket');
    const expired = resilient({ retry: false }, copy.extend({ timeout: { request: 0 } }));
    expect(await event(expired(url('/slow')))).toBe('request');
  });
});

test('options of connections beside a transport are refused', async () => {
  const origin = await originOf();
  const api = resilient({ pool: undefined, transport: undiciTransport({ pool: {} }) });
  for (const [name, options] of [
    ['agent', { agent: { https: new https.Agent() } }],
    ['https', { https: { rejectUnauthorized: false } }],
    ['dnsLookup', { dnsLookup: dns.lookup as never }],
    ['headers.connection', { headers: { connection: 'close' } }],
  ] as const) {
    expect(await failure(api(origin.url('/x'), options))).toMatchObject({
      cause: { code: 'ERR_SLUICE_OPTION', option: name },
    });
  }
  expect(origin.stats().requests).toBe(0);
});

describe.each(COPIES)('timeout.lookup of got %s', (_version, copy) => {
  const never = (() => undefined) as unknown as typeof dns.lookup;

  test('ends a resolution that takes longer, and is no limit of addresses and known connections', async () => {
    const origin = await originOf();
    origin.on('/x').reply(200, { body: 'ok' });
    const api = resilient({ retry: false }, copy);
    const named = `http://localhost:${new URL(origin.url('/')).port}/x`;
    const error = await failure(api(named, { dnsLookup: never, timeout: { lookup: 20 } }));
    expect(error).toMatchObject({
      name: 'TimeoutError',
      code: 'ETIMEDOUT',
      event: 'lookup',
      message: "Timeout awaiting 'lookup' for 20ms",
      cause: { code: 'ERR_SLUICE_TIMEOUT', phase: 'connect' },
    });
    expect(await api(origin.url('/x'), { dnsLookup: never, timeout: { lookup: 20 } }).text()).toBe('ok');
    const extended = api.extend({ timeout: { lookup: 60_000 } });
    for (let call = 0; call < 3; call++) expect(await extended(named).text()).toBe('ok');
    expect(origin.stats().opened).toBe(2);
  });

  test('leaves no timer of a lookup that throws', async () => {
    const throws = (() => {
      throw new Error('out of order');
    }) as unknown as typeof dns.lookup;
    const base = copy.extend({ dnsLookup: throws, timeout: { lookup: 60_000 } });
    const error = await failure(resilient({ retry: false }, base)('http://name.test:2/'));
    expect(error.message).toContain('out of order');
  });

  test('of an instance', async () => {
    const base = copy.extend({ dnsLookup: never, timeout: { lookup: 20 } });
    const error = await failure(resilient({ retry: false }, base)('http://localhost:2/'));
    expect(error).toMatchObject({ name: 'TimeoutError', event: 'lookup' });
  });
});

test.each(COPIES)(
  'headers of connections are taken from a proxied request (got %s)',
  async (_version, copy) => {
    const target = await originOf();
    target.on('/x').echo();
    const api = resilient({ retry: false }, copy);
    const proxy = http.createServer((request, response) => {
      const sent = api.stream(target.url('/x'), { method: request.method as 'GET', copyPipedHeaders: true });
      pipeline(request, sent as unknown as Duplex, response).catch((error: unknown) => {
        response.writeHead(502).end(String(error));
      });
    });
    proxy.listen(0, '127.0.0.1');
    await once(proxy, 'listening');
    const { port } = proxy.address() as net.AddressInfo;
    const headers = { connection: 'keep-alive', 'keep-alive': 'timeout=5', te: 'trailers', 'x-own': 'kept' };
    for (const body of [undefined, 'sent']) {
      const given = { port, path: '/x', agent: new http.Agent(), headers };
      const request = http.request({ ...given, method: body === undefined ? 'GET' : 'POST' });
      request.end(body);
      const [response] = (await once(request, 'response')) as [http.IncomingMessage];
      expect(JSON.parse(await text(response))).toMatchObject({ bodyBytes: body?.length ?? 0 });
      expect(response.statusCode).toBe(200);
    }
    const received = target.seen('/x').map((request) => ['te', 'x-own'].map((name) => request.header(name)));
    expect(received).toEqual([1, 2].map(() => [undefined, 'kept']));
    expect(target.stats().opened).toBe(1);
    proxy.closeAllConnections();
    proxy.close();
  },
);

test.each(COPIES)(
  '`expect: 100-continue` waits for the server before the body is sent (got %s)',
  async (_v, copy) => {
    const origin = await originOf();
    origin.on('/x').echo();
    const waiting = http.createServer();
    const seen: unknown[] = [];
    waiting.on('checkContinue', (request: http.IncomingMessage, response: http.ServerResponse) => {
      seen.push(request.headers.expect);
      if (request.url === '/refused') return void response.writeHead(417, { connection: 'close' }).end('no');
      response.writeContinue();
      text(request).then(
        (body) => response.end(body),
        () => response.destroy(),
      );
    });
    waiting.listen(0, '127.0.0.1');
    await once(waiting, 'listening');
    const url = `http://127.0.0.1:${(waiting.address() as net.AddressInfo).port}`;
    const api = resilient({ retry: false }, copy);
    const given = { body: 'x'.repeat(100_000), headers: { expect: '100-continue' } };
    expect(await api.post(url, given).text()).toBe(given.body);
    expect(await failure(api.post(`${url}/refused`, given))).toMatchObject({ response: { statusCode: 417 } });
    expect(seen).toEqual(['100-continue', '100-continue']);
    waiting.closeAllConnections();
    waiting.close();
  },
);

test('`expect: 100-continue` is dropped if the transport cannot wait', async () => {
  const origin = await originOf();
  origin.on('/x').reply(200);
  const api = resilient({ pool: undefined, transport: gotTransport({ got, pool: {} }) });
  const given = { body: 'x', headers: { expect: '100-continue' } };
  await api.post(origin.url('/x'), given);
  expect(origin.seen('/x').map((request) => request.header('expect'))).toEqual([undefined]);
});

test('a GET with an allowed body within timeout.send', async () => {
  const origin = await originOf();
  origin.on('/x').handle((request) => ({ status: 200, body: request.body.toString() }));
  const given = { allowGetBody: true, timeout: { send: 10_000 } };
  for (const body of ['ab', Readable.from(['a', 'b'])]) {
    // oxlint-disable-next-line no-await-in-loop -- one call after the other
    expect(
      await resilient()
        .get(origin.url('/x'), { ...given, body })
        .text(),
    ).toBe('ab');
  }
});

test('timeout.lookup beside a transport is refused', async () => {
  const transport = undiciTransport({ pool: {} });
  const api = resilient({ pool: undefined, transport });
  const error = await failure(api('http://127.0.0.1:2/', { timeout: { lookup: 10 } }));
  expect(error).toMatchObject({ code: 'ERR_SLUICE_OPTION', cause: { option: 'timeout.lookup' } });
});

test('a beforeRetry hook changes the agent of the next attempt', async () => {
  const origin = await originOf();
  origin.on('/x').reply(503, {}, { first: 1 }).reply(200, { body: 'ok' });
  const { agent, count } = counting(new http.Agent());
  const api = resilient();
  const text = await api(origin.url('/x'), {
    agent: { http: agent },
    hooks: { beforeRetry: [({ options }) => void Object.assign(options.agent, { http: undefined })] },
  }).text();
  expect([text, count(), origin.stats().requests]).toEqual(['ok', 1, 2]);
});

test('a beforeRetry hook that returns an ended stream fails the call with got’s message', async () => {
  const origin = await originOf();
  origin.on('/x').reply(503);
  const call = resilient().put(origin.url('/x'), {
    body: 'first',
    hooks: {
      beforeRetry: [
        ({ options }) => {
          const body = Readable.from(['again']);
          options.body = body;
          body.destroy();
        },
      ],
    },
  });
  expect((await failure(call))['message']).toContain('must be readable');
  expect(origin.stats().requests).toBe(1);
});
