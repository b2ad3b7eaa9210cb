import http2 from 'node:http2';
import type net from 'node:net';
import { expect, test } from 'vitest';
import { giveUp } from '../../src/undici-internals/stream-reset.ts';
import { afterwards, until } from '../support/setup.ts';

/** An upload of which half is written, and what its server sees of its end. */
async function halfWritten(): Promise<{
  readonly stream: http2.ClientHttp2Stream;
  readonly session: http2.ClientHttp2Session;
  /** Whether the end of the body looked complete to the server; undefined until it ended. */
  complete(): boolean | undefined;
}> {
  let complete: boolean | undefined;
  let begun = false;
  const server = http2.createServer();
  server.on('stream', (stream) => {
    stream.on('error', () => undefined);
    stream.once('data', () => (begun = true));
    stream.resume();
    stream.on('end', () => (complete ??= !stream.aborted && stream.rstCode === 0));
    stream.on('close', () => (complete ??= false));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const session = http2.connect(`http://127.0.0.1:${(server.address() as net.AddressInfo).port}`);
  afterwards(async () => {
    session.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  const stream = session.request({ ':method': 'PUT', ':path': '/' });
  stream.on('error', () => undefined);
  stream.write('half');
  await until(() => begun);
  return { stream, session, complete: () => complete };
}

test('Node.js itself ends an upload before it resets the stream', async () => {
  const { stream, complete } = await halfWritten();
  stream.close(http2.constants.NGHTTP2_CANCEL);
  await until(() => complete() !== undefined);
  expect(complete()).toBe(true);
});

test('an upload that is given up never looks complete', async () => {
  const { stream, session, complete } = await halfWritten();
  giveUp(stream);
  await until(() => complete() !== undefined);
  expect(complete()).toBe(false);
  expect(stream.rstCode).toBe(http2.constants.NGHTTP2_CANCEL);
  expect(session.destroyed).toBe(false);
});

test('a stream that is closed already is destroyed', async () => {
  const { stream } = await halfWritten();
  stream.close();
  giveUp(stream);
  expect(stream.destroyed).toBe(true);
});
