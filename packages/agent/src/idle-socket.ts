import type net from 'node:net';
import type { Duplex } from 'node:stream';

/** What is done to a socket that goes idle: TCP watches the peer, and only the pool limits its time. */
export function prepareIdle(socket: Duplex, probeAfter: number): void {
  const { setKeepAlive, setTimeout } = socket as Partial<net.Socket>;
  setKeepAlive?.call(socket as net.Socket, true, probeAfter);
  setTimeout?.call(socket as net.Socket, 0);
}
