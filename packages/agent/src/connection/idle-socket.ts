// Sets the options of an idle socket.
import type net from 'node:net';
import type { Duplex } from 'node:stream';

/**
 * Prepares a socket for the pool: TCP probes the peer, and only the pool limits the idle time.
 * @param probeAfter idle time before the first probe, in ms
 */
export function prepareIdle(socket: Duplex, probeAfter: number): void {
  const { setKeepAlive, setTimeout } = socket as Partial<net.Socket>;
  setKeepAlive?.call(socket as net.Socket, true, probeAfter);
  setTimeout?.call(socket as net.Socket, 0);
}
