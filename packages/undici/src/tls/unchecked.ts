import { isCheckDisabled } from '@sluice/core/transport';

/** Sockets whose peer was not checked because the environment had switched the check of certificates off. */
const unchecked = new WeakSet<object>();

/** Notes that TLS begins on a socket without the check of certificates, by the environment. */
export function noteUnchecked(socket: object): void {
  unchecked.add(socket);
}

/** Whether the environment had switched the check of certificates off when TLS began on a socket. */
export function isUnchecked(socket: object): boolean {
  return unchecked.has(socket);
}

/** Has a connection whose peer was not checked be used only as long as the environment says so. */
export function usableWhileUnchecked<Connection extends { isUsable(): boolean }>(
  connection: Connection,
): Connection {
  const isUsable = connection.isUsable.bind(connection);
  return Object.assign(connection, { isUsable: () => isCheckDisabled() && isUsable() });
}
