// Ends an HTTP/2 session and its socket in bounded time.
// Checked on Node.js 22.19.0, 24.21.0 and 26.10.0.
import net from 'node:net';
import tls from 'node:tls';
import type http2 from 'node:http2';
import type { Duplex } from 'node:stream';
import { setImmediate } from '@sluice/core/transport';

/** The sockets of a session. */
export interface SessionSockets {
  /** The socket that the session writes to. */
  readonly socket: Duplex;
  /** The socket below TLS; the same without TLS. */
  readonly base: Duplex;
}

/**
 * Turns of the event loop in which a session may send its GOAWAY and the end of TLS. If the peer reads, a socket needs three
 * turns, and a stream implemented in JavaScript four.
 */
const TURNS = 5;

/**
 * Ends a session and its socket with a GOAWAY, or by a reset if the peer stopped reading. `session.destroy()` of Node.js
 * waits for such a peer without a limit. If a version of Node.js needs more turns, connections end by a reset.
 * @returns resolves when the socket is destroyed
 */
export function endSession(session: http2.ClientHttp2Session, sockets: SessionSockets): Promise<void> {
  session.destroy();
  return new Promise((resolve) => {
    let turns = 0;
    const check = (): void => {
      if (!sockets.socket.destroyed && ++turns < TURNS) {
        setImmediate(check);
        return;
      }
      if (!sockets.socket.destroyed) cutSession(session, sockets);
      resolve();
    };
    setImmediate(check);
  });
}

/**
 * Ends a session and its socket at once. `session.destroy()` alone waits until the peer has read everything written, and a
 * socket that is closed without a reset leaves megabytes of unsent bytes with the system.
 */
export function cutSession(session: http2.ClientHttp2Session, sockets: SessionSockets): void {
  resetSocket(sockets);
  // After the socket, because Node.js 22 writes the end of a socket whose session has begun to close.
  session.destroy();
}

/**
 * Resets the socket of a session that fails while it carries streams. Node.js would write the end of the socket, after which
 * no reset is possible: if the peer stopped reading, the unsent bytes would stay with the system.
 * @param onFailure called with the error first: Node.js ends the streams of a socket that is destroyed without one
 */
export function resetOnFailure(
  session: http2.ClientHttp2Session,
  sockets: SessionSockets,
  carries: () => boolean,
  onFailure: (error: unknown) => void,
): void {
  const destroy = session.destroy.bind(session);
  session.destroy = (error, code) => {
    if (typeof error === 'object' && error !== null && !session.destroyed) {
      onFailure(error);
      if (carries()) resetSocket(sockets);
    }
    destroy(error, code);
  };
}

function resetSocket({ socket, base }: SessionSockets): void {
  // libuv refuses to reset a socket whose end was written, and Node.js then never closes its handle.
  if (!socket.writableEnded) reset(base);
  socket.destroy();
}

function reset(socket: Duplex): void {
  if (socket instanceof net.Socket && !(socket instanceof tls.TLSSocket)) socket.resetAndDestroy();
}
