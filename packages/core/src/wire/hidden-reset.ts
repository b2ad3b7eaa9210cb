// Resets that Node.js reports as the end of a connection.
import net from 'node:net';
import type { Duplex } from 'node:stream';
import tls from 'node:tls';

/** The part of Node's handle of a TCP socket that is used. */
interface Handle {
  getpeername?(result: object): number;
}

/**
 * Calls a listener when Node.js reports a reset as the end of a connected socket. libuv up to 1.51 (Node.js 22) does so if
 * the reset follows bytes that are read in the same poll. Every Node.js does so if its own write meets the reset first, such
 * as the SETTINGS acknowledgement of an HTTP/2 session. After a reset, a connection has no peer address; after a FIN, it
 * still has one.
 * @param overTls whether to watch a connection over TLS too. Default: false, since the end of TLS is authentic, and may be
 *   the end of a body, whatever the connection does then
 */
export function onHiddenReset(socket: Duplex, listener: (error: Error) => void, overTls = false): void {
  // The socket of a mocking library never has a peer.
  if (peerCode(socket, overTls) !== 0) return;
  socket.once('end', () => {
    const code = peerCode(socket, overTls);
    if (code === undefined || code === 0) return;
    listener(Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET', syscall: 'read' }));
  });
}

/** The system's answer to a request for the peer's address: 0 or an error code; undefined if the socket has no handle. */
function peerCode(socket: Duplex, overTls: boolean): number | undefined {
  if (!(socket instanceof net.Socket) || (socket instanceof tls.TLSSocket && !overTls)) return undefined;
  const { _handle: handle } = socket as { _handle?: Handle | null };
  return handle?.getpeername?.({});
}
