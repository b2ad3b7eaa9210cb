import { once } from 'node:events';
import net from 'node:net';
import { expect, test } from 'vitest';
import { onHiddenReset } from '../../src/wire/hidden-reset.ts';

/** How a client sees the end of a connection that its server ends right after some bytes. */
async function endOf(finish: (socket: net.Socket) => void): Promise<string> {
  const server = net.createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', () => socket.write('bytes', () => finish(socket)));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const socket = net.connect((server.address() as net.AddressInfo).port, '127.0.0.1');
  socket.resume().write('go');
  const seen = await new Promise<string>((resolve) => {
    socket.on('error', ({ message }) => resolve(message));
    socket.on('connect', () => {
      onHiddenReset(socket, ({ message }) => resolve(message));
      socket.on('end', () => resolve('end'));
    });
  });
  socket.destroy();
  server.close();
  return seen;
}

test('a reset directly after bytes is distinguished from an end, with every version of Node.js', async () => {
  for (let turn = 0; turn < 20; turn++) {
    // oxlint-disable-next-line no-await-in-loop -- one connection after the other
    expect(await endOf((socket) => void socket.resetAndDestroy())).toBe('read ECONNRESET');
    // oxlint-disable-next-line no-await-in-loop
    expect(await endOf((socket) => void socket.end())).toBe('end');
    // oxlint-disable-next-line no-await-in-loop
    expect(await endOf((socket) => void socket.destroy())).toBe('end');
  }
});

test('a stream without a peer, such as that of a mocking library, is not reported', () => {
  const socket = new net.Socket();
  onHiddenReset(socket, () => expect.unreachable());
  socket.emit('end');
});
