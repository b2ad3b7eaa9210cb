// The stream that carries a connection.
import type net from 'node:net';
import type { Duplex } from 'node:stream';

/** A socket, or another stream in its place, which may lack some members of a socket. */
export type WireSocket = Duplex &
  Partial<Pick<net.Socket, 'ref' | 'unref' | 'bytesRead' | 'bytesWritten' | 'remoteAddress'>>;
