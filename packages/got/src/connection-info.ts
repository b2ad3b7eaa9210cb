import type { Socket } from 'node:net';
import type { ConnectionInfo } from '@sluice/core';
import type { DialTimes } from '@sluice/agent';

interface Facts {
  readonly id: number;
  readonly setupTime: number | undefined;
}

const known = new WeakMap<object, Facts>();
let lastId = 0;

/**
 * What is known of the connection a request was put on.
 * @param taken how long it took to open, where that was measured
 */
export function connectionInfo(
  socket: Socket,
  reused: boolean,
  { connect, tls = 0 }: DialTimes,
): ConnectionInfo {
  let facts = known.get(socket);
  if (facts === undefined) {
    const setupTime = connect === undefined ? undefined : connect + tls;
    known.set(socket, (facts = { id: ++lastId, setupTime }));
  }
  const isHttp2 = (socket as { alpnProtocol?: unknown }).alpnProtocol === 'h2';
  const { remoteAddress } = socket;
  return { ...facts, reused, protocol: isHttp2 ? 'h2' : 'http/1.1', remoteAddress };
}
