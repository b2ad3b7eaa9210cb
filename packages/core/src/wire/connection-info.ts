// The numbers and facts that identify connections in records, for all transports and agents of the process.
import type { ConnectionInfo } from '../history/attempt.ts';
import { setupTimeOf, type DialTimes } from './dial-times.ts';

const ids = new WeakMap<object, number>();
let lastId = 0;

/**
 * The number of a connection, unique in the process: `ConnectionInfo.id`. The same for all transports and agents that use
 * its socket.
 * @param socket a socket, or another stream in its place
 */
export function connectionId(socket: object): number {
  let id = ids.get(socket);
  if (id === undefined) ids.set(socket, (id = ++lastId));
  return id;
}

/** For transports: the facts about a connection in the records of its first exchange, and of its later ones. */
export function connectionInfo(
  socket: object,
  protocol: string,
  remoteAddress: string | undefined,
  times: DialTimes,
): readonly [first: ConnectionInfo, again: ConnectionInfo] {
  const facts = { id: connectionId(socket), protocol, remoteAddress, setupTime: setupTimeOf(times) };
  return [Object.freeze({ ...facts, reused: false }), Object.freeze({ ...facts, reused: true })];
}
