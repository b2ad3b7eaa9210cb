import type { Socket } from 'node:net';
import type { ConnectionInfo } from '@sluice/core';

interface Facts {
  readonly id: number;
  readonly setupTime: number | undefined;
}

const known = new WeakMap<object, Facts>();
let lastId = 0;

/**
 * What is known of the connection a request was put on.
 * @param setupTime how long it took to open, where this request waited for that
 */
export function connectionInfo(
  socket: Socket,
  reused: boolean,
  setupTime: number | undefined,
): ConnectionInfo {
  let facts = known.get(socket);
  if (facts === undefined) known.set(socket, (facts = { id: ++lastId, setupTime }));
  const isHttp2 = (socket as { alpnProtocol?: unknown }).alpnProtocol === 'h2';
  const { remoteAddress } = socket;
  return { ...facts, reused, protocol: isHttp2 ? 'h2' : 'http/1.1', remoteAddress };
}
