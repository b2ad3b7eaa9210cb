import net from 'node:net';
import { Duplex } from 'node:stream';
import { expect, test } from 'vitest';
import type { Dispatcher } from 'undici';
import { dispatcherOf } from '../../src/dispatcher-api.ts';
import { caCertificate } from '@sluice/fixtures';
import { poolOf, type PoolOptions } from '@sluice/pool';
import { failure, rig, until, type Rig } from '../support/setup.ts';

type Done = () => void;

/** A socket that reports a write so many check phases after the response to it has arrived; with Infinity never. */
class LateSocket extends Duplex {
  readonly #inner: net.Socket;
  #unreported: Done[] = [];

  constructor(inner: net.Socket, phases: number) {
    super();
    this.#inner = inner;
    const wait = (left: number): void => {
      if (left > 0) setImmediate(wait, left - 1);
      else for (const done of this.#unreported.splice(0)) done();
    };
    inner.on('data', (bytes) => {
      this.push(bytes);
      if (phases !== Infinity) wait(phases);
    });
    inner.on('end', () => this.push(null));
    inner.on('error', (error) => this.destroy(error));
    inner.on('close', () => this.destroy());
  }

  override _read(): void {}

  override _write(bytes: Buffer, _encoding: string, done: Done): void {
    this._writev([{ chunk: bytes }], done);
  }

  override _writev(pieces: { chunk: Buffer }[], done: Done): void {
    this.#inner.write(Buffer.concat(pieces.map(({ chunk }) => chunk)));
    this.#unreported.push(done);
  }

  override _final(done: Done): void {
    this.#inner.end(done);
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#inner.destroy();
    done(error);
  }
}

/** A `connect` of the transport that makes such sockets. */
function lateBy(phases: number): (target: { port: number; hostname: string }) => Promise<Duplex> {
  return ({ port, hostname }) => {
    const inner = net.connect(port, hostname);
    return new Promise((resolve) => inner.once('connect', () => resolve(new LateSocket(inner, phases))));
  };
}

function late(phases: number, pool?: PoolOptions): Promise<Rig> {
  return rig({ pool, transport: { connect: lateBy(phases) } });
}

test.each([1, 2, 3])(
  'a connection is reused if its writes are reported %i check phases late',
  async (phases) => {
    const { origin, client } = await late(phases);
    origin.on('/x').echo();
    for (let call = 0; call < 5; call++) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      expect(await client.post('/x', { body: 'hello' }).json()).toMatchObject({ bodyBytes: 5 });
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await client.get('/x').json();
    }
    expect(origin.stats().opened).toBe(1);
  },
);

test('over TLS, the answer to a request without a body shows that it was sent; that to an upload does not', async () => {
  const { origin, client } = await rig({
    origin: { tls: true },
    // Later than a connection waits.
    transport: { connect: lateBy(20), tls: { ca: caCertificate } },
  });
  origin.on('/x').reply(200, { body: 'ok' });
  for (let call = 0; call < 5; call++) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    const response = await client.get('/x');
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    expect(await response.drain()).toMatchObject({ outcome: 'eof', connectionKept: true });
  }
  expect(origin.stats().opened).toBe(1);
  const response = await client.post('/x', { body: 'hello' });
  expect(await response.drain()).toMatchObject({ outcome: 'eof', connectionKept: false });
});

test('P15: a write that is not reported ends the connection with its response', async () => {
  const { origin, client, pool } = await late(Infinity);
  origin.on('/x').reply(200, { body: 'ok' });
  for (let call = 0; call < 3; call++) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    const response = await client.get('/x');
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    expect(await response.drain()).toMatchObject({ outcome: 'eof', connectionKept: false });
  }
  expect(origin.stats().opened).toBe(3);
  expect(pool()).toMatchObject({ discarded: 3, idle: 0, active: 0 });
});

test('the next waiter gets the connection when the write is reported', async () => {
  const { origin, client, pool } = await late(2, { maxPerHost: 1 });
  origin.on('/x').reply(200, { body: 'ok' });
  const calls = Array.from({ length: 8 }, () => client.get('/x').text());
  expect(await Promise.all(calls)).toEqual(Array.from({ length: 8 }, () => 'ok'));
  expect(pool()).toMatchObject({ opened: 1, reused: 7 });
});

test('an abort before the write is reported ends the call and its connection', async () => {
  const { origin, client, pool } = await late(Infinity);
  origin.on('/x').reply(200, { body: 'ok' });
  const controller = new AbortController();
  const enough = new Error('enough');
  const response = await client.get('/x', { signal: controller.signal });
  const text = failure(response.text());
  controller.abort(enough);
  expect(await text).toBe(enough);
  expect(pool()).toMatchObject({ active: 0, idle: 0, discarded: 1 });
  await until(() => origin.stats().open === 0);
});

test('a connection that closes before the write is reported gives its response, and is not used again', async () => {
  const { origin, client, pool } = await late(Infinity);
  origin.on('/x').reply(200, { body: 'ok', faults: [{ do: 'reset', at: 'idle' }] });
  expect(await client.get('/x').text()).toBe('ok');
  expect(await client.get('/x').text()).toBe('ok');
  expect(pool()).toMatchObject({ opened: 2, active: 0, idle: 0 });
});

test('the pool may close before the write is reported', async () => {
  const { origin, client, pool } = await late(2);
  origin.on('/x').reply(200, { body: 'ok' });
  const response = await client.get('/x');
  const closed = client.close();
  expect(await response.text()).toBe('ok');
  await closed;
  expect(pool().active).toBe(0);
});

/** Makes a call with a handler, and lists the calls of the handler. */
async function dispatch(
  dispatcher: Dispatcher,
  origin: string,
  options: Partial<Dispatcher.DispatchHandler> = {},
): Promise<string[]> {
  const told: string[] = [];
  const { promise, resolve } = Promise.withResolvers<void>();
  const tell = (what: string): void => {
    told.push(what);
    setImmediate(resolve);
  };
  const handler: Dispatcher.DispatchHandler = {
    onRequestStart: () => {},
    onResponseStart: () => void told.push('head'),
    onResponseData: () => {},
    ...options,
    onResponseEnd(...given) {
      tell('end');
      options.onResponseEnd?.(...given);
    },
    onResponseError: (_controller, error) => tell(error.message),
  };
  dispatcher.dispatch({ origin, path: '/x', method: 'GET' }, handler);
  await promise;
  return told;
}

test('dispatcher: the connection is free when the handler is called at the end', async () => {
  const { origin, registry } = await rig();
  origin.on('/x').reply(200, { body: 'ok' });
  const dispatcher = dispatcherOf(registry, { connect: lateBy(2) });
  const idle: number[] = [];
  const onResponseEnd = (): void => void idle.push(poolOf(registry).stats().idle);
  for (let call = 0; call < 4; call++) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    expect(await dispatch(dispatcher, origin.url(), { onResponseEnd })).toEqual(['head', 'end']);
  }
  expect(idle).toEqual([1, 1, 1, 1]);
  expect(origin.stats().opened).toBe(1);
});

test.each([2, Infinity])(
  'dispatcher: a handler that aborts before the write is reported (%d) receives its own reason once',
  async (phases) => {
    const { origin, registry, pool } = await rig();
    origin.on('/x').reply(200, { body: 'ok' });
    const dispatcher = dispatcherOf(registry, { connect: lateBy(phases) });
    const told = await dispatch(dispatcher, origin.url(), {
      onResponseData: (controller) => queueMicrotask(() => controller.abort(new Error('enough'))),
    });
    expect(told).toEqual(['head', 'enough']);
    expect(pool().active).toBe(0);
  },
);

test('dispatcher: a handler that throws at a late end receives its error once', async () => {
  const { origin, registry, pool } = await rig();
  origin.on('/x').reply(200, { body: 'ok' });
  const told = await dispatch(dispatcherOf(registry, { connect: lateBy(2) }), origin.url(), {
    onResponseEnd: () => {
      throw new Error('a bug of the handler');
    },
  });
  expect(told).toEqual(['head', 'end', 'a bug of the handler']);
  expect(pool().active).toBe(0);
});
