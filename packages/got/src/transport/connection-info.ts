// What records say of the connections that got's requests were put on.
import type { Socket } from 'node:net';
import type { ConnectionInfo } from '@sluice/core';
import { connectionInfo } from '@sluice/core/transport';
import type { DialTimes } from '@sluice/agent';

type Infos = ReturnType<typeof connectionInfo>;

const known = new WeakMap<object, Infos>();

/** What is known of a connection that carried a request before; undefined when that is nothing. */
export function knownConnection(socket: Socket): ConnectionInfo | undefined {
  return known.get(socket)?.[1];
}

/**
 * What is known of the connection a request was put on.
 * @param taken how long it took to open, where that was measured
 */
export function describeConnection(
  socket: Socket,
  reused: boolean,
  { connect, tls = 0 }: DialTimes,
): ConnectionInfo {
  let infos = known.get(socket);
  if (infos === undefined) {
    const setupTime = connect === undefined ? undefined : connect + tls;
    const protocol = (socket as { alpnProtocol?: unknown }).alpnProtocol === 'h2' ? 'h2' : 'http/1.1';
    infos = connectionInfo(socket, protocol, socket.remoteAddress, setupTime);
    known.set(socket, infos);
  }
  return infos[reused ? 1 : 0];
}
