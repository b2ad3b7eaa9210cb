// Counts the bytes written to a socket that have not reached the kernel.
// Checked on Node.js 22.19.0, 24.21.0 and 26.10.0.
import net from 'node:net';
import tls from 'node:tls';

/** The handle of a socket in Node.js. */
interface Handle {
  readonly writeQueueSize?: unknown;
}

/**
 * The bytes written to a socket that have not reached the kernel. Unlike the count of the stream, it falls during a write.
 * undefined for TLS, which encrypts a write as a whole, for streams other than sockets, and if a version of Node.js does not
 * have the number.
 */
export function unsentBytes(socket: unknown): number | undefined {
  if (!(socket instanceof net.Socket) || socket instanceof tls.TLSSocket) return undefined;
  const { _handle: handle }: { readonly _handle?: Handle | null } & net.Socket = socket;
  const bytes = handle?.writeQueueSize;
  return typeof bytes === 'number' ? bytes : undefined;
}
