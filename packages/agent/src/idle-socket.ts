// The settings of a socket that becomes idle.
import type net from 'node:net';
import type { Duplex } from 'node:stream';

/** Prepares a socket that becomes idle: enables TCP keep-alive, and removes its timeout, since the pool limits idle time. */
export function prepareIdle(socket: Duplex, probeAfter: number): void {
  const { setKeepAlive, setTimeout } = socket as Partial<net.Socket>;
  setKeepAlive?.call(socket as net.Socket, true, probeAfter);
  setTimeout?.call(socket as net.Socket, 0);
}
