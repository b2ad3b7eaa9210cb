import net from 'node:net';
import tls from 'node:tls';
import type http2 from 'node:http2';
import type { Duplex } from 'node:stream';
import type { Dialed } from '../dial/dial.ts';

/**
 * Turns of the event loop in which a session that ends may send its GOAWAY and the end of TLS. Over a socket that takes
 * bytes that needs three, over a stream made in JavaScript four.
 */
const TURNS = 5;

/**
 * Ends a session and its socket politely, or by a reset where the peer does not take what is written.
 * @returns resolves when the socket is destroyed
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
 * Ends a session and its socket at once. `session.destroy()` alone waits until what was written is taken, which a peer
 * that stopped reading never does; and a socket that is closed without a reset leaves megabytes to the system.
 */
export function cutSession(session: http2.ClientHttp2Session, { socket, base }: Dialed): void {
  session.destroy();
  // libuv resets no socket whose end is on its way, and Node.js never closes the handle of one it could not reset.
  if (!socket.writableEnded) reset(base);
  socket.destroy();
}

function reset(socket: Duplex): void {
  if (socket instanceof net.Socket && !(socket instanceof tls.TLSSocket)) socket.resetAndDestroy();
}
