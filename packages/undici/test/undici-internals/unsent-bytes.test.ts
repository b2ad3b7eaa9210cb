import net from 'node:net';
import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { unsentBytes } from '../../src/undici-internals/unsent-bytes.ts';
import { afterwards, until } from '../support/setup.ts';

test('counts down within a write that its peer reads slowly, which the stream counts as a whole', async () => {
  let peer: net.Socket | undefined;
  const server = net.createServer((socket) => {
    peer = socket.pause();
    socket.on('error', () => socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  afterwards(() => new Promise((resolve) => server.close(() => resolve())));
  const socket = net.connect((server.address() as net.AddressInfo).port, '127.0.0.1');
  await until(() => peer !== undefined && !socket.connecting);
  expect(unsentBytes(socket)).toBe(0);
  const size = 64 << 20;
  socket.write(Buffer.alloc(size));
  const before = unsentBytes(socket) ?? 0;
  expect(before).toBeGreaterThan(0);
  let read = 0;
  peer?.on('data', ({ length }: Buffer) => {
    read += length;
    if (read > size / 2) peer?.pause();
  });
  peer?.resume();
  await until(() => (unsentBytes(socket) ?? 0) < before && read > size / 2);
  expect(socket.writableLength).toBe(size);
  socket.destroy();
  peer?.destroy();
});

test('is unknown for streams that are no sockets', () => {
  expect(unsentBytes(new PassThrough())).toBeUndefined();
});
