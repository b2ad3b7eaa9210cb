// Detection of patches to the functions that open connections: mocking libraries patch them while they are active.
import net from 'node:net';

/** The methods as values: only their identity counts. */
const sockets: { readonly connect: unknown } = net.Socket.prototype;

let connect: unknown = net.connect;
let socketConnect = sockets.connect;
let version = 0;

/**
 * A number that changes when `net.connect()` or `Socket.prototype.connect()` is patched, and when the patch is removed. A
 * connection that was opened under another number must not be reused: a mock would not see its requests, or would answer
 * requests after it was removed.
 */
export function dialVersion(): number {
  if (net.connect !== connect || sockets.connect !== socketConnect) {
    connect = net.connect;
    socketConnect = sockets.connect;
    version++;
  }
  return version;
}
