import { AsyncLocalStorage, AsyncResource } from 'node:async_hooks';
import diagnosticsChannel from 'node:diagnostics_channel';
import http2 from 'node:http2';
import type net from 'node:net';
import { expect, test } from 'vitest';
import { openStream } from '../../src/undici-internals/stream-request.ts';
import { afterwards, until } from '../support/setup.ts';

interface Replaceable {
  bind: (this: AsyncResource, ...args: unknown[]) => unknown;
}

const prototype = AsyncResource.prototype as unknown as Replaceable;
const { bind } = prototype;

async function sessionOf(): Promise<http2.ClientHttp2Session> {
  const server = http2.createServer();
  server.on('stream', (stream) => (stream.respond({ ':status': 204 }), stream.end()));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const session = http2.connect(`http://127.0.0.1:${(server.address() as net.AddressInfo).port}`);
  afterwards(async () => {
    session.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return session;
}

/** Opens a stream, which may be cut at the end of the test. */
function open(session: http2.ClientHttp2Session): http2.ClientHttp2Stream {
  return openStream(session, { ':path': '/' }, { endStream: true }).on('error', () => undefined);
}

/** The functions that Node.js binds while it runs `open`. */
function boundIn(open: () => unknown): object[] {
  const bound: object[] = [];
  const { runInAsyncScope } = AsyncResource.prototype;
  prototype.bind = function replaced(...args) {
    const made = Reflect.apply(bind, this, args) as object;
    bound.push(made);
    return made;
  };
  try {
    open();
  } finally {
    prototype.bind = bind;
  }
  expect(AsyncResource.prototype.runInAsyncScope).toBe(runInAsyncScope);
  return bound;
}

test('Node.js 22 and 24 bind a function with the property `asyncResource` for each stream', async () => {
  const session = await sessionOf();
  const [made] = boundIn(() => session.request({ ':path': '/' }).on('error', () => undefined));
  expect(made).toBeTypeOf('function');
  const major = Number.parseInt(process.versions.node, 10);
  expect(Object.hasOwn(made as object, 'asyncResource')).toBe(major < 26);
});

test('a stream that is opened before the connection is ready, or after, is opened in the context of its caller', async () => {
  const session = await sessionOf();
  const storage = new AsyncLocalStorage<string>();
  const seen: unknown[] = [];
  const openIn = (name: string): void =>
    storage.run(name, () => {
      const stream = open(session);
      const note = (): number => seen.push([name, storage.getStore()]);
      if (stream.pending) stream.once('ready', note);
      else note();
      stream.resume();
    });
  openIn('early');
  openIn('early too');
  await until(() => seen.length === 2);
  openIn('late');
  expect(seen).toEqual([
    ['early', 'early'],
    ['early too', 'early too'],
    ['late', 'late'],
  ]);
});

test('the method is back after the call, also if the call throws', async () => {
  const session = await sessionOf();
  open(session);
  expect(prototype.bind).toBe(bind);
  expect(() => openStream(session, { 'no name': 'x' }, { endStream: true })).toThrow();
  expect(prototype.bind).toBe(bind);
});

test('a function that is bound during the call has its context, its `this` and its arguments', async () => {
  const session = await sessionOf();
  const storage = new AsyncLocalStorage<string>();
  const bound: unknown[] = [];
  const own = session.request.bind(session);
  session.request = (...args) => {
    function report(this: unknown, value: number): unknown {
      return [storage.getStore(), this, value];
    }
    storage.run('inner', () => {
      const resource = new AsyncResource('TEST');
      bound.push(
        resource.bind(report),
        (resource.bind as Replaceable['bind']).call(resource, report, 'fixed'),
      );
    });
    return own(...args);
  };
  open(session);
  expect(bound.map((run) => Reflect.apply(run as () => unknown, 'given', [7]))).toEqual([
    ['inner', 'given', 7],
    ['inner', 'fixed', 7],
  ]);
});

test('a method that another library has put there is called, and stays', async () => {
  const session = await sessionOf();
  expect(boundIn(() => open(session))).toHaveLength(1);
});

test('what a subscriber of Node.js binds while a stream is opened is as always', async () => {
  const session = await sessionOf();
  await new Promise((resolve) => session.once('connect', resolve));
  const bound: unknown[] = [];
  const subscriber = (): void => {
    const resource = new AsyncResource('TEST');
    bound.push(resource.bind((first: number, second: number) => first + second));
    expect(() => resource.bind(5 as never)).toThrow(
      expect.objectContaining({ code: 'ERR_INVALID_ARG_TYPE' }),
    );
  };
  diagnosticsChannel.subscribe('http2.client.stream.created', subscriber);
  try {
    open(session);
  } finally {
    diagnosticsChannel.unsubscribe('http2.client.stream.created', subscriber);
  }
  const usual = new AsyncResource('TEST').bind((first: number, second: number) => first + second);
  expect(bound.map((made) => Object.getOwnPropertyNames(made))).toEqual([Object.getOwnPropertyNames(usual)]);
  expect(bound[0]).toHaveLength(2);
});

test('a method that a subscriber of Node.js replaces while a stream is opened stays', async () => {
  const session = await sessionOf();
  await new Promise((resolve) => session.once('connect', resolve));
  const replaced: Replaceable['bind'] = function replaced(...args) {
    return Reflect.apply(bind, this, args);
  };
  const subscriber = (): void => void (prototype.bind = replaced);
  diagnosticsChannel.subscribe('http2.client.stream.created', subscriber);
  try {
    open(session);
    expect(prototype.bind).toBe(replaced);
  } finally {
    prototype.bind = bind;
    diagnosticsChannel.unsubscribe('http2.client.stream.created', subscriber);
  }
});
