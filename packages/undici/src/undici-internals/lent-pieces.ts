// Whether the memory of a piece of a request body can be written to again when undici requests the next one.
// Checked on undici 8.12.0 and 8.13.1, and on Node.js 22.19.0, 24.21.0 and 26.10.0.
import diagnostics_channel from 'node:diagnostics_channel';
import net from 'node:net';

/** A piece of at least so many bytes fills the buffer of a socket. */
const LONG_PIECE = 262_144;

/** Its subscribers may keep pieces. */
const channel = diagnostics_channel.channel('undici:request:bodyChunkSent');

/**
 * True if undici requests a piece after a long one when the socket is empty. undici waits for `drain` after a write that
 * returned false, as Node.js does for a piece that is not shorter than the buffer of the stream; `drain` follows when everything
 * written was taken by the kernel, or was encrypted. False for streams other than sockets, which may keep what was written.
 * If a version of undici requests the next piece earlier, servers receive wrong bytes.
 */
export function sendsBeforeNext(socket: unknown): boolean {
  if (!(socket instanceof net.Socket) || channel.hasSubscribers) return false;
  return socket.writableHighWaterMark <= LONG_PIECE;
}
