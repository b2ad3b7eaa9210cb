// Resets that Node.js reports as the end of a connection.
import net from 'node:net';
import type { Duplex } from 'node:stream';
import tls from 'node:tls';

/** The part of Node's handle of a TCP socket that is used. */
interface Handle {
  getpeername?(result: object): number;
}

/**
 * Calls a listener when Node.js reports a reset as the end of a connected socket. libuv up to 1.51, and so Node 22, does
 * if the peer resets the connection right after bytes that are read with it. A connection that was reset has no peer any
 * more; after a FIN it still has one. Every Node.js does if its own write met the reset first, as that of an HTTP/2 session
 * that acknowledges SETTINGS.
 * @param overTls whether to watch a connection over TLS too. Default: false, since the end of TLS is authentic, and may be
 *   the end of a body, whatever the connection does then
 */
export function onHiddenReset(socket: Duplex, listener: (error: Error) => void, overTls = false): void {
  // One of a mocking library has no peer from the beginning.
  if (peerCode(socket, overTls) !== 0) return;
  socket.once('end', () => {
    const code = peerCode(socket, overTls);
    if (code === undefined || code === 0) return;
    listener(Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET', syscall: 'read' }));
  });
}

/** What the system answers if it is asked for the peer: 0, or an error code; undefined if it cannot be asked. */
function peerCode(socket: Duplex, overTls: boolean): number | undefined {
  if (!(socket instanceof net.Socket) || (socket instanceof tls.TLSSocket && !overTls)) return undefined;
  const { _handle: handle } = socket as { _handle?: Handle | null };
  return handle?.getpeername?.({});
}
