// Connections that were opened while the environment disabled the check of certificates.
import { isCheckDisabled } from '@sluice/core/transport';

/** Makes such a connection unusable as soon as the environment enables the check again. */
export function usableWhileUnchecked<Connection extends { isUsable(): boolean }>(
  connection: Connection,
): Connection {
  const isUsable = connection.isUsable.bind(connection);
  return Object.assign(connection, { isUsable: () => isCheckDisabled() && isUsable() });
}
