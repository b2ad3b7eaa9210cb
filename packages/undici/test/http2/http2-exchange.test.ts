import net from 'node:net';
import { Duplex } from 'node:stream';
import type { Dispatcher } from 'undici';
import { expect, test } from 'vitest';
import { HttpHeaders } from '@sluice/core';
import { systemClock } from '@sluice/core/plugin';
import type { Lease } from '@sluice/pool';
import { DispatchOptions } from '../../src/wire/dispatch-options.ts';
import { Exchange } from '../../src/attempt/exchange.ts';
import { dispatcherOf, type DispatcherOptions } from '../../src/dispatcher-api.ts';
import { DispatchedExchange } from '../../src/dispatcher/dispatched-exchange.ts';
import type { WireConnection } from '../../src/connection/wire-connection.ts';
import { frame, STATUS_200 } from '../support/http2-frames.ts';
import { http2Rig, rawServer, trusted, type Http2Rig } from '../support/http2-setup.ts';
import { failure, pause, until } from '../support/setup.ts';

/** Records the callbacks of a handler, one word for each call. */
class Recorder implements Dispatcher.DispatchHandler {
  readonly told: string[] = [];
  readonly ended: Promise<void>;
  readonly #end: () => void;
  trailers: unknown;
  controller: Dispatcher.DispatchController | undefined;
  readonly #onHead: (controller: Dispatcher.DispatchController) => void;
  readonly #onStart: (controller: Dispatcher.DispatchController) => void;

  constructor(
    onHead: (controller: Dispatcher.DispatchController) => void = () => undefined,
    onStart: (controller: Dispatcher.DispatchController) => void = () => undefined,
  ) {
    this.#onHead = onHead;
    this.#onStart = onStart;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.ended = promise;
    this.#end = resolve;
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller;
    this.#onStart(controller);
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number): void {
    this.told.push(String(status));
    if (status >= 200) this.#onHead(controller);
  }

  onResponseData(_controller: unknown, chunk: Buffer): void {
    this.told.push(chunk.toString());
  }

  onResponseEnd(_controller: unknown, trailers: unknown): void {
    this.told.push('end');
    this.trailers = trailers;
    this.#end();
  }

  onResponseError(_controller: unknown, error: Error): void {
    this.told.push(`error ${(error as { code?: string }).code ?? error.message}`);
    this.#end();
  }
}

const dispatch = (
  { registry }: Http2Rig,
  url: string,
  recorder: Recorder,
  body?: Uint8Array,
  options?: DispatcherOptions,
): Promise<void> => {
  const { origin, pathname } = new URL(url);
  const method = body === undefined ? 'GET' : 'POST';
  dispatcherOf(registry, { http2: true, tls: trusted, ...options }).dispatch(
    { origin, path: pathname, method, body: body ?? null },
    recorder,
  );
  return recorder.ended;
};

const HEAD = (stream: number): Buffer => frame(1, 4, stream, STATUS_200);
const DATA = (stream: number, text: string, flags = 0): Buffer => frame(0, flags, stream, Buffer.from(text));
const RESET = (stream: number, code: number): Buffer => frame(3, 0, stream, Buffer.from([0, 0, 0, code]));

test('frames in the same read as the head reach the handler after the head', async () => {
  const made = await http2Rig();
  const answer = (stream: number): Buffer =>
    Buffer.concat([HEAD(stream), DATA(stream, 'one'), DATA(stream, 'two', 1)]);
  const url = await rawServer((stream, socket) => {
    // Later, when Node.js reads from the stream already and emits what arrives at once.
    setTimeout(() => socket.write(answer(stream)), 20);
    return frame(1, 4, stream, Buffer.from([0x08, 3, 49, 48, 51]));
  });
  // Over a stream made in JavaScript no tick runs between the frames of one read.
  const connect = (): Duplex => {
    const socket = net.connect(Number(new URL(url).port), '127.0.0.1');
    return Duplex.from({ readable: socket, writable: socket });
  };
  const recorder = new Recorder();
  await dispatch(made, url, recorder, undefined, { connect });
  expect(recorder.told).toEqual(['103', '200', 'one', 'two', 'end']);
});

test('a pause requested before or at the head delays the body', async () => {
  const made = await http2Rig();
  const url = await rawServer((stream) =>
    Buffer.concat([HEAD(stream), DATA(stream, 'one'), DATA(stream, 'two', 1)]),
  );
  const hold = (controller: Dispatcher.DispatchController): void => controller.pause();
  for (const recorder of [new Recorder(hold), new Recorder(undefined, hold)]) {
    const ended = dispatch(made, url, recorder);
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    await until(() => recorder.told.length > 0);
    // oxlint-disable-next-line no-await-in-loop -- time in which nothing may come
    await pause(20);
    expect(recorder.told).toEqual(['200']);
    expect(recorder.controller?.paused).toBe(true);
    recorder.controller?.resume();
    expect(recorder.controller?.paused).toBe(false);
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    await ended;
    expect(recorder.told).toEqual(['200', 'one', 'two', 'end']);
  }
});

test('a pause that ends before the head loses nothing', async () => {
  const made = await http2Rig();
  made.server.on('/x', (exchange) => exchange.reply(200, 'all of it'));
  const recorder = new Recorder(undefined, (controller) => {
    controller.pause();
    controller.resume();
  });
  await dispatch(made, made.server.url('/x'), recorder);
  expect(recorder.told).toEqual(['200', 'all of it', 'end']);
});

test('an abort at the head, after the whole body has arrived, leaves no open stream', async () => {
  const sockets: net.Socket[] = [];
  const url = await rawServer((stream) => Buffer.concat([HEAD(stream), DATA(stream, 'all', 1)]));
  const { port } = new URL(url);
  const connect = (): net.Socket => {
    const socket = net.connect(Number(port), '127.0.0.1');
    sockets.push(socket);
    return socket;
  };
  const made = await http2Rig({ pool: { idleTimeout: 20 } });
  const recorder = new Recorder((controller) => controller.abort(new Error('enough')));
  await dispatch(made, url, recorder, undefined, { connect });
  expect(recorder.told).toEqual(['200', 'error enough']);
  // A session closes when none of its streams is left.
  await until(() => sockets.length === 1 && sockets.every(({ destroyed }) => destroyed));
});

test.each([
  ['nothing before it', (_stream: number) => Buffer.alloc(0)],
  [
    'an informational head before it',
    (stream: number) => frame(1, 4, stream, Buffer.from([0x08, 3, 49, 48, 51])),
  ],
  ['a head before it', HEAD],
  ['a part of the body before it', (stream: number) => Buffer.concat([HEAD(stream), DATA(stream, 'part')])],
])(
  'a stream reset without an error, %s, is an error, also during an upload that the server does not read',
  async (_name, before) => {
    const made = await http2Rig();
    const url = await rawServer((stream) => Buffer.concat([before(stream), RESET(stream, 0)]));
    for (const body of [undefined, new Uint8Array(1_000_000)]) {
      const recorder = new Recorder();
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await dispatch(made, url, recorder, body);
      expect(recorder.told.at(-1)).toBe('error UND_ERR_INFO');
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await until(() => made.pool().active === 0);
    }
  },
);

test('a stream reset without an error before its head ends, although its handler requested a pause', async () => {
  const made = await http2Rig();
  const url = await rawServer((stream) => RESET(stream, 0));
  const recorder = new Recorder(undefined, (controller) => controller.pause());
  await dispatch(made, url, recorder);
  expect(recorder.told).toEqual(['error UND_ERR_INFO']);
});

test('each informational head reaches the handler once, and trailers have all their values', async () => {
  const made = await http2Rig();
  made.server.on('/x', ({ stream }) => {
    stream.additionalHeaders({ ':status': 100 });
    stream.additionalHeaders({ ':status': 103 });
    stream.respond({ ':status': 200 }, { waitForTrailers: true });
    stream.on('wantTrailers', () => stream.sendTrailers({ 'x-a': ['1', '2'], 'x-b': '3' }));
    stream.end('x');
  });
  const recorder = new Recorder();
  await dispatch(made, made.server.url('/x'), recorder);
  expect(recorder.told).toEqual(['100', '103', '200', 'x', 'end']);
  expect(recorder.trailers).toMatchObject({ 'x-a': ['1', '2'], 'x-b': '3' });
});

test.each([
  ['HEAD', 200],
  ['GET', 204],
  ['GET', 304],
])('%s with %i has no body, and bytes sent with it are an error', async (method, status) => {
  const made = await http2Rig();
  made.server.on('/x', ({ stream }) => stream.respond({ ':status': status }, { endStream: true }));
  const call = { method, throwHttpErrors: false, allowOtherOrigin: true };
  const response = await made.client('/x', call);
  expect([response.status, await response.text()]).toEqual([status, '']);
  const code = Buffer.from({ 200: [0x88], 204: [0x89], 304: [0x8b] }[status] ?? []);
  const url = await rawServer((stream) =>
    Buffer.concat([frame(1, 4, stream, code), DATA(stream, 'stray', 1)]),
  );
  expect(await failure(made.client(url, call).bytes())).toMatchObject({
    code: expect.stringMatching(/^ERR_SLUICE_(PROTOCOL|CONNECTION_LOST|BODY_CUT_SHORT)$/),
  });
});

/** A connection that tells its handler what no parser tells: a part of a response without its head. */
function headless(part: 'data' | 'end'): Lease<WireConnection> & { kept: boolean | undefined } {
  const controller = { rawHeaders: [], rawTrailers: [] } as unknown as Dispatcher.DispatchController;
  const lease = {
    kept: undefined as boolean | undefined,
    reused: false,
    connection: {
      closed: false,
      info: () => ({ protocol: 'h2' }),
      abandon: () => false,
      dispatch(_options: unknown, handler: Dispatcher.DispatchHandler) {
        handler.onRequestStart?.(controller, undefined);
        try {
          if (part === 'data') handler.onResponseData?.(controller, Buffer.from('lost'));
          else handler.onResponseEnd?.(controller, {});
        } catch (error) {
          handler.onResponseError?.(controller, error as Error);
        }
      },
    } as unknown as WireConnection,
    release(kept: boolean) {
      lease.kept = kept;
    },
  };
  return lease;
}

test.each(['data', 'end'] as const)(
  '%s without a head is an error on both faces, and loses the connection',
  (part) => {
    const wanted = { code: 'ERR_SLUICE_PROTOCOL', message: 'the response has no head before its body' };
    const errors: unknown[] = [];
    const request = { method: 'GET', path: '/', origin: 'https://x', headers: HttpHeaders.fromReceived({}) };
    const record = { timings: {}, replays: 0 };
    const attempt = {
      request: { ...request, attempt: { record } },
      destination: { expects: false, proxied: false },
      limits: { responseHeader: Infinity },
      clock: systemClock,
      describe: () => new DispatchOptions('GET', '/', [], false),
      broken: (error: unknown) => errors.push(error),
    };
    const first = headless(part);
    new Exchange(attempt as never, first, 0).start();
    expect(errors).toMatchObject([wanted]);
    expect(first.kept).toBe(false);

    const second = headless(part);
    const recorder = new Recorder();
    const options = new DispatchOptions('GET', '/', [], false);
    const limits = { headersTimeout: Infinity, bodyTimeout: Infinity };
    const destination = { take: () => second };
    const dispatched = {
      destination,
      limits,
      options,
      repeatable: true,
      expectContinue: false,
      source: undefined,
    };
    const holder = { onEnd: () => undefined };
    new DispatchedExchange(dispatched as never, recorder, systemClock, holder).start();
    expect(recorder.told).toEqual(['error HPE_USER']);
    expect(second.kept).toBe(false);
  },
);

test.each([
  ['whole', 1, ['200'], ['200', 'one', 'two', 'end']],
  [
    'cut short',
    0,
    ['200', 'one', 'two', expect.stringMatching(/^error /)],
    ['200', 'one', 'two', expect.stringMatching(/^error /)],
  ],
])(
  'a paused body that arrived %s loses nothing with its connection',
  async (_how, flags, whilePaused, atEnd) => {
    const made = await http2Rig();
    let closed = false;
    const url = await rawServer((stream, socket) => {
      socket.once('close', () => (closed = true));
      setTimeout(() => socket.destroy(), 20);
      return Buffer.concat([HEAD(stream), DATA(stream, 'one'), DATA(stream, 'two', flags)]);
    });
    const recorder = new Recorder((controller) => controller.pause());
    const ended = dispatch(made, url, recorder);
    await until(() => closed);
    await pause(20);
    expect(recorder.told).toEqual(whilePaused);
    recorder.controller?.resume();
    await ended;
    expect(recorder.told).toEqual(atEnd);
  },
);
