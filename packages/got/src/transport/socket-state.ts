// The state of a socket.
import type { Socket } from 'node:net';
import { dialTimes } from '@sluice/agent';

/**
 * Whether a connection cannot carry a request yet. After the event of its handshake it can, even if `secureConnecting` is still
 * set, as with libraries that mock connections.
 */
export function isOpening(socket: Socket): boolean {
  if (socket.connecting) return true;
  return (
    (socket as { secureConnecting?: unknown }).secureConnecting === true &&
    dialTimes(socket)?.tls === undefined
  );
}

/**
 * A counter of a socket; 0 if a mock has none, and after a session of HTTP/2 has lost its connection, since the properties
 * of its socket then throw.
 */
export function countOf(socket: Socket | undefined, counter: 'bytesRead' | 'bytesWritten'): number {
  try {
    const value: unknown = socket?.[counter];
    return typeof value === 'number' ? value : 0;
  } catch {
    return 0;
  }
}
