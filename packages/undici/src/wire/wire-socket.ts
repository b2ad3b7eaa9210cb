import type net from 'node:net';
import type { Duplex } from 'node:stream';

/** A socket, or another stream in its place, which need not know all that a socket knows. */
export type WireSocket = Duplex &
  Partial<Pick<net.Socket, 'ref' | 'unref' | 'bytesRead' | 'bytesWritten' | 'remoteAddress'>>;
