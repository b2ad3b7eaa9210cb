import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import net from 'node:net';
import { caCertificate } from '@sluice/fixtures';
import { expect, test } from 'vitest';
import { afterwards, pause, rig } from '../support/setup.ts';

const KIB = 1_024;

/** Sockets that are opened from now on. */
function openedSockets(): net.Socket[] {
  const sockets: net.Socket[] = [];
  const note = (message: unknown): void => void sockets.push((message as { socket: net.Socket }).socket);
  subscribe('net.client.socket', note);
  afterwards(async () => void unsubscribe('net.client.socket', note));
  return sockets;
}

test.each([
  ['plain, of a length', false, {}],
  ['plain, in chunks', false, { framing: 'chunked' }],
  ['over TLS, of a length', true, {}],
  ['over TLS, in chunks', true, { framing: 'chunked' }],
] as const)('an unread body uses as much memory as the documents say: %s', async (_, tls, framing) => {
  const sockets = openedSockets();
  const { origin, client } = await rig({
    origin: { tls },
    transport: tls ? { tls: { ca: caCertificate } } : {},
  });
  origin.on('/x').reply(200, { body: { size: 64 << 20 }, ...framing });
  const response = await client.get('/x');
  const [socket] = sockets;
  expect(sockets).toHaveLength(1);
  let before = -1;
  while (socket?.bytesRead !== before) {
    before = socket?.bytesRead ?? 0;
    // oxlint-disable-next-line no-await-in-loop -- until nothing comes any more
    await pause(60);
  }
  // Paused from 48 KiB on, by a read of at most 64.
  expect(response.lifetime.received).toBeGreaterThanOrEqual(48 * KIB);
  expect(response.lifetime.received).toBeLessThan(112 * KIB);
  // A read that came before the pause was heeded, and what it left of the one before; over TLS Node takes more.
  expect(socket?.bytesRead).toBeLessThan((tls ? 256 : 192) * KIB);
  response.lifetime.destroy(new Error('enough'));
});
