// Reads the state and the byte counters of a socket.
import type { Socket } from 'node:net';
import { dialTimes } from '@sluice/agent';

/**
 * Whether a connection cannot carry a request yet. After the event `secureConnect` it can, even if `secureConnecting` is
 * still set, as with libraries that mock connections.
 */
export function isOpening(socket: Socket): boolean {
  if (socket.connecting) return true;
  return (
    (socket as { secureConnecting?: unknown }).secureConnecting === true &&
    dialTimes(socket)?.tls === undefined
  );
}

/**
 * A counter of a socket; 0 for a mock without the counter. Also 0 after an HTTP/2 session has lost its connection, when the
 * properties of its socket throw.
 */
export function countOf(socket: Socket | undefined, counter: 'bytesRead' | 'bytesWritten'): number {
  try {
    const value: unknown = socket?.[counter];
    return typeof value === 'number' ? value : 0;
  } catch {
    return 0;
  }
}
