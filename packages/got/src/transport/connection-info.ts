// The descriptions of connections in the records of attempts.
import type { Socket } from 'node:net';
import type { ConnectionInfo } from '@sluice/core';
import { connectionInfo, type DialTimes } from '@sluice/core/transport';

type Infos = ReturnType<typeof connectionInfo>;

const known = new WeakMap<object, Infos>();

/** The description of a connection that carried a request before; undefined for a connection not described yet. */
export function knownConnection(socket: Socket): ConnectionInfo | undefined {
  return known.get(socket)?.[1];
}

/**
 * Describes the connection of a request.
 * @param times the times of its dial, as far as they were measured
 */
export function describeConnection(socket: Socket, reused: boolean, times: DialTimes): ConnectionInfo {
  let infos = known.get(socket);
  if (infos === undefined) {
    const protocol = (socket as { alpnProtocol?: unknown }).alpnProtocol === 'h2' ? 'h2' : 'http/1.1';
    infos = connectionInfo(socket, protocol, socket.remoteAddress, times);
    known.set(socket, infos);
  }
  return infos[reused ? 1 : 0];
}
