// How much of what was written to a socket has not left for the kernel.
import net from 'node:net';
import tls from 'node:tls';

/** What Node.js knows of a socket's writes. */
interface Handle {
  readonly writeQueueSize?: unknown;
}

/**
 * Bytes written to a socket that have not left for the kernel, counted while a write is under way, which the stream only
 * counts as a whole. undefined for TLS, which encrypts a write as a whole, and for streams other than sockets.
 */
export function unsentBytes(socket: unknown): number | undefined {
  if (!(socket instanceof net.Socket) || socket instanceof tls.TLSSocket) return undefined;
  const { _handle: handle } = socket as unknown as { readonly _handle?: Handle | null };
  const bytes = handle?.writeQueueSize;
  return typeof bytes === 'number' ? bytes : undefined;
}
