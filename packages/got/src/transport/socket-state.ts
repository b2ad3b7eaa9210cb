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

/** The value of a socket's counter; 0 if a mock has none. */
export function count(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}
