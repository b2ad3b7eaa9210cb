import type { Socket } from 'node:net';
import type { ConnectionInfo } from '@sluice/core';

const ids = new WeakMap<object, number>();
let lastId = 0;

/** What is known of the connection a request was put on. */
export function connectionInfo(socket: Socket, reused: boolean): ConnectionInfo {
  const isHttp2 = (socket as { alpnProtocol?: unknown }).alpnProtocol === 'h2';
  const { remoteAddress } = socket;
  return { id: idOf(socket), reused, protocol: isHttp2 ? 'h2' : 'http/1.1', remoteAddress };
}

function idOf(socket: Socket): number {
  let id = ids.get(socket);
  if (id === undefined) ids.set(socket, (id = ++lastId));
  return id;
}
