import http2 from 'node:http2';
import type net from 'node:net';
import { expect, test } from 'vitest';
import { watchEnd } from '../../src/undici-internals/stream-end.ts';
import { afterwards, until } from '../support/setup.ts';

/** Answers in one way, and returns what is noticed of the end. */
async function endOf(answer: (stream: http2.ServerHttp2Stream) => void): Promise<readonly string[]> {
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
  const seen: string[] = [];
  const stream = session.request({ ':path': '/' });
  watchEnd(stream, {
    onSentWhole: () => seen.push('whole'),
    onCutShort(cut) {
      seen.push('cut short');
      cut.resume();
    },
  });
  stream.on('response', () => stream.resume());
  stream.on('end', () => seen.push('end'));
  stream.on('error', () => undefined);
  await until(() => stream.closed && stream.destroyed);
  return seen;
}

test('the end that a server sends is whole', async () => {
  expect(await endOf((stream) => (stream.respond({ ':status': 200 }), stream.end('x')))).toEqual([
    'whole',
    'end',
  ]);
});

test('a reset without an error is the same end for Node.js, and cut short here', async () => {
  const seen = await endOf((stream) => {
    stream.respond({ ':status': 200 });
    stream.write('x');
    stream.close(http2.constants.NGHTTP2_NO_ERROR);
    stream.destroy();
  });
  expect(seen).toContain('end');
  expect(seen).not.toContain('whole');
});

test('a stream that is reset before its head is cut short, so that it is read and closes', async () => {
  const seen = await endOf((stream) => {
    stream.close(http2.constants.NGHTTP2_NO_ERROR);
  });
  expect(seen[0]).toBe('cut short');
});
