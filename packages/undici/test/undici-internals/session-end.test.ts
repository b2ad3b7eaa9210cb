import http2 from 'node:http2';
import net from 'node:net';
import { expect, test, vi } from 'vitest';
import {
  cutSession,
  endSession,
  resetOnFailure,
  type SessionSockets,
} from '../../src/undici-internals/session-end.ts';
import { afterwards, pause, until } from '../support/setup.ts';

/** SETTINGS and WINDOW_UPDATE of a server that lets a client send as much as it likes. */
const PREFACE = Buffer.from('00000604000000000000047fffffff0000040800000000007fff0000', 'hex');

/** A GOAWAY with an error, ENHANCE_YOUR_CALM. */
const GOAWAY = Buffer.from('000008070000000000000000000000000b', 'hex');

/** A session with an upload that its peer does not read, or reads. */
async function uploading(reads: boolean): Promise<{
  readonly session: http2.ClientHttp2Session;
  readonly dialed: SessionSockets;
  readonly peers: Set<net.Socket>;
}> {
  const peers = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    peers.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => peers.delete(socket));
    socket.write(PREFACE);
    if (reads) socket.resume();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const socket = net.connect((server.address() as net.AddressInfo).port, '127.0.0.1');
  const session = http2.connect('http://127.0.0.1', { createConnection: () => socket });
  session.on('error', () => undefined);
  afterwards(async () => {
    socket.destroy();
    for (const peer of peers) peer.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  await new Promise((resolve) => session.once('remoteSettings', resolve));
  if (!reads) {
    const stream = session.request({ ':method': 'PUT', ':path': '/' });
    stream.on('error', () => undefined);
    // More than the kernel takes.
    stream.write(Buffer.alloc(32 << 20));
    await pause(50);
  }
  const dialed = { socket, base: socket };
  return { session, dialed, peers };
}

test('Node.js itself keeps the socket of a session whose peer stopped reading', async () => {
  const { session, dialed } = await uploading(false);
  session.destroy();
  await pause(100);
  expect(dialed.socket.destroyed).toBe(false);
});

test('such a session is cut with its socket, and ends in a few turns', async () => {
  const first = await uploading(false);
  cutSession(first.session, first.dialed);
  expect(first.dialed.socket.destroyed).toBe(true);
  const second = await uploading(false);
  await endSession(second.session, second.dialed);
  expect(second.dialed.socket.destroyed).toBe(true);
  // A socket that is not read from does not notice a reset.
  for (const peer of [...first.peers, ...second.peers]) peer.resume();
  await until(() => first.peers.size === 0 && second.peers.size === 0);
});

test('a session whose peer reads ends with a GOAWAY and a FIN', async () => {
  const { session, dialed, peers } = await uploading(true);
  const [peer] = peers;
  const ended = new Promise<string>((resolve) => {
    peer?.on('end', () => resolve('end'));
    peer?.on('error', () => resolve('error'));
  });
  await endSession(session, dialed);
  expect(await ended).toBe('end');
});

test('a session that has begun to close is cut without an end that a peer would have to read', async () => {
  const { session, dialed, peers } = await uploading(true);
  session.close();
  cutSession(session, dialed);
  expect(dialed.socket.writableEnded).toBe(false);
  await until(() => peers.size === 0);
});

test.each([true, false])(
  'a session that fails resets its socket at once if it carries streams (%s)',
  async (carries) => {
    const { session, dialed, peers } = await uploading(true);
    const failures: unknown[] = [];
    resetOnFailure(
      session,
      dialed,
      () => carries,
      (error) => failures.push(error),
    );
    const end = vi.spyOn(dialed.socket, 'end');
    for (const peer of peers) peer.write(GOAWAY);
    await until(() => session.destroyed && dialed.socket.destroyed);
    expect(end.mock.calls.length === 0).toBe(carries);
    expect(failures).toMatchObject([{ code: 'ERR_HTTP2_SESSION_ERROR' }]);
  },
);
