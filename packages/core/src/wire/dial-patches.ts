// Changes of what opens connections: mocking libraries patch it while they are active.
import net from 'node:net';

/** The methods as values: only their identity counts. */
const sockets: { readonly connect: unknown } = net.Socket.prototype;

let connect: unknown = net.connect;
let socketConnect = sockets.connect;
let version = 0;

/**
 * A number that changes when `net.connect()` or `Socket.prototype.connect()` is patched, or the patch is removed. A
 * connection is not used any more if the number was another one when it was opened: a mock would not see its requests,
 * or would answer requests after its end.
 */
export function dialVersion(): number {
  if (net.connect !== connect || sockets.connect !== socketConnect) {
    connect = net.connect;
    socketConnect = sockets.connect;
    version++;
  }
  return version;
}
