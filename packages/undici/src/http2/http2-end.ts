// Ends HTTP/2 sessions.
import net from 'node:net';
import tls from 'node:tls';
import type http2 from 'node:http2';
import type { Duplex } from 'node:stream';
import type { Dialed } from '../dial/dial.ts';

/**
 * Turns of the event loop in which a closing session may send its GOAWAY and the end of TLS. A socket whose peer reads needs
 * three, a stream implemented in JavaScript four.
 */
const TURNS = 5;

/**
 * Ends a session and its socket gracefully, or with a reset if the peer does not read.
 * @returns a promise that resolves when the socket is destroyed
 */
export function endSession(session: http2.ClientHttp2Session, dialed: Dialed): Promise<void> {
  session.destroy();
  return new Promise((resolve) => {
    let turns = 0;
    const look = (): void => {
      if (!dialed.socket.destroyed && ++turns < TURNS) {
        setImmediate(look);
        return;
      }
      if (!dialed.socket.destroyed) cutSession(session, dialed);
      resolve();
    };
    setImmediate(look);
  });
}

/**
 * Ends a session and its socket at once. `session.destroy()` alone would wait until the peer has read all written bytes, which may
 * never happen; and a socket that is closed without a reset leaves megabytes in the kernel.
 */
export function cutSession(session: http2.ClientHttp2Session, { socket, base }: Dialed): void {
  session.destroy();
  // libuv cannot reset a socket that is being ended, and Node.js would leave the handle of such a socket open.
  if (!socket.writableEnded) reset(base);
  socket.destroy();
}

function reset(socket: Duplex): void {
  if (socket instanceof net.Socket && !(socket instanceof tls.TLSSocket)) socket.resetAndDestroy();
}
