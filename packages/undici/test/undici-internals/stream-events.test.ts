import http2 from 'node:http2';
import type net from 'node:net';
import { expect, test } from 'vitest';
import { continueReading, observe } from '../../src/undici-internals/stream-events.ts';
import { afterwards, until } from '../support/setup.ts';

interface Seen {
  readonly events: readonly string[];
  readonly stream: http2.ClientHttp2Stream;
}

/**
 * Answers in one way, and returns what is observed.
 * @param takes whether a piece of the body leaves the stream reading
 */
async function eventsOf(
  answer: (stream: http2.ServerHttp2Stream) => void,
  takes = () => true,
  prepare?: (stream: http2.ClientHttp2Stream) => void,
): Promise<Seen> {
  const server = http2.createServer();
  server.on('stream', (stream) => {
    stream.on('error', () => undefined);
    answer(stream);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const session = http2.connect(`http://127.0.0.1:${(server.address() as net.AddressInfo).port}`);
  afterwards(async () => {
    session.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  const events: string[] = [];
  const stream = session.request({ ':path': '/' });
  prepare?.(stream);
  observe(stream, {
    onHead(raw) {
      events.push(`head ${raw[1]}`);
      continueReading(stream);
    },
    onTrailers: (raw) => events.push(`trailers ${raw.join(' ')}`),
    onChunk(chunk) {
      events.push(`chunk ${chunk.toString()}`);
      if (takes()) return true;
      setImmediate(() => continueReading(stream));
      return false;
    },
    onServerEnd: () => events.push('whole'),
    onStreamEnd: () => events.push('end'),
    onStreamError: (error) => events.push(`error ${(error as { code?: string }).code}`),
    onStreamClosed: () => events.push('closed'),
  });
  await until(() => events.includes('closed'));
  return { events, stream };
}

test('the end that a server sends is whole', async () => {
  const { events } = await eventsOf((stream) => (stream.respond({ ':status': 200 }), stream.end('x')));
  expect(events).toEqual(['head 200', 'chunk x', 'whole', 'end', 'closed']);
});

test('a response without a body ends after its head, one with trailers after them', async () => {
  const headOnly = await eventsOf((stream) => stream.respond({ ':status': 204 }, { endStream: true }));
  expect(headOnly.events).toEqual(['whole', 'head 204', 'end', 'closed']);
  const trailed = await eventsOf((stream) => {
    stream.respond({ ':status': 200 }, { waitForTrailers: true });
    stream.on('wantTrailers', () => stream.sendTrailers({ sum: '1' }));
    stream.end('x');
  });
  expect(trailed.events).toEqual(['head 200', 'chunk x', 'whole', 'trailers sum 1', 'end', 'closed']);
});

test('a body that was paused at each piece continues', async () => {
  const body = 'x'.repeat(200_000);
  const { events } = await eventsOf(
    (stream) => (stream.respond({ ':status': 200 }), stream.end(body)),
    () => false,
  );
  const chunks = events.filter((event) => event.startsWith('chunk ')).map((event) => event.slice(6));
  expect(chunks.length).toBeGreaterThan(1);
  expect(chunks.join('')).toBe(body);
  expect(events.slice(-3)).toEqual(['whole', 'end', 'closed']);
});

test('a reset without an error is the same end for Node.js, and not whole', async () => {
  const { events } = await eventsOf((stream) => {
    stream.respond({ ':status': 200 });
    stream.write('x');
    stream.close(http2.constants.NGHTTP2_NO_ERROR);
    stream.destroy();
  });
  expect(events.at(-1)).toBe('closed');
  expect(events).not.toContain('whole');
});

test('a stream that is reset before its head ends, is closed and is not whole', async () => {
  const { events } = await eventsOf((stream) => stream.close(http2.constants.NGHTTP2_NO_ERROR));
  expect(events).toEqual(['end', 'closed']);
});

test('an error has no listener and ends no process', async () => {
  const { events } = await eventsOf((stream) => stream.close(http2.constants.NGHTTP2_INTERNAL_ERROR));
  expect(events).toEqual(['error ERR_HTTP2_STREAM_ERROR', 'closed']);
});

test('listeners of others, and an `emit` that was there before, see every event', async () => {
  const emitted: unknown[] = [];
  const heard: unknown[] = [];
  await eventsOf(
    (stream) => {
      stream.additionalHeaders({ ':status': 100 });
      stream.respond({ ':status': 200 });
      stream.end();
    },
    () => true,
    (stream) => {
      const emit = stream.emit as unknown as (this: unknown, ...args: unknown[]) => boolean;
      stream.emit = (event: string, ...args: unknown[]) => {
        emitted.push(event);
        return emit.call(stream, event, ...args);
      };
      for (const name of ['continue', 'headers', 'response', 'end', 'close'])
        stream.on(name, () => heard.push(name));
    },
  );
  expect(heard).toEqual(['continue', 'headers', 'response', 'end', 'close']);
  expect(emitted).toEqual(expect.arrayContaining(heard));
});
