import type { Socket } from 'node:net';
import type { ConnectionInfo } from '@sluice/core';
import type { DialTimes } from '@sluice/agent';

/** What is said of a connection from its second request on. */
const known = new WeakMap<object, ConnectionInfo>();
let lastId = 0;

/** What is known of a connection that carried a request before; undefined when that is nothing. */
export function knownConnection(socket: Socket): ConnectionInfo | undefined {
  return known.get(socket);
}

/**
 * What is known of the connection a request was put on.
 * @param taken how long it took to open, where that was measured
 */
export function connectionInfo(
  socket: Socket,
  reused: boolean,
  { connect, tls = 0 }: DialTimes,
): ConnectionInfo {
  const setupTime = connect === undefined ? undefined : connect + tls;
  const isHttp2 = (socket as { alpnProtocol?: unknown }).alpnProtocol === 'h2';
  const { remoteAddress } = socket;
  const id = known.get(socket)?.id ?? ++lastId;
  const protocol = isHttp2 ? 'h2' : 'http/1.1';
  const again = Object.freeze({ id, reused: true, protocol, setupTime, remoteAddress });
  known.set(socket, again);
  return reused ? again : { ...again, reused };
}
