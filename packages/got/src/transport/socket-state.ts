import type { Socket } from 'node:net';
import { dialTimes } from '@sluice/agent';

/**
 * Whether a connection cannot carry a request yet. One whose handshake was announced can, even if it still calls itself
 * insecure, as those of libraries that mock connections do.
 */
export function isOpening(socket: Socket): boolean {
  if (socket.connecting) return true;
  return (
    (socket as { secureConnecting?: unknown }).secureConnecting === true &&
    dialTimes(socket)?.tls === undefined
  );
}

/** A counter of a socket; a stand-in for one may have none. */
export function count(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}
