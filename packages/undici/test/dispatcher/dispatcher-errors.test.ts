// The errors of a dispatcher, each compared with what undici's Agent gives in the same case.
import net from 'node:net';
import * as undici from 'undici';
import { describe, expect, test } from 'vitest';
import { caCertificate, createHttp2Origin, createSilentPort } from '@sluice/fixtures';
import { NetworkError } from '@sluice/core';
import { toUndiciError } from '../../src/dispatcher/dispatcher-errors.ts';
import { dispatcherOf, type DispatcherOptions } from '../../src/dispatcher-api.ts';
import { afterwards, failure, rig, type Rig } from '../support/setup.ts';

/** The settings of both dispatchers. */
interface Settings {
  readonly headersTimeout?: number;
  readonly connectTimeout?: number;
  readonly trusted?: boolean;
}

type Run = (dispatcher: undici.Dispatcher) => Promise<unknown>;

interface Case {
  readonly settings?: Settings;
  readonly tls?: boolean;
  /** Sets the origin up, and returns the request. */
  set(made: Rig): Promise<Run> | Run;
}

const request =
  (url: string, options: object = {}): Run =>
  async (dispatcher) => {
    const { body } = await undici.request(url, { dispatcher, ...options });
    return body.text();
  };

/** A server that writes this and keeps the connection, or ends it. */
async function rawServer(answer: string, end = false): Promise<string> {
  const server = net.createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.once('data', () => {
      if (end) socket.end(answer);
      else socket.write(answer);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  afterwards(() => new Promise((resolve) => server.close(() => resolve())));
  return `http://127.0.0.1:${(server.address() as net.AddressInfo).port}/x`;
}

const fault =
  (at: 'head' | 'body' | 'request', how: 'close' | 'reset', after = 0) =>
  ({ origin }: Rig): Run => {
    origin.on('/x').reply(200, { body: 'hello world' }).fault({ do: how, at, after });
    return request(origin.url('/x'), { method: 'POST' });
  };

const CASES: Record<string, Case> = {
  'a refused connection': { set: () => request('http://127.0.0.1:2/') },
  'a refused connection, over TLS': { set: () => request('https://127.0.0.1:2/') },
  'a host that does not exist': {
    // On a busy machine, name resolution takes longer than undici waits by default.
    settings: { connectTimeout: 120_000 },
    set: () => request('http://no-such-host.invalid/'),
  },
  'a connection that is not accepted in time': {
    settings: { connectTimeout: 50 },
    async set() {
      // Accepts TCP and never answers the handshake: undici counts TLS as a part of connecting.
      const silent = await createSilentPort();
      afterwards(() => silent.close());
      return request(`http://127.0.0.1:${silent.port}/`, { headersTimeout: 30_000 });
    },
  },
  'a reset before the head': { set: fault('head', 'reset') },
  'a close before the head': { set: fault('head', 'close') },
  'a reset in the body': { set: fault('body', 'reset', 3) },
  'a close in the body': { set: fault('body', 'close', 3) },
  'a reset before the head, over TLS': { tls: true, set: fault('head', 'reset') },
  'a close in the body, over TLS': { tls: true, set: fault('body', 'close', 3) },
  'no head in time': {
    settings: { headersTimeout: 50 },
    set({ origin }) {
      origin.on('/x').fault({ do: 'stall', at: 'request' });
      return request(origin.url('/x'));
    },
  },
  'a body that pauses': {
    set({ origin }) {
      origin.on('/x').reply(200, { body: 'abcd' }).fault({ do: 'stall', at: 'body', after: 2 });
      return request(origin.url('/x'), { bodyTimeout: 50 });
    },
  },
  'a certificate that is not trusted': {
    tls: true,
    settings: { trusted: false },
    set({ origin }) {
      origin.on('/x').reply(200);
      return request(origin.url('/x'));
    },
  },
  'bytes that are no HTTP': {
    async set() {
      return request(await rawServer('garbage\r\n\r\n'));
    },
  },
  'a status that does not exist': {
    async set() {
      return request(await rawServer('HTTP/1.1 xyz\r\n\r\n'));
    },
  },
  'a head that is too large': {
    async set() {
      return request(
        await rawServer(`HTTP/1.1 200 OK\r\nx: ${'x'.repeat(40_000)}\r\ncontent-length: 0\r\n\r\n`),
      );
    },
  },
  'a close in the head': {
    async set() {
      return request(await rawServer('HTTP/1.1 200 OK\r\nx-', true));
    },
  },
  'an abort': {
    set({ origin }) {
      origin.on('/x').fault({ do: 'stall', at: 'request' });
      const signal = AbortSignal.timeout(30);
      return request(origin.url('/x'), { signal });
    },
  },
  'an upload of the wrong length': {
    set({ origin }) {
      origin.on('/x').echo();
      async function* body(): AsyncGenerator<Buffer> {
        yield Buffer.from('hello');
      }
      return (dispatcher) =>
        request(origin.url('/x'), { method: 'PUT', body: body(), headers: { 'content-length': '50' } })(
          dispatcher,
        );
    },
  },
  'an upload whose source fails': {
    set({ origin }) {
      origin.on('/x').echo();
      async function* body(): AsyncGenerator<Buffer> {
        yield Buffer.from('hello');
        throw Object.assign(new Error('the disk is gone'), { code: 'EIO' });
      }
      return (dispatcher) => request(origin.url('/x'), { method: 'PUT', body: body() })(dispatcher);
    },
  },
  ...Object.fromEntries(
    Object.entries<object>({
      method: { method: 'G ET' },
      'method of the wrong type': { method: 5 },
      'header name': { headers: { 'x y': '1' } },
      'header value': { headers: { x: 'a\nb' } },
      'header object': { headers: { x: {} } },
      'list of headers': { headers: ['a'] },
      'transfer-encoding': { headers: { 'transfer-encoding': 'chunked' } },
      'keep-alive': { headers: { 'keep-alive': '5' } },
      upgrade: { headers: { upgrade: 'x' } },
      connection: { headers: { connection: 'a b' } },
      'content-length': { headers: { 'content-length': 'five' } },
      'list of lengths': { headers: { 'content-length': ['5', '5'] } },
      'second length': { headers: ['content-length', '5', 'Content-Length', '5'] },
      'second host': { headers: ['host', 'a', 'Host', 'b'] },
      expect: { headers: { expect: '100-continue' } },
      body: { method: 'POST', body: {} },
      'type of a body': { method: 'POST', body: 5 },
      headersTimeout: { headersTimeout: -1 },
      bodyTimeout: { bodyTimeout: 'soon' },
      reset: { reset: 'yes' },
      expectContinue: { expectContinue: 1 },
      throwOnError: { throwOnError: true },
      maxRedirections: { maxRedirections: 3 },
    }).map(([name, options]) => [
      `an invalid option: ${name}`,
      { set: ({ origin }: Rig) => request(origin.url('/x'), options) },
    ]),
  ),
};

function settingsOf({ headersTimeout, connectTimeout, trusted = true }: Settings): {
  readonly agent: undici.Agent.Options;
  readonly ours: DispatcherOptions;
} {
  const ca = trusted ? { ca: caCertificate } : {};
  return {
    agent: {
      ...(headersTimeout !== undefined && { headersTimeout }),
      connect: { ...ca, ...(connectTimeout !== undefined && { timeout: connectTimeout }) },
    },
    ours: {
      ...(trusted && { tls: ca }),
      timeout: {
        ...(headersTimeout !== undefined && { responseHeader: headersTimeout }),
        ...(connectTimeout !== undefined && { connect: connectTimeout }),
      },
    },
  };
}

/** What a caller decides by. */
function shown(error: Record<string, unknown>): Record<string, unknown> {
  const { name, code, errno, syscall, constructor } = error;
  return { name, code, errno, syscall, type: (constructor as { name: string }).name };
}

describe.each(Object.entries(CASES))('%s', (_name, { settings = {}, tls = false, set }) => {
  test.each([1, 50])('has the error of undici’s Agent, %i in flight', async (count) => {
    const made = await rig({ origin: { tls } });
    const run = await set(made);
    const { agent: options, ours } = settingsOf(settings);
    const agent = new undici.Agent(options);
    const dispatcher = dispatcherOf(made.registry, ours);
    const expected = shown(await failure(run(agent)));
    await agent.destroy();
    const errors = await Promise.all(Array.from({ length: count }, () => failure(run(dispatcher))));
    for (const error of errors) expect(shown(error)).toEqual(expected);
    await dispatcher.close();
  });
});

test.each([0, 2, 3, 8, 11])(
  'a stream that the server resets with %i has the error of undici’s Agent',
  async (code) => {
    const server = await createHttp2Origin();
    afterwards(() => server.close());
    server.on('/x', ({ stream }) => stream.close(code));
    const { registry } = await rig();
    const agent = new undici.Agent({ allowH2: true, connect: { ca: caCertificate } });
    const run = request(server.url('/x'));
    const expected = await failure(run(agent));
    await agent.destroy();
    const error = await failure(run(dispatcherOf(registry, { http2: true, tls: { ca: caCertificate } })));
    expect(shown(error)).toEqual(shown(expected));
  },
);

test('a dial that the system gave up on is a timeout of the connection, whichever address it was', () => {
  const gaveUp = Object.assign(new Error('connect ETIMEDOUT'), { code: 'ETIMEDOUT' });
  const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
  const failed = (errors: readonly Error[], code?: string): Error => {
    const cause = Object.assign(new AggregateError(errors), code !== undefined && { code });
    return toUndiciError(new NetworkError('ERR_SLUICE_CONNECT', 'failed', { phase: 'connect', cause }));
  };
  for (const error of [failed([refused, gaveUp], 'ECONNREFUSED'), failed([refused, refused], 'ETIMEDOUT')]) {
    expect(error).toMatchObject({ name: 'ConnectTimeoutError', code: 'UND_ERR_CONNECT_TIMEOUT' });
    expect(error.cause).toBeInstanceOf(AggregateError);
  }
  expect(failed([refused, refused], 'ECONNREFUSED')).toMatchObject({ code: 'ECONNREFUSED' });
});
