import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { http2Rig } from '../support/http2-setup.ts';
import { failure, rig, until } from '../support/setup.ts';

interface Source {
  readonly body: Readable | ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>;
  closed: boolean;
}

/** Sources that bring a byte and then nothing for ever. */
const SOURCES: Record<string, () => Source> = {
  'a Node stream': () => {
    const body = new Readable({
      read() {},
      destroy(error, done) {
        source.closed = true;
        done(error);
      },
    });
    body.push('x');
    const source: Source = { body, closed: false };
    return source;
  },
  'a web stream': () => {
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(new Uint8Array(1)),
      cancel: () => {
        source.closed = true;
      },
    });
    const source: Source = { body, closed: false };
    return source;
  },
  'an async iterable': () => {
    let pieces = 0;
    const iterator: AsyncIterator<Uint8Array> = {
      next: () =>
        pieces++ > 0 ? new Promise(() => {}) : Promise.resolve({ done: false, value: new Uint8Array(1) }),
      return: () => {
        source.closed = true;
        return Promise.resolve({ done: true, value: undefined });
      },
    };
    const source: Source = { body: { [Symbol.asyncIterator]: () => iterator }, closed: false };
    return source;
  },
};

test.each(Object.entries(SOURCES))(
  'an upload aborted while its source (%s) is silent closes the source: HTTP/1.1',
  async (_name, make) => {
    const { origin, client, pool } = await rig();
    origin.on('/stall').fault({ do: 'stall', at: 'request', after: 1_000 });
    origin.on('/early').reply(413, { upload: 'early', connection: 'close', body: 'no' });
    origin.on('/ok').reply(200, { body: 'ok' });
    // So that the abort meets the upload and not the dial.
    await client.get('/ok').text();
    const aborted = make();
    const controller = new AbortController();
    const failed = failure(client.post('/stall', { body: aborted.body, signal: controller.signal }));
    await until(() => origin.seen('/stall')[0]?.bodyBytes === 1);
    controller.abort();
    await failed;
    await until(() => aborted.closed);
    const early = make();
    const response = await client.post('/early', { body: early.body, throwHttpErrors: false });
    expect(await response.text()).toBe('no');
    await until(() => early.closed);
    expect(pool()).toMatchObject({ active: 0, idle: 0 });
  },
);

test.each(Object.entries(SOURCES))(
  'an upload aborted while its source (%s) is silent closes the source: HTTP/2',
  async (_name, make) => {
    const { server, client, pool } = await http2Rig();
    let arrived = false;
    server.on('/stall', ({ stream }) => void stream.once('data', () => (arrived = true)));
    server.on('/early', (exchange) => exchange.reply(413, 'no'));
    // So that the abort meets the upload and not the handshake.
    await client.get('/ok').text();
    const aborted = make();
    const controller = new AbortController();
    const failed = failure(client.post('/stall', { body: aborted.body, signal: controller.signal }));
    await until(() => arrived);
    controller.abort();
    await failed;
    await until(() => aborted.closed);
    const early = make();
    const response = await client.post('/early', { body: early.body, throwHttpErrors: false });
    expect(await response.text()).toBe('no');
    await until(() => early.closed);
    expect(await client.get('/ok').text()).toBe('ok');
    expect(pool()).toMatchObject({ active: 0, opened: 1 });
  },
);
