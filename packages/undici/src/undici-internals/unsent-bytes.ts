// The bytes written to a socket that are not with the kernel yet.
// Checked on Node.js 22.19.0, 24.21.0 and 26.10.0.
import net from 'node:net';
import tls from 'node:tls';

/** The handle of a socket in Node.js. */
interface Handle {
  readonly writeQueueSize?: unknown;
}

/**
 * The bytes written to a socket that are not with the kernel yet, also of a part of a write, which the stream counts as a
 * whole. undefined for TLS, which encrypts a write as a whole, for streams other than sockets, and if a version of Node.js
 * does not have the number.
 */
export function unsentBytes(socket: unknown): number | undefined {
  if (!(socket instanceof net.Socket) || socket instanceof tls.TLSSocket) return undefined;
  const { _handle: handle }: { readonly _handle?: Handle | null } & net.Socket = socket;
  const bytes = handle?.writeQueueSize;
  return typeof bytes === 'number' ? bytes : undefined;
}
